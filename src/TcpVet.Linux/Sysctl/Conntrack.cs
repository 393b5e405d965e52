using System.Globalization;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Sysctl;

/// <summary>Connection tracking of the calling thread's network namespace.</summary>
public static class Conntrack
{
    /// <summary>Entries and their limit (net.netfilter.nf_conntrack_count, nf_conntrack_max); null when the module is not loaded.</summary>
    public static ConntrackFacts? Read(ProcFsRoot root)
    {
        SysctlReader reader = new(root);
        return Number(reader.Read("net.netfilter.nf_conntrack_count")) is { } count
            && Number(reader.Read("net.netfilter.nf_conntrack_max")) is { } max
            ? new ConntrackFacts(count, max)
            : null;
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;
}
