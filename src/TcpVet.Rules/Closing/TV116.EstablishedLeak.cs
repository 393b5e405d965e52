using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV116: established connections grow and do not fall, and most of them do nothing.</summary>
internal sealed class EstablishedLeak : Rule
{
    private static readonly Threshold MinCount = new("TV116.min_count", 100, "connections", "engineering default", "fewer are a pool");
    private static readonly Threshold IdleShare = new("TV116.idle_share", 80, "%", "engineering default: a pool that grows because it is used is not idle; idle is silent for 60 s", "so much of them must be idle");
    private static readonly Threshold MinGain = new("TV116.min_gain", 10, "connections", "engineering default", "they must have grown by so many over three samples or more, and never fallen");
    private static readonly Threshold GainShare = new("TV116.gain_share", 5, "%", "engineering default", "warning for outgoing ones that grew by so much of what they were");
    private static readonly Threshold DescriptorShare = Descriptors.Share("TV116");

    public override string Code => "TV116";

    public override string Name => "established-leak";

    public override string Summary => "Established connections of one process or service only grow, and most of them are idle";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["the number of connections only grows", "Too many open files (EMFILE)", "too many connections (database)", "connections that never go away"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The number of established connections rises from sample to sample and never falls, while most of them are silent for more than a minute. New connections are opened though the old ones are free: the program forgets what it has, or a pool has no upper bound.

        ## Why it hurts
        Each holds a descriptor here and a place at the other end, such as a database's `max_connections`. At RLIMIT_NOFILE the process can neither accept nor open anything; at the other end's limit nobody gets in.

        ## How we know
        Three samples or more (`--samples`, `--watch`), and in each as many connections of the same process and destination, or of the same service, as in the one before, or more. Idle means that nothing came or went for 60 s (`tcpi_last_data_sent`, `tcpi_last_data_recv`). For connections that came in, the clients may be the ones that leak, or simply more of them: that alone is information.

        ## What to do
        Outgoing: find where a connection is taken and not given back or closed, mostly on an error path; bound the pool; make one client object and keep it (an HTTP client for each request is the common case). Incoming: give the server an idle timeout, and look at what the clients do.

        ## What does not help

        ## When to ignore
        When users arrive and stay, as in the morning at a chat or push service. A leak goes on when the day does not.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("Keepalive ends only connections whose peer is gone, and only where the program asked for it; a forgotten one mostly has its peer. Clients that vanish without a word are another matter (TV113)."),
        new("tcp_keepalive_time", "it acts only on sockets that asked with SO_KEEPALIVE, and ends only those whose peer is gone; a forgotten one mostly has its peer") { Page = "" },
        new("tcp_fin_timeout", "it is about closed connections") { Page = "`tcp_fin_timeout` and `tcp_tw_reuse` are about closed connections." },
        new("a higher RLIMIT_NOFILE", "it only postpones the failure") { Page = "A higher RLIMIT_NOFILE or `max_connections` makes the leak last longer before it hurts." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, IdleShare, MinGain, GainShare, DescriptorShare];

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Connections is not { } connections)
        {
            return input.Netns.Tcp[TcpState.Established] < input.Settings[MinCount]
                ? RuleAnswer.Quiet
                : RuleAnswer.CannotTell(input.Lacks(FactNames.TcpInfo, FactNames.SockDiag));
        }

        // Where no group is idle enough, no pile of groups is.
        if (!connections.Groups.Any(group => group.Count > 0 && group.Idle * 100.0 >= input.Settings[IdleShare] * group.Count))
        {
            return RuleAnswer.Quiet;
        }

