using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV402: what is sent is not acknowledged.</summary>
internal sealed class BlackHole : Rule
{
    private static readonly Threshold WarnCount = new("TV402.warn_count", 5, "connections", "engineering default", "warning when so many towards one destination, or of one service, are unanswered");
    private static readonly Threshold LoneAge = new("TV402.lone_age_ms", 30_000, "ms", "engineering default", "warning for any number towards a destination, once one is unanswered for so long");
    private static readonly Threshold CriticalAge = new("TV402.critical_age_ms", 10_000, "ms", "engineering default: a route that changes converges sooner", "critical when most connections towards a destination are unanswered for so long");
    private static readonly Threshold CriticalShare = new("TV402.critical_share", 80, "%", "engineering default", "what most is, of the connections towards the destination");
    private static readonly Threshold MinShare = new("TV402.min_share", 1, "%", "engineering default: of many clients some always leave coverage without a word", "a service's clients are reported from this share of its connections on");
    private static readonly Threshold WarnShare = new("TV402.warn_share", 10, "%", "engineering default", "warning for a service when so large a share of its connections is unanswered");

    public override string Code => "TV402";

    public override string Name => "black-hole";

    public override string Summary => "Data sent on established connections is not acknowledged: the path or the peer is dead";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV208", "TV410"];

    public override IReadOnlyList<string> Complaints => ["Connection timed out", "the connection hangs while sending", "requests hang for 15 minutes", "Send-Q grows and stays"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The connection is established, data was sent, and nothing comes back: no acknowledgement, no reset, no ICMP error. The kernel sends again at doubling distances. The peer lost power, was moved, or a firewall, balancer or route between drops the packets.

        ## Why it hurts
        The program waits for an answer until the kernel gives up: with `tcp_retries2` at its default of 15 after 15 minutes and more, with "Connection timed out". Until then pools hand out dead connections.

        ## How we know
        The retransmission timer runs (`idiag_timer` 1) with unacknowledged data (`tcpi_unacked`), its back-off is 3 or more (`tcpi_backoff`), and no ACK has come for more than three retransmission time-outs (`tcpi_last_ack_recv`, `tcpi_rto`). Mere loss does not get that far: an ACK sets the back-off to 0. A peer that lives and does not read answers probes and is TV401.

        ## What to do
        See how far packets get, and whether the peer is up. If small requests pass and large ones hang, a tunnel or firewall swallows the ICMP message "fragmentation needed": `tracepath` shows the size that fits; set the interface's MTU, clamp the MSS, or set `tcp_mtu_probing` to 1. In the program, use a time-out for the answer, or the socket option `TCP_USER_TIMEOUT`: it ends a connection whose data stays unacknowledged for so long.

        ## What does not help

        ## When to ignore
        Single clients of a public service: phones that leave coverage look so, all the time. A restart of the other host, until the time-out has passed.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("SO_KEEPALIVE", "it stays silent while data is unacknowledged") { Page = "`SO_KEEPALIVE`: with data unacknowledged, keepalive stays silent (net/ipv4/tcp_timer.c `tcp_keepalive_timer`); it would have noticed earlier, on the idle connection." },
        new("tcp_retries2 below 8", "every program's connections then break in a short outage") { Page = "A low `tcp_retries2`: below 8 it gives up on connections of every program in a short outage, against RFC 1122 §4.2.3.5." },
        new("tcp_fin_timeout", "these connections are not closing") { Page = "`tcp_fin_timeout` and the settings of TIME_WAIT: these connections are not closing." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, LoneAge, CriticalAge, CriticalShare, MinShare, WarnShare];

    // A service has many peers; an outgoing pile is told from others by its destination.
    public override FindingSubject Lasting(FindingSubject subject) => subject.Local is null ? subject : subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        IReadOnlyList<ConnectionPile> piles = ConnectionPile.ByEnd(input, Lost);
        FindingSubject[] clients = [.. piles.Where(pile => !pile.Inbound && pile.Sum(Lost) > 0).Select(pile => pile.Subject(Lost))];
        IEnumerable<Finding> findings = piles
            .Where(pile => IsDead(pile, input) && !IsAnswersSide(pile, clients, input))
            .Select(pile => Unanswered(pile, Weigh(pile, input), input));
        return RuleAnswer.From([.. findings], ConnectionPile.Unknown(input));
    }

