using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV502: the table of connection tracking has no room.</summary>
internal sealed class ConntrackFull : Rule
{
    private const string Max = "net.netfilter.nf_conntrack_max";

    private static readonly Threshold WarnShare = new("TV502.warn_share", 80, "%", "engineering default", "warning when so much of nf_conntrack_max is taken");
    private static readonly Threshold CriticalShare = new("TV502.critical_share", 95, "%", "engineering default: at 100 % new connections are dropped", "critical from this share on");

    public override string Code => "TV502";

    public override string Name => "conntrack-full";

    public override string Summary => "The table of connection tracking is full or nearly full: packets of new connections are dropped";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["nf_conntrack: table full, dropping packet", "Connection timed out", "connecting takes whole seconds"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A stateful firewall or NAT keeps an entry for each flow, at most `nf_conntrack_max` in a network namespace. When there is no room, the kernel evicts a flow that has not been answered, or drops the packet that would begin a new one.

        ## Why it hurts
        New connections, in, out and through, hang and are tried again, at random. Connections that exist go on, so that half of everything seems fine. UDP, DNS first, suffers alike.

        ## How we know
        `nf_conntrack_count` against `nf_conntrack_max`, and the growth of `drop` and `early_drop` in /proc/net/stat/nf_conntrack between the readings (net/netfilter/nf_conntrack_core.c `__nf_conntrack_alloc`, `early_drop`). `insert_failed` also counts harmless clashes and is only shown.

        ## What to do
        See what fills it (`conntrack -L`, or /proc/net/nf_conntrack): a flood, a crawler, DNS, connections kept for five days (`nf_conntrack_tcp_timeout_established`). Raise the limit, and the hash table with it (`nf_conntrack_buckets`), about 320 bytes an entry; or take traffic that needs no state out of tracking (`notrack`).

        ## What does not help

        ## When to ignore
        Never when it drops. At 80 % without growth, when the load is known and constant.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout and tcp_tw_reuse", "the entries have time-outs of their own") { Page = "`tcp_fin_timeout`, `tcp_tw_reuse`: these entries have time-outs of their own." },
        UselessRemedy.OnPage("`nf_conntrack_tcp_timeout_time_wait` alone: it frees what has ended, while mostly established or unanswered flows fill the table."),
        new("a larger backlog or more descriptors", "the packets never reach a socket") { Page = "A longer accept queue or more descriptors: the packets never reach a socket." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, CriticalShare];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [new(YardstickKind.ConntrackDrops, "conntrack drop"), new(YardstickKind.ConntrackEntries, "conntrack entries, % of the limit")];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Conntrack is not { } table || table.Max <= 0)
        {
            return RuleAnswer.Quiet;
        }

        long dropped = Increase.Of(input, table.Dropped) ?? 0;
        long evicted = Increase.Of(input, table.EarlyDropped) ?? 0;
        double share = table.Count * 100.0 / table.Max;
        Severity? severity = dropped > 0 || share >= input.Settings[CriticalShare] ? Severity.Critical
            : evicted > 0 || share >= input.Settings[WarnShare] ? Severity.Warning : null;
        return severity is { } grave ? RuleAnswer.Fires(Full(grave, table, dropped, evicted, input)) : RuleAnswer.Quiet;
    }

    private Finding Full(Severity severity, ConntrackFacts table, long dropped, long evicted, RuleInput input)
    {
        Phrase title = dropped > 0
            ? (Phrase)$"Connection tracking drops new flows: {Figure.Of(dropped)} in {Figure.Time(input.Capture.IntervalMs)}, {Figure.Of(table.Count)} of {Figure.Of(table.Max)} entries"
            : $"Connection tracking holds {Figure.Of(table.Count)} of {Figure.Of(table.Max)} entries{(evicted > 0 ? (Phrase)$", {Figure.Of(evicted)} evicted" : "")}";
        return Found(severity, dropped > 0 ? Confidence.Certain : Confidence.Likely, title, new FindingSubject { Setting = Max }) with
        {
            Figures =
            [
                FindingFigure.Count("entries", table.Count, "entries"),
                FindingFigure.Limit("entries_limit", table.Max, "entries"),
                FindingFigure.Share("entries_share", table.Count, table.Max),
                FindingFigure.Gain("dropped", dropped, "packets"),
                FindingFigure.Gain("evicted", evicted, "entries"),
            ],
            Evidence =
            [
                new("entries, and their limit", $"{Figure.Of(table.Count)} of {Figure.Of(table.Max)} ({Figure.Percent(table.Count, table.Max)})", "net.netfilter.nf_conntrack_count, nf_conntrack_max"),
                new("dropped / evicted / not inserted in the interval", $"{Gain(input, table.Dropped)} / {Gain(input, table.EarlyDropped)} / {Gain(input, table.InsertFailed)}", "/proc/net/stat/nf_conntrack: drop, early_drop, insert_failed"),
                new("time-out of an established flow", input.Netns.Setting("net.netfilter.nf_conntrack_tcp_timeout_established") is { } seconds ? Figure.Time(seconds * 1000.0) : "unknown", "net.netfilter.nf_conntrack_tcp_timeout_established"),
            ],
            Cause = dropped > 0 ? "There is no room for new flows, and their first packets are dropped." : "At the limit, the first packets of new flows are dropped.",
            Remedies =
            [
                KernelChange.HostWide($"Raise the limit ({Figure.Bytes(table.Max * 2 * 320)} when full); a child namespace may not, the host does it for all", Max, $"{table.Max * 2}"),
                new(RemedyLevel.Kernel, "Take traffic that needs no state out of tracking (notrack), or keep silent established flows for less than five days"),
                new(RemedyLevel.Network, "See what fills it: entries by protocol, state and destination port",
                    input.Inside("conntrack -L 2>/dev/null") is { } list ? $"{list} | grep -oE '^[a-z]+|[A-Z_]{{5,}}|dport=[0-9]+' | sort | uniq -c | sort -rn | head -20" : null),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static Phrase Gain(RuleInput input, Reading? reading) => Increase.Of(input, reading) is { } gain ? Figure.Of(gain) : "unknown";
}
