using System.Globalization;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Sysctl;

/// <summary>Connection tracking of the calling thread's network namespace.</summary>
public static class Conntrack
{
    /// <summary>Entries and their limit (net.netfilter.nf_conntrack_count, nf_conntrack_max); null when the module is not loaded.</summary>
    /// <param name="root">Where proc is mounted.</param>
    /// <param name="first">What it had done at the first reading; null when that is unknown.</param>
    public static ConntrackFacts? Read(ProcFsRoot root, ConntrackStat? first)
    {
        ConntrackStat? last = ConntrackStat.Read(root);
        SysctlReader reader = new(root);
        return Number(reader.Read("net.netfilter.nf_conntrack_count")) is { } count
            && Number(reader.Read("net.netfilter.nf_conntrack_max")) is { } max
            ? new ConntrackFacts(count, max)
            {
                Dropped = Between(first?.Drop, last?.Drop),
                EarlyDropped = Between(first?.EarlyDrop, last?.EarlyDrop),
                InsertFailed = Between(first?.InsertFailed, last?.InsertFailed),
            }
            : null;
    }

    private static Reading? Between(long? first, long? last) => last is { } now ? new Reading(first ?? now, now) : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;
}
