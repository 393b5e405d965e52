using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV108: closed here and acknowledged, and the peers do not close their side.</summary>
internal sealed class FinWait2Orphans : Rule
{
    private const string Cap = "net.ipv4.tcp_max_tw_buckets";
    private const string FinTimeout = "net.ipv4.tcp_fin_timeout";
    private const int TimeWaitSeconds = 60; // TCP_TIMEWAIT_LEN, include/net/tcp.h

    private static readonly Threshold MinCount = new("TV108.min_count", 1_000, "sockets", "engineering default: 256 KB of memory; each lasts tcp_fin_timeout", "information from so many of one service on, or towards the outside");
    private static readonly Threshold CapShare = new("TV108.cap_share", 50, "%", "engineering default: at 100 % of tcp_max_tw_buckets closing connections are reset (inet_twsk_alloc)", "warning when they take so much of tcp_max_tw_buckets");

    public override string Code => "TV108";

    public override string Name => "fin-wait2-orphans";

    public override string Summary => "Connections closed here whose peers acknowledge it and do not close their side";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV101", "TV102"];

    public override IReadOnlyList<string> Complaints => ["many FIN_WAIT2", "the other host has many CLOSE_WAIT"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The program closed the connection, the peer's kernel acknowledged that, and the peer's program does not close its side. No process here holds the socket any more. Seen from the other host, the same connection is a CLOSE_WAIT.

        ## Why it hurts
        Hardly: most are small records of 256 bytes that live for `tcp_fin_timeout`, 60 s. But they take places of `tcp_max_tw_buckets` (measured), outgoing ones keep their local port, and data that the peer still sends is answered with a reset. The harm is mostly at the other end, where descriptors leak.

        ## How we know
        The sockets are in FIN_WAIT2 with inode 0. Their timer tells the kind: "timewait" is the small record, "keepalive" a full socket, which exists when `tcp_fin_timeout` or TCP_LINGER2 is above 60 s and counts as an orphan (net/ipv4/tcp.c `__tcp_close`). A connection whose peer answers at once is in FIN_WAIT2 for one round trip, so that a busy host always has some.

        ## What to do
        Mend the peer: its program reads the end of the stream, or does not even read, and keeps the socket (TV101, TV102 there). If the peers are clients that cannot be mended, a lower `tcp_fin_timeout` ends the wait sooner: here, and only here, it is the right setting (measured: 5 gives 5 s).

        ## What does not help

        ## When to ignore
        When they stay far below `tcp_max_tw_buckets`: a server that closes first, behind clients that close late, looks like this every day.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout between 61 and 119", "it shortens the wait instead of lengthening it: the socket lives for 2·(t−60) s") { Page = "`tcp_fin_timeout` between 61 and 119 shortens the wait instead of lengthening it: 70 gives 21 s." },
        new("tcp_tw_reuse", "it does not take FIN_WAIT2") { Page = "`tcp_tw_reuse` does not take FIN_WAIT2." },
        new("a lower tcp_max_tw_buckets", "beyond it closing connections are cut off instead of waited for") { Page = "A lower `tcp_max_tw_buckets` makes the kernel reset what closes properly (TV106)." },
        UselessRemedy.OnPage("`tcp_orphan_retries` is for what is retransmitted; here everything was acknowledged."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, CapShare];

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        IEnumerable<Finding> findings = SocketPile.Of(input, TcpState.FinWait2)
            .Where(pile => pile.Ownerless == pile.Count && pile.Count >= input.Settings[MinCount])
            .Select(pile => NotClosed(pile, input));
        Phrase? unowned = SocketPile.Of(input, TcpState.FinWait2).Any(pile => pile.Count >= input.Settings[MinCount] && pile.MayBeOwnerless)
            ? input.Lacks(FactNames.Owners, FactNames.SockDiag) : null;
        return RuleAnswer.From([.. findings], unowned ?? Undelivered.Ungrouped(TcpState.FinWait2, input.Settings[MinCount], input));
    }

    /// <summary>Where both ends are on this host: the program that keeps CLOSE_WAIT is the one that does not close.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => OtherEnd.IsOf(symptom, cause, input);

    private Finding NotClosed(SocketPile pile, RuleInput input)
    {
        long? cap = input.Netns.Setting(Cap);
        long? wait = input.Netns.Setting(FinTimeout);
        bool fills = cap is > 0 && (pile.Count - pile.KeepaliveTimers) * 100.0 >= input.Settings[CapShare] * cap;
        Phrase title = $"{Figure.Count(pile.Count, "closed connection")}{Undelivered.Where(pile)} {(pile.Count == 1 ? (Phrase)"waits" : "wait")} for the peers to close";
        List<Evidence> evidence =
        [
            new("FIN_WAIT2 that no process holds", Figure.Of(pile.Count), "sock_diag: idiag_state, idiag_inode 0"),
            new("of them, full sockets (a wait above 60 s)", Figure.Of(pile.KeepaliveTimers), "sock_diag: idiag_timer 2"),
            new("places that FIN_WAIT2 and TIME_WAIT share", cap is { } places ? Figure.Of(places) : "unknown", Cap),
            new("how long each waits", wait is { } seconds ? (Phrase)$"{seconds} s" : "unknown", FinTimeout),
            new("remote ends", pile.Peers, "sock_diag: id.idiag_dst"),
        ];
        if (Growth.Of(pile, input) is { } growth)
        {
            evidence.Add(growth.Evidence("over the samples"));
        }

        List<Remedy> remedies =
        [
            new(RemedyLevel.Application, "Mend the peers: each of these is a CLOSE_WAIT there, which their program does not close"),
        ];
        if (fills && wait is > TimeWaitSeconds / 3 and <= TimeWaitSeconds)
        {
            remedies.Add(new(RemedyLevel.Kernel, "If the peers cannot be mended, wait for them for a shorter time", input.Inside($"sysctl -w {FinTimeout}=20"))
            {
                ByHand = "a peer that takes longer to finish its answer is cut off, and which ones do only you know",
            });
        }

        remedies.Add(new(RemedyLevel.Application, "Look at them, with their timers", input.Tcpvet("list -e state fin-wait-2" + (pile.Inbound ? $" sport = :{pile.Service.Port}" : ""))));
        return Found(fills ? Severity.Warning : Severity.Info, Confidence.Certain, title, Undelivered.Subject(pile, input)) with
        {
            Figures = FindingFigure.Known(
                FindingFigure.Count("connections", pile.Count, "connections"),
                cap is { } room ? FindingFigure.Limit("time_wait_limit", room, "sockets") : null),
            Evidence = evidence,
            Cause = "This side closed and the peers acknowledged it, but their programs do not close theirs. The kernel forgets each after tcp_fin_timeout; what a peer sends after that, or meanwhile, is answered with a reset.",
            Remedies = remedies,
            DoesNotHelp = FalseRemedies,
        };
    }
}
