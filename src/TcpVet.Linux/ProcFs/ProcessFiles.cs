using System.Text;

namespace TcpVet.Linux.ProcFs;

/// <summary>Parsers of the files of /proc/PID (proc(5)). Texts are hostile: a process chooses its own name and arguments.</summary>
public static class ProcessFiles
{
    /// <summary>The longest command line that is kept, in characters.</summary>
    public const int CommandLineLimit = 200;

    private const int CommandLineTail = 80;

    /// <summary>Start times are counted in clock ticks, 100 a second: USER_HZ of every architecture that .NET runs on
    /// (sysconf(_SC_CLK_TCK)).</summary>
    public const int TicksPerSecond = 100;

    /// <summary>comm: the name without the final newline. It may hold any other byte, a newline too.</summary>
    public static string ParseName(ReadOnlySpan<byte> comm)
    {
        ReadOnlySpan<byte> name = comm.EndsWith("\n"u8) ? comm[..^1] : comm;
        return Encoding.UTF8.GetString(name);
    }

    /// <summary>
    /// cmdline: the arguments with single spaces, shortened in the middle to <see cref="CommandLineLimit"/>: what runs stands at the
    /// beginning, a Java program's class and a script's arguments at the end. Null when there is none (a kernel thread, a zombie).
    /// </summary>
    public static string? ParseCommandLine(ReadOnlySpan<byte> cmdline)
    {
        ReadOnlySpan<byte> arguments = cmdline.TrimEnd("\0 "u8);
        // Four bytes a character at the most: no need to decode a line of megabytes.
        const int Enough = (CommandLineLimit + 1) * 4;
        string line = Spaced(arguments.Length <= 2 * Enough ? arguments : arguments[..Enough]);
        if (line.Length <= CommandLineLimit)
        {
            return line.Length == 0 ? null : line;
        }

        string end = arguments.Length <= 2 * Enough ? line : Spaced(arguments[^Enough..]);
        string tail = end[^Math.Min(end.Length, CommandLineTail)..];
        int head = CommandLineLimit - tail.Length - 1;
        // Not between the halves of a surrogate pair.
        head -= char.IsHighSurrogate(line[head - 1]) ? 1 : 0;
        return $"{line.AsSpan(0, head)}…{(char.IsLowSurrogate(tail[0]) ? tail[1..] : tail)}";
    }

    private static string Spaced(ReadOnlySpan<byte> arguments)
    {
        StringBuilder line = new(CommandLineLimit);
        foreach (char c in Encoding.UTF8.GetString(arguments).Replace('\0', ' ').Trim(' '))
        {
            if (c != ' ' || line[^1] != ' ')
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }

    /// <summary>status: the effective user, the second number behind <c>Uid:</c>; null when there is none.</summary>
    public static uint? ParseUid(ReadOnlySpan<byte> status)
    {
        TextLines lines = new(status);
        while (lines.Next())
        {
            if (!lines.Current.StartsWith("Uid:"u8))
            {
                continue;
            }

            TextFields fields = new(lines.Current);
            return fields.Skip(2) && fields.NextNumber(out long uid) && uid is >= 0 and <= uint.MaxValue ? (uint)uid : null;
        }

        return null;
    }

    /// <summary>stat: when the process started, in seconds since boot; null when the file is cut off.</summary>
    /// <remarks>The fields are counted from the last bracket: the name in front of it may hold brackets and spaces.</remarks>
    public static double? ParseStart(ReadOnlySpan<byte> stat)
    {
        int name = stat.LastIndexOf((byte)')');
        if (name < 0)
        {
            return null;
        }

        // Behind the name comes field 3; starttime is field 22.
        TextFields fields = new(stat[(name + 1)..]);
        return fields.Skip(19) && fields.NextNumber(out long ticks) && ticks >= 0 ? (double)ticks / TicksPerSecond : null;
    }

    /// <summary>stat: true when the process is stopped (<c>T</c>) or traced (<c>t</c>); null when the file is cut off.</summary>
    public static bool? ParseIsStopped(ReadOnlySpan<byte> stat)
    {
        int name = stat.LastIndexOf((byte)')');
        TextFields fields = new(stat[(name + 1)..]);
        return name >= 0 && fields.Next() && fields.Current.Length == 1 ? fields.Current[0] is (byte)'T' or (byte)'t' : null;
    }

    /// <summary>stat: true for a thread of the kernel (PF_KTHREAD of include/linux/sched.h), which has no descriptors of its own; false
    /// when the file is cut off.</summary>
    public static bool ParseIsKernelThread(ReadOnlySpan<byte> stat)
    {
        const long PF_KTHREAD = 0x0020_0000;
        int name = stat.LastIndexOf((byte)')');
        TextFields fields = new(stat[(name + 1)..]);
        return name >= 0 && fields.Skip(6) && fields.NextNumber(out long flags) && (flags & PF_KTHREAD) != 0;
    }

    /// <summary>limits: the soft limit of open files; <see cref="long.MaxValue"/> for unlimited, null when there is none.</summary>
    public static long? ParseFilesLimit(ReadOnlySpan<byte> limits)
    {
        ReadOnlySpan<byte> name = "Max open files"u8;
        TextLines lines = new(limits);
        while (lines.Next())
        {
            if (!lines.Current.StartsWith(name))
            {
                continue;
            }

            TextFields fields = new(lines.Current[name.Length..]);
            if (!fields.Next())
            {
                return null;
            }

            return fields.Current.SequenceEqual("unlimited"u8) ? long.MaxValue
                : TextNumber.TryDecimal(fields.Current, out long soft) ? soft : null;
        }

        return null;
    }

    /// <summary>cgroup: the path in the unified hierarchy, the line <c>0::PATH</c> (cgroups(7)); null when the process is in
    /// none.</summary>
    public static string? ParseCgroup(ReadOnlySpan<byte> cgroup)
    {
        TextLines lines = new(cgroup);
        while (lines.Next())
        {
            if (lines.Current.StartsWith("0::"u8))
            {
                return Encoding.UTF8.GetString(lines.Current[3..]);
            }
        }

        return null;
    }
}
