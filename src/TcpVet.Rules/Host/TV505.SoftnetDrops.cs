using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV505: a processor's queue of received packets runs over.</summary>
internal sealed class SoftnetDrops : Rule
{
    private const string Backlog = "net.core.netdev_max_backlog";

    private static readonly Threshold WarnRate = new("TV505.warn_rate", 10, "packets/s", "engineering default", "warning from so many a second on; fewer are information");

    public override string Code => "TV505";

    public override string Name => "softnet-drops";

    public override string Summary => "The processors' queues of received packets run over: the kernel drops before any socket sees the packet";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["packet loss", "transfers are slow", "dropped packets without interface errors"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Packets that are handed from one processor to another, or come from virtual interfaces (veth, loopback, tunnels), wait in a queue for each processor. It holds `net.core.netdev_max_backlog` packets; more are dropped.

        ## Why it hurts
        Every protocol of every namespace loses packets, and TCP sends them again: it looks like a bad network, and is this host.

        ## How we know
        The second column of /proc/net/softnet_stat, summed over the processors, grew between the readings (net/core/dev.c `enqueue_to_backlog`; drops of the flow limit are in another column). The third (`time_squeeze`) counts how often the work had to be put off; alone it loses nothing.

        ## What to do
        See whether one processor does all the work: spread interrupts and RPS (`/sys/class/net/*/queues/rx-*/rps_cpus`) over more. For bursts, make the queue longer: `netdev_max_backlog`, and `netdev_budget` if squeezes grow too. It is of the whole host.

        ## What does not help

        ## When to ignore
        A few at a burst of local traffic. Totals since boot say nothing of now.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_rmem and rmem_max", "the packets do not reach a socket") { Page = "`tcp_rmem` and `rmem_max`: the packets do not reach a socket." },
        new("a larger ring (ethtool -G)", "that queue is another, with drops of its own") { Page = "A larger ring of the card (`ethtool -G`): that queue is elsewhere, with drops of its own." },
        UselessRemedy.OnPage("`somaxconn` and `tcp_max_syn_backlog`: those are queues of connections."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnRate];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [new(YardstickKind.SoftnetDrops, "softnet drops")];

    public override RuleAnswer Check(RuleInput input)
    {
        if (!HostWide.SpeaksHere(input))
        {
            return RuleAnswer.Quiet;
        }

        if (Increase.Of(input, input.Capture.HostFacts.SoftnetDropped) is not { } dropped)
        {
            return RuleAnswer.CannotTell(input.Capture.HostFacts.SoftnetDropped is null
                ? input.Lacks("softnet_stat", FactNames.Counters) : input.Lacks(FactNames.SecondReading));
        }

        return dropped > 0 ? RuleAnswer.Fires(Dropped(dropped, input)) : RuleAnswer.Quiet;
    }

    private Finding Dropped(long dropped, RuleInput input)
    {
        double rate = Increase.PerSecond(input, dropped);
        Phrase squeezed = Increase.Of(input, input.Capture.HostFacts.SoftnetSqueezed) is { } times ? Figure.Of(times) : "unknown";
        string? length =
            input.Capture.Namespaces.Select(netns => netns.Sysctls.GetValueOrDefault(Backlog)).FirstOrDefault(value => value is not null);
        return Found(rate >= input.Settings[WarnRate] ? Severity.Warning : Severity.Info, Confidence.Certain,
            $"This host dropped {Figure.Count(dropped, "received packet")} in {Figure.Time(input.Capture.IntervalMs)}, before any socket", new FindingSubject { Setting = Backlog }) with
        {
            Figures = [FindingFigure.Gain("dropped", dropped, "packets"), FindingFigure.Rate("dropped_rate", rate, "packets")],
            Evidence =
            [
                new("dropped in the interval, all processors", $"{Figure.Of(dropped)} ({Figure.Of(rate)}/s)", "/proc/net/softnet_stat: column 2"),
                new("work put off in the interval", squeezed, "/proc/net/softnet_stat: column 3 (time_squeeze)"),
                new("length of a processor's queue", length is null ? "unknown" : Phrase.Verbatim(length), Backlog),
                new("processors", input.Capture.HostFacts.Cpus is { } cpus ? Figure.Of((long)cpus) : "unknown", "sched_getaffinity"),
            ],
            Cause = "A processor got packets faster than it could work on them, and its queue was full: one processor does it all, or bursts are longer than the queue.",
            Remedies =
            [
                new(RemedyLevel.Kernel, "Spread receiving over more processors (interrupts, RPS)", "cat /proc/interrupts /sys/class/net/*/queues/rx-*/rps_cpus"),
                KernelChange.HostWide("For bursts, make the queue longer", Backlog, $"{Longer(length)}"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static long Longer(string? length) =>
        long.TryParse(length, System.Globalization.CultureInfo.InvariantCulture, out long now) && now > 0 ? now * 4 : 4_000;
}
