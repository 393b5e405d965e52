using System.Buffers.Text;
using TcpVet.Model;

namespace TcpVet.Linux.ProcFs;

/// <summary>Facts about the whole host that /proc tells.</summary>
public static class HostFiles
{
    /// <summary>Reads what it can; a file that is missing or refused leaves its facts unknown (null).</summary>
    /// <returns>Facts of one reading: first and last are equal, <see cref="HostFacts.UnreadableProcesses"/> is unknown.</returns>
    public static HostFacts Read(ProcFsRoot root)
    {
        SoftnetStat? softnet = root.TryRead($"{ProcFsRoot.Net}/softnet_stat", out _) is { } text ? SoftnetStat.Parse(text) : null;
        (long Open, long Max)? files = ParseFileNr(root.TryRead("sys/fs/file-nr", out _));
        return new HostFacts
        {
            UptimeSeconds = ReadUptime(root),
            Cpus = ParseCpus(root.TryRead("stat", out _)) ?? softnet?.Cpus,
            PageSize = Environment.SystemPageSize,
            MemoryBytes = ParseMemory(root.TryRead("meminfo", out _)),
            FilesOpen = files?.Open,
            FilesMax = files?.Max,
            SoftnetDropped = softnet is { } s ? new Reading(s.Dropped, s.Dropped) : null,
            SoftnetSqueezed = softnet is { } q ? new Reading(q.Squeezed, q.Squeezed) : null,
        };
    }

    /// <summary>Seconds since boot; null when unreadable.</summary>
    public static double? ReadUptime(ProcFsRoot root) => ParseUptime(root.TryRead("uptime", out _));

    /// <summary>Parses /proc/uptime: seconds since boot with two decimals, then idle time.</summary>
    public static double? ParseUptime(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double seconds, out _) && double.IsFinite(seconds) && seconds >= 0 ? seconds : null;

    /// <summary>Parses fs.file-nr: allocated handles, free ones (0 since Linux 2.6), the limit (fs/file_table.c
    /// <c>proc_nr_files</c>).</summary>
    public static (long Open, long Max)? ParseFileNr(ReadOnlySpan<byte> text)
    {
        TextFields fields = new(text.TrimEnd((byte)'\n'));
        return fields.NextNumber(out long allocated) && fields.NextNumber(out long free) && fields.NextNumber(out long max)
            ? (allocated - free, max)
            : null;
    }

    /// <summary>Parses the first line of /proc/meminfo, <c>MemTotal: 24612345 kB</c> (fs/proc/meminfo.c
    /// <c>meminfo_proc_show</c>).</summary>
    /// <returns>Bytes; null when it is something else.</returns>
    public static long? ParseMemory(ReadOnlySpan<byte> text)
    {
        TextLines lines = new(text);
        if (!lines.Next() || !lines.Current.StartsWith("MemTotal:"u8))
        {
            return null;
        }

        TextFields fields = new(lines.Current["MemTotal:".Length..]);
        return fields.NextNumber(out long kilobytes) && kilobytes <= long.MaxValue >> 10 ? kilobytes << 10 : null;
    }

    /// <summary>Counts the online processors in /proc/stat: its lines cpu0, cpu1, … (fs/proc/stat.c <c>show_stat</c>).</summary>
    public static int? ParseCpus(ReadOnlySpan<byte> text)
    {
        int cpus = 0;
        TextLines lines = new(text);
        while (lines.Next() && lines.Current.StartsWith("cpu"u8))
        {
            cpus += lines.Current.Length > 3 && lines.Current[3] is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
        }

        return cpus == 0 ? null : cpus;
    }
}