        List<ProgramConnections> candidates = [.. Candidates(input)];
        List<ProgramConnections> leaks =
            [.. candidates.Where(pile => Grown(pile, input) is { OnlyGrows: true } growth && growth.Gain >= input.Settings[MinGain])];
        Phrase? missing = candidates.Any(pile => Grown(pile, input) is not { IsTold: true }) ? input.Lacks(FactNames.Samples) : null;
        return RuleAnswer.From([.. leaks.Where(pile => !IsOtherEnd(pile, leaks, input)).Select(pile => Leak(pile, input))], missing);
    }

    // What is still in the accept queue is no program's yet (TV201).
    private static IEnumerable<ProgramConnections> Candidates(RuleInput input)
    {
        List<ProgramConnections> piles =
            [.. ProgramConnections.Of(input, group => group.Ownership != Ownership.None).Where(pile => IsMany(pile, input))];
        // Few to each of many destinations: then the process is what they have in common.
        HashSet<int?> spoken = [.. piles.Where(pile => !pile.Inbound).Select(pile => pile.Process?.Pid)];
        return piles.Concat(ProgramConnections.Of(input, group => group is { Inbound: false, Process: not null }, byDestination: false)
            .Where(pile => IsMany(pile, input) && !spoken.Contains(pile.Process?.Pid)));
    }

    private static bool IsMany(ProgramConnections pile, RuleInput input) =>
        pile.Estimate(pile.Count) >= input.Settings[MinCount] && pile.Idle * 100.0 >= input.Settings[IdleShare] * pile.Count;

    // The nearest figure first: the service or destination, then the process.
    private static Growth? Grown(ProgramConnections pile, RuleInput input)
    {
        Growth? near = pile.Inbound
            ? Growth.Of(input, TrendKind.Service, trend => trend.Local is { } local && Related.SameEndpoint(local, pile.Service))
            : Growth.Of(input, TrendKind.Established, trend =>
                trend.Peer is { } peer && peer == pile.Peer && (trend.Process is null || trend.Process.Pid == pile.Process?.Pid));
        return near is { IsTold: true } ? near : Growth.Of(input, TrendKind.Established, trend =>
            trend.Peer is null && trend.Process is { } process && process.Pid == pile.Process?.Pid) ?? near;
    }

    // Both ends on this host: the side that opens them is the one that leaks.
    private static bool IsOtherEnd(ProgramConnections pile, List<ProgramConnections> leaks, RuleInput input) =>
        pile.Inbound
            && leaks.Exists(other =>
                !other.Inbound && other.Peer is { } peer && input.IsLocalAddress(peer.Addr) && Related.SameEndpoint(peer, pile.Service));

    private static Severity Weigh(ProgramConnections pile, Growth growth, RuleInput input)
    {
        if (Descriptors.AreEaten(pile.Process, pile.Estimate(pile.OfProcess), DescriptorShare, input))
        {
            return Severity.Critical;
        }

        long before = Math.Max(0, pile.Estimate(pile.Count) - growth.Gain);
        return !pile.Inbound && growth.Gain * 100.0 >= input.Settings[GainShare] * before ? Severity.Warning : Severity.Info;
    }

    private Finding Leak(ProgramConnections pile, RuleInput input)
    {
        Growth growth = Grown(pile, input)!;
        Severity severity = Weigh(pile, growth, input);
        List<Evidence> evidence =
        [
            growth.Evidence("established, over the samples"),
            new("of them idle for more than 60 s", $"{Figure.Percent(pile.Idle, pile.Count)} of {pile.About}{Figure.Of(pile.Estimate(pile.Count))}", "sock_diag: tcpi_last_data_sent, tcpi_last_data_recv"),
            new("the longest silence", pile.LongestIdleMs is { } longest ? Figure.Time(longest) : "unknown", "sock_diag: tcpi_last_data_recv, tcpi_last_data_sent"),
            new("remote ends", pile.Peers, "sock_diag: id.idiag_dst"),
        ];
        if (pile.Sample is { } sample)
        {
            evidence.Add(sample);
        }

        if (pile.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        if (Descriptors.Evidence(pile.Process, input) is { } descriptors)
        {
            evidence.Add(descriptors);
        }

        return Found(severity, severity == Severity.Info ? Confidence.Possible : Confidence.Likely,
            $"{Who.Process(pile.Process)}: {pile.About}{Figure.Count(pile.Estimate(pile.Count), "connection")}{pile.Where}, mostly idle, and they only grow", pile.Subject(input)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", pile.Estimate(pile.Count), "connections"),
                FindingFigure.Share("idle_share", pile.Idle, pile.Count),
            ],
            Evidence = evidence,
            Cause = (pile.Inbound
                ? "Clients open connections and neither they nor the program close the idle ones: clients leak them or vanish without a word, the server has no idle timeout, or more users simply stay."
                : "The program opens new connections although most of those it has are idle: it forgets them, gives them back to no pool, or its pool has no bound.")
                + CloseWait.Danger(severity),
            Remedies =
            [
                .. KnownSoftware.Remedies(pile.Inbound ? Fault.NoReadTimeout : Fault.UnboundedPool, input.Process(pile.Process)),
                pile.Inbound
                    ? new(RemedyLevel.Configuration, "Give the service an idle timeout, and look at what its clients do")
                    : new(RemedyLevel.Application, "Give each connection back or close it on every path; make one client and pool, with a bound, and keep it"),
                new(RemedyLevel.Application, "Look at them, with their last activity", pile.ListCommand(input)),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
