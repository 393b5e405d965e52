using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV114: keepalive would speak only after a middlebox has forgotten the connection.</summary>
internal sealed class KeepaliveTooSlow : Rule
{
    private const double CloseToIt = 0.8; // of the middlebox's limit: silent for so long, a connection will be so for the rest

    private static readonly Threshold MinCount = new("TV114.min_count", 10, "connections", "engineering default", "information from so many of one process and service or destination on");
    private static readonly Threshold MiddleboxIdle = new("TV114.middlebox_idle", ConnectionGroup.MiddleboxIdleMs, "ms", "AWS Network Load Balancer: TCP idle timeout 350 s by default; Azure Load Balancer 4 min", "connections that are silent for longer are forgotten by the way");

    public override string Code => "TV114";

    public override string Name => "keepalive-too-slow";

    public override string Summary => "Keepalive speaks later than a balancer, NAT or firewall on the way may forget the connection";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> SymptomOf => ["TV116", "TV503"];

    public override IReadOnlyList<string> Complaints => ["connection reset by peer", "the first request after a pause fails", "connections die after some minutes of silence"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The program has switched keepalive on, and the connections are silent. The first probe will be sent only after a silence for which many balancers, NAT gateways and firewalls do not wait: they forget an idle connection after minutes. The kernel's default is two hours.

        ## Why it hurts
        A middlebox that has forgotten a connection drops or resets what comes next. The first request after a pause fails or hangs, and the other side keeps a dead connection.

        ## How we know
        A keepalive timer runs, and the silence so far plus the time left on the timer is longer than `middlebox_idle`. Only connections that have been silent for nearly that long already are spoken of, and only towards other hosts. What lies on the way cannot be seen from here: it is a possibility.

        ## What to do
        Set TCP_KEEPIDLE to half of the shortest idle limit on the way or less, for instance 120 s, or let the application's own protocol ping. Where the program has no option for it but does set SO_KEEPALIVE, `net.ipv4.tcp_keepalive_time` is the lever; it acts on new timers only.

        ## What does not help

        ## When to ignore
        When nothing between the hosts keeps state: the same network, or plain routing. Also when the protocol has a heartbeat of its own that is only seldom due.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_keepalive_probes and tcp_keepalive_intvl", "they say how soon a dead peer is given up, not when the first probe is sent") { Page = "`tcp_keepalive_probes` and `tcp_keepalive_intvl` say how soon a dead peer is given up, not when the first probe is sent; 0 probes end healthy connections (measured)." },
        new("TCP_USER_TIMEOUT alone", "it sends nothing on an idle connection") { Page = "TCP_USER_TIMEOUT sends nothing on an idle connection." },
        UselessRemedy.OnPage("`tcp_retries2` governs retransmission, and nothing is in flight."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, MiddleboxIdle];

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

        double limit = input.Settings[MiddleboxIdle];
        if (!connections.Groups.Any(group => group.LongestKeepaliveMs > limit)
            || !connections.Groups.Any(group => group.LongestIdleMs >= limit * CloseToIt))
        {
            return RuleAnswer.Quiet;
        }

        IEnumerable<Finding> findings = ProgramConnections.Of(input, group => !IsOnThisHost(group, input))
            .Where(pile => pile.LongestKeepaliveMs > limit && pile.LongestIdleMs >= limit * CloseToIt)
            .Where(pile => Late(pile, limit) > 0 && pile.Estimate(Late(pile, limit)) >= input.Settings[MinCount])
            .Select(pile => TooSlow(pile, limit, input));
        return RuleAnswer.Fires([.. findings]);
    }

    /// <summary>Those that only grow are idle: the same service or destination. What this host's own tracking forgets it tells of the
    /// process.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        cause.Code == "TV116" ? Related.BySide(symptom.Subject, cause.Subject) : Related.BySubject(symptom.Subject, cause.Subject);

    // The survey counts against one limit; against another one it gives bounds: at the most so many.
    private static long Late(ProgramConnections pile, double limit) =>
        limit >= ConnectionGroup.MiddleboxIdleMs ? Math.Min(pile.SlowKeepalive, pile.Idle) : Math.Min(pile.KeepaliveTimers, pile.Idle);

    private static bool IsOnThisHost(ConnectionGroup group, RuleInput input) =>
        input.IsLocalAddress(group.Peer.Addr) || (group.Inbound && group.Local.Addr.IsLoopback);

    private Finding TooSlow(ProgramConnections pile, double limit, RuleInput input)
    {
        long count = pile.Estimate(Late(pile, limit));
        bool exact = limit == ConnectionGroup.MiddleboxIdleMs;
        long? time = input.Netns.Setting("net.ipv4.tcp_keepalive_time");
        List<Evidence> evidence =
        [
            new($"first probe only after more than {Figure.Time(limit)} of silence", $"{(exact ? pile.About : "at most ")}{Figure.Of(count)} of its {Figure.Of(pile.Estimate(pile.Count))}", "sock_diag: idiag_timer 2, idiag_expires, tcpi_last_data_recv, tcpi_last_data_sent"),
            new("the longest silence now", Figure.Time(pile.LongestIdleMs ?? 0), "sock_diag: tcpi_last_data_recv, tcpi_last_data_sent, tcpi_last_ack_recv"),
            new("the longest silence until the first probe", Figure.Time(pile.LongestKeepaliveMs ?? 0), "sock_diag: the same and idiag_expires"),
            new("remote ends", pile.Peers, "sock_diag: id.idiag_dst"),
            new("the kernel's own time until the first probe", time is { } seconds ? (Phrase)$"{Figure.Of(seconds)} s" : "unknown", "net.ipv4.tcp_keepalive_time"),
        ];
        if (pile.Sample is { } sample)
        {
            evidence.Add(sample);
        }

        return Found(Severity.Info, Confidence.Possible, $"{Who.Process(pile.Process)}: {pile.About}{Figure.Count(count, "idle connection")}{pile.Where}, keepalive after {Figure.Time(pile.LongestKeepaliveMs ?? 0)} only", pile.Subject(input)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", count, "connections"),
                FindingFigure.Duration("longest_keepalive", pile.LongestKeepaliveMs ?? 0),
            ],
            Evidence = evidence,
            Cause = $"The connections are silent, and keepalive will speak only after {Figure.Time(pile.LongestKeepaliveMs ?? 0)}. If a balancer, NAT gateway or firewall is on the way, it may have forgotten them by then; whether there is one cannot be seen from here.",
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.NoKeepalive, input.Process(pile.Process)),
                new(RemedyLevel.Application, $"Set TCP_KEEPIDLE to {Figure.Of(Math.Max(1, (long)(limit / 2000)))} s or less, or let the protocol ping as often"),
                new(RemedyLevel.Kernel, "Where the program sets only SO_KEEPALIVE, give its new connections a shorter time", input.Inside($"sysctl -w net.ipv4.tcp_keepalive_time={Math.Max(1, (long)(limit / 2000))}"))
                {
                    ByHand = "it holds for every program of this network namespace that asks for keepalive, on battery and metered lines too",
                },
                new(RemedyLevel.Application, "Look at them, with their timers", pile.ListCommand(input)),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
