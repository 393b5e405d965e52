using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>
/// The closed sockets that no process holds and that still have something to deliver, against tcp_max_orphans. Both are of
/// the whole host: the limit is readable in the initial namespace only (net/ipv4/sysctl_net_ipv4.c), the count in every
/// namespace (net/ipv4/proc.c <c>sockstat_seq_show</c>).
/// </summary>
internal sealed class OrphanLimit
{
    /// <summary>The setting.</summary>
    public const string Setting = "net.ipv4.tcp_max_orphans";

    /// <summary>Orphans that the kernel reset, for their number or for want of memory; of one namespace.</summary>
    public const string Counter = "TcpExt.TCPAbortOnMemory";

    private OrphanLimit(long? count, long? max, long aborted) => (Count, Max, Aborted) = (count, max, aborted);

    /// <summary>Orphans of the host; null when unknown.</summary>
    public long? Count { get; }

    /// <summary>The limit; null when no examined namespace shows it.</summary>
    public long? Max { get; }

    /// <summary>Orphans that were reset between the readings, in all examined namespaces.</summary>
    public long Aborted { get; }

    /// <summary>What the capture tells.</summary>
    public static OrphanLimit Of(RuleInput input)
    {
        IReadOnlyList<NetnsCapture> all = input.Capture.Namespaces;
        long? count = all.Select(netns => netns.Sockstat.TryGetValue("TCP.orphan", out long orphans) ? orphans : (long?)null).Max();
        long? max = all.Select(netns => netns.Setting(Setting)).FirstOrDefault(value => value is > 0);
        long aborted = input.Capture.IntervalMs > 0 ? all.Sum(netns => Math.Max(0, netns.Delta(Counter) ?? 0)) : 0;
        return new OrphanLimit(count, max, aborted);
    }

    /// <summary>True when orphans are at least so many percent of the limit; false when either is unknown.</summary>
    public bool IsBeyond(double percent) => Count is { } count && Max is { } max && count * 100.0 >= percent * max;

    /// <summary>True when so many sockets are at least so many percent of the limit; false when that is unknown.</summary>
    public bool IsShare(long sockets, double percent) => Max is { } max && sockets * 100.0 >= percent * max;

    /// <summary>Count and limit as evidence.</summary>
    public Evidence Evidence() => new(
        "orphans of the whole host, and the limit",
        $"{(Count is { } count ? Figure.Of(count) : "unknown")} of {(Max is { } max ? Figure.Of(max) : "an unknown limit")}",
        $"/proc/net/sockstat: orphan, {Setting}");
}
