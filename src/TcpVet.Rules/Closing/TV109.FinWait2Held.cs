using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV109: a process has half-closed connections and waits for ever for the peers to close.</summary>
internal sealed class FinWait2Held : Rule
{
    private static readonly Threshold MinCount = new("TV109.min_count", 20, "sockets", "engineering default: a few half-closed connections are a way of working", "information when a process holds so many, older than 60 s and without keepalive");
    private static readonly Threshold ManyCount = new("TV109.many_count", 50, "sockets", "engineering default", "warning when there are so many and they only grow over three samples");
    private static readonly Threshold DescriptorShare = Descriptors.Share("TV109");

    public override string Code => "TV109";

    public override string Name => "fin-wait2-held";

    public override string Summary => "A process has half-closed connections, and waits without a time limit for the peers to close";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV101", "TV102"];

    public override IReadOnlyList<string> Complaints => ["many FIN_WAIT2", "FIN_WAIT2 that never end", "Too many open files (EMFILE)"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The program called `shutdown(SHUT_WR)`, the peer acknowledged that, and the program keeps the socket to read what is still to come. It has done so for more than a minute, and no timer runs: it will wait for ever.

        ## Why it hurts
        Each holds a descriptor, and often a thread, for as long as the process lives. The kernel ends FIN_WAIT2 only for sockets without a process.

        ## How we know
        The sockets are in FIN_WAIT2, a process holds them (inode not 0), nothing has come for 60 s (`tcpi_last_ack_recv`) or two readings so far apart found them there, and no keepalive timer runs. Between readings of a shorter interval, one that still receives data is not counted. Measured on Linux 6.18: `tcp_fin_timeout` 5, and the socket is still there after 100 s.

        ## What to do
        Give the read after the shutdown a time limit, and close when it is over. Where a peer may vanish, switch SO_KEEPALIVE on: it ends the wait for a peer that is gone (measured), not for one that lives and does not close. If the peer is the one that forgets to close, it has as many CLOSE_WAIT: mend it there.

        ## What does not help

        ## When to ignore
        When half-close is how the protocol works: the request is over, the answer takes long or is a subscription. That is legal (RFC 9293 §3.6) and at most information here, unless their number only grows.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it is for sockets that no process holds") { Page = "`tcp_fin_timeout` is for sockets that no process holds (measured)." },
        UselessRemedy.OnPage("Keepalive ends it only when the peer is gone: a living one answers each probe."),
        UselessRemedy.OnPage("`tcp_tw_reuse` and `tcp_max_tw_buckets` are about sockets without a process."),
        UselessRemedy.OnPage("Killing the sockets (`ss -K`): the process keeps the descriptors."),
        new("tcp_keepalive_time", "it acts only on sockets that asked with SO_KEEPALIVE, and a living peer answers") { Page = "" },
        new("ss -K or tcpvet close", "the kernel's socket goes, the descriptor stays") { Page = "" },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, ManyCount, DescriptorShare];

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        List<SocketPile> piles = [.. SocketPile.Of(input, TcpState.FinWait2).Where(pile => pile.Ownerless == 0)];
        List<Finding> findings =
            [.. piles.Where(pile => Waiting(pile) > 0 && Waiting(pile) >= input.Settings[MinCount]).Select(pile => Held(pile, input))];
        Phrase? unknown = piles.Any(pile => pile.OldestAtLeastMs is null && pile.Count - pile.KeepaliveTimers >= input.Settings[MinCount])
            ? input.Lacks(FactNames.TcpInfo, FactNames.SockDiag)
            : Undelivered.Ungrouped(TcpState.FinWait2, input.Settings[MinCount], input);
        return RuleAnswer.From(findings, unknown);
    }

    /// <summary>Where both ends are on this host: the program that keeps CLOSE_WAIT is the one that does not close.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => OtherEnd.IsOf(symptom, cause, input);

    // Which of the old ones a keepalive timer watches is not told: as if all were.
    private static long Waiting(SocketPile pile) => Math.Max(0, pile.Old - pile.KeepaliveTimers);

    private static Severity Weigh(SocketPile pile, RuleInput input)
    {
        if (Descriptors.AreEaten(pile.Process, pile.OfProcess, DescriptorShare, input))
        {
            return Severity.Critical;
        }

        return Waiting(pile) >= input.Settings[ManyCount] && Growth.Of(pile, input) is { OnlyGrows: true }
            ? Severity.Warning
            : Severity.Info;
    }

    private Finding Held(SocketPile pile, RuleInput input)
    {
        Severity severity = Weigh(pile, input);
        List<Evidence> evidence =
        [
            new("FIN_WAIT2 that a process holds", Figure.Of(pile.Count), "sock_diag: idiag_state, idiag_inode"),
            new("of them, older than 60 s and without keepalive", $"at least {Figure.Of(Waiting(pile))}", "sock_diag: tcpi_last_ack_recv, idiag_timer"),
            new("age of the oldest", pile.Age(input), "sock_diag: in this state at both readings, tcpi_last_ack_recv"),
            new("remote ends", pile.Peers, "sock_diag: id.idiag_dst"),
        ];
        if (Growth.Of(pile, input) is { } growth)
        {
            evidence.Add(growth.Evidence("over the samples"));
        }

        if (pile.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        if (Descriptors.Evidence(pile.Process, input) is { } descriptors)
        {
            evidence.Add(descriptors);
        }

        List<Remedy> remedies =
        [
            .. KnownSoftware.Remedies(Fault.NoReadTimeout, input.Process(pile.Process)),
            new(RemedyLevel.Application, "Give the read after shutdown() a time limit, and close the socket when it is over"),
            new(RemedyLevel.Application, "Set SO_KEEPALIVE, so that the wait for a peer that is gone ends"),
            new(RemedyLevel.Application, "Look at them, with their ages", input.Tcpvet("list -p -e -i state fin-wait-2" + (pile.Inbound ? $" sport = :{pile.Service.Port}" : ""))),
        ];
        Phrase where = pile.Inbound ? (Phrase)$" on {Who.Service(pile.Service)}" : pile.Peer is { } peer ? (Phrase)$" to {Who.Short(peer)}" : "";
        return Found(severity, severity == Severity.Info ? Confidence.Possible : Confidence.Likely,
            $"{Who.Process(pile.Process)} keeps {Figure.Count(pile.Count, "half-closed connection")}{where} whose peers do not close", CloseWait.Subject(pile, input)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", pile.Count, "connections"),
                FindingFigure.Count("waiting", Waiting(pile), "connections"),
            ],
            Evidence = evidence,
            Cause = "The program shut its sending side and waits for the peers to close theirs. No kernel timer ends that while a process holds the socket. It may be its way of working: a long answer to a half-closed request looks the same."
                + CloseWait.Danger(severity),
            Remedies = remedies,
            DoesNotHelp = FalseRemedies,
        };
    }
}
