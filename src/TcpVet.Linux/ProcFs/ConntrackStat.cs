namespace TcpVet.Linux.ProcFs;

/// <summary>What connection tracking did in a network namespace, summed over processors (/proc/net/stat/nf_conntrack); null for a column
/// that this kernel lacks.</summary>
/// <param name="Drop">New connections dropped because the table was full (and since Linux 5.x for want of memory).</param>
/// <param name="EarlyDrop">Entries evicted to make room.</param>
/// <param name="InsertFailed">Entries that could not be inserted, most often for a clash.</param>
public readonly record struct ConntrackStat(long? Drop, long? EarlyDrop, long? InsertFailed)
{
    /// <summary>Reads the file of the calling thread's namespace; null when it is missing (no module, no CONFIG_NF_CONNTRACK_PROCFS) or
    /// refused.</summary>
    public static ConntrackStat? Read(ProcFsRoot root) =>
        root.TryRead($"{ProcFsRoot.Net}/stat/nf_conntrack", out _) is { } text ? Parse(text) : null;

    /// <summary>
    /// Parses a line of names and a line of hexadecimal columns a processor (net/netfilter/nf_conntrack_standalone.c
    /// <c>ct_cpu_seq_show</c>). Columns come and go between kernels, so the names count. Each is 32 bits wide in the kernel and wraps.
    /// </summary>
    public static ConntrackStat? Parse(ReadOnlySpan<byte> text)
    {
        TextLines lines = new(text);
        if (!lines.Next() || !lines.Current.StartsWith("entries"u8))
        {
            return null;
        }

        int drop = Column(lines.Current, "drop"u8);
        int early = Column(lines.Current, "early_drop"u8);
        int failed = Column(lines.Current, "insert_failed"u8);
        (long? drop, long? early, long? failed) sum = default;
        while (lines.Next())
        {
            sum = (Add(sum.drop, lines.Current, drop), Add(sum.early, lines.Current, early), Add(sum.failed, lines.Current, failed));
        }

        return new ConntrackStat(sum.drop, sum.early, sum.failed);
    }

    private static int Column(ReadOnlySpan<byte> names, ReadOnlySpan<byte> wanted)
    {
        TextFields fields = new(names);
        for (int column = 1; fields.Next(); column++)
        {
            if (fields.Current.SequenceEqual(wanted))
            {
                return column;
            }
        }

        return 0;
    }

    private static long? Add(long? sum, ReadOnlySpan<byte> line, int column)
    {
        TextFields fields = new(line);
        return column > 0 && fields.Skip(column) && TextNumber.TryHex(fields.Current, out uint value) ? (sum ?? 0) + value : sum;
    }
}
