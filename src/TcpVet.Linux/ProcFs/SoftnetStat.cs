namespace TcpVet.Linux.ProcFs;

/// <summary>What the processors' receive queues did since boot, summed (/proc/net/softnet_stat, the same in every namespace).</summary>
/// <param name="Cpus">Online processors, one line each.</param>
/// <param name="Dropped">Packets that a full backlog queue dropped (netdev_max_backlog).</param>
/// <param name="Squeezed">Times that net_rx_action ended with its budget or time used up (time_squeeze).</param>
public readonly record struct SoftnetStat(int Cpus, long Dropped, long Squeezed)
{
    /// <summary>Reads the file; null when it is missing.</summary>
    /// <exception cref="Interop.KernelException">The file is there and cannot be read.</exception>
    public static SoftnetStat? Read(ProcFsRoot root) =>
        root.Read($"{ProcFsRoot.Net}/softnet_stat") is { } text ? Parse(text) : null;

    /// <summary>
    /// Parses hexadecimal columns: packets, dropped, time_squeeze, … (net/core/net-procfs.c <c>softnet_seq_show</c>).
    /// Each is 32 bits wide in the kernel and wraps, so a difference of two readings may be off by 2³² a processor.
    /// </summary>
    public static SoftnetStat? Parse(ReadOnlySpan<byte> text)
    {
        SoftnetStat sum = default;
        TextLines lines = new(text);
        while (lines.Next())
        {
            TextFields fields = new(lines.Current);
            if (fields.Skip(2) && TextNumber.TryHex(fields.Current, out uint dropped)
                && fields.Next() && TextNumber.TryHex(fields.Current, out uint squeezed))
            {
                sum = new SoftnetStat(sum.Cpus + 1, sum.Dropped + dropped, sum.Squeezed + squeezed);
            }
        }

        return sum.Cpus == 0 ? null : sum;
    }
}