    /// <summary>A service of this host that does not know of the connection acknowledges nothing of it either; a path that loses whole
    /// segments delivers none.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => cause.Code == "TV410"
        ? symptom.Subject.Peer is { } far && far.Addr.Unmapped == cause.Subject.Peer?.Addr.Unmapped
        : symptom.Subject.Peer is { } peer && cause.Subject.Local is { } local
        && Related.SameEndpoint(local, peer) && (!local.Addr.IsAny || input.IsLocalAddress(peer.Addr));

    private static long Lost(ConnectionGroup group) => group.Unanswered;

    // Of a service's many clients some always vanish.
    private static bool IsDead(ConnectionPile pile, RuleInput input)
    {
        long lost = pile.Sum(Lost);
        return lost > 0 && (!pile.Inbound || lost * 100.0 / pile.Count >= input.Settings[MinShare]);
    }

    private static Severity Weigh(ConnectionPile pile, RuleInput input)
    {
        long lost = pile.Sum(Lost);
        double share = lost * 100.0 / pile.Count;
        RuleSettings set = input.Settings;
        long age = pile.Most(group => group.UnansweredLongestMs);
        bool many = lost >= set[WarnCount];
        if (!pile.Inbound && many && share >= set[CriticalShare] && age >= set[CriticalAge])
        {
            return Severity.Critical;
        }

        return (many && (!pile.Inbound || share >= set[WarnShare])) || (!pile.Inbound && age >= set[LoneAge])
            ? Severity.Warning
            : Severity.Info;
    }

    // Both ends are here and both send: the client's half tells it already.
    private static bool IsAnswersSide(ConnectionPile pile, FindingSubject[] clients, RuleInput input) =>
        pile.Inbound && Array.Exists(clients, client => LocalTwin.Cross(client, new FindingSubject { Local = pile.End }, input));

    private Finding Unanswered(ConnectionPile pile, Severity severity, RuleInput input)
    {
        long lost = pile.Sum(Lost);
        long age = pile.Most(group => group.UnansweredLongestMs);
        ProcessRef? process = pile.Process(Lost);
        Phrase title = pile.Inbound
            ? (Phrase)$"{Figure.Count(lost, "client connection")} of {Who.Process(process)} on {Who.Service(pile.End)} acknowledge nothing for up to {Figure.Time(age)}"
            : $"{Who.Short(pile.End)} acknowledges nothing of {Who.Process(process)}: {Figure.Count(lost, "connection")}, up to {Figure.Time(age)}";
        InetEndpoint? target = pile.Inbound ? pile.Remote(Lost) : pile.End;
        return Found(severity, Confidence.Likely, title, pile.Subject(Lost)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", lost, "connections"),
                FindingFigure.Count("established", pile.Count, "connections"),
                FindingFigure.Duration("longest", age),
                FindingFigure.Bytes("waiting_bytes", pile.Sum(group => group.UnansweredBytes)),
            ],
            Evidence =
            [
                new("unanswered, of established", $"{Figure.Of(lost)} of {Figure.Of(pile.Count)}", "sock_diag: idiag_timer 1, tcpi_unacked, tcpi_backoff, tcpi_last_ack_recv"),
                new("longest time without an answer, at most", Figure.Time(age), "sock_diag: tcpi_last_ack_recv, tcpi_rto"),
                new("most time-outs in a row", Figure.Of(pile.Most(group => group.BackoffMax)), "sock_diag: tcpi_backoff"),
                new("data that waits", Figure.Bytes(pile.Sum(group => group.UnansweredBytes)), "sock_diag: idiag_wqueue"),
                .. pile.Holder(Lost),
            ],
            Cause = (Phrase)"Data was sent again and again, and nothing came back, neither an acknowledgement nor a refusal: the peer is gone, or something between drops the packets. "
                + (pile.Sum(group => group.WholeSegmentsLost) is > 0 and { } whole && whole >= lost ? "All of it waits in whole segments, and none of these ever arrived: a hop that takes smaller packets only looks the same, and tracepath tells which it is. " : "")
                + $"The kernel gives up after the time that tcp_retries2 = {input.Running("net.ipv4.tcp_retries2")} doubling time-outs take{(input.Netns.Setting("net.ipv4.tcp_retries2") == 15 ? (Phrase)", a quarter of an hour and more" : "")}.",
            Remedies =
            [
                new(RemedyLevel.Network, "See where the way ends, and which packet size fits", target is { } end ? input.Inside($"tracepath -n {end.Addr}") : null),
                .. KnownSoftware.Remedies(Fault.NoReadTimeout, input.Process(process)),
                new(RemedyLevel.Application, "Bound the wait: a time-out for the answer, or setsockopt TCP_USER_TIMEOUT"),
                new(RemedyLevel.Application, "Look at the connections, with their timers", pile.ListCommand()),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
