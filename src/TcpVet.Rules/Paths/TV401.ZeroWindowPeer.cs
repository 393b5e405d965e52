using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV401: the peer's receive window is closed and stays closed.</summary>
internal sealed class ZeroWindowPeer : Rule
{
    private static readonly Threshold WarnCount = new("TV401.warn_count", 5, "connections", "engineering default", "warning when so many towards one destination, or of one service, stand still");
    private static readonly Threshold WarnAge = new("TV401.warn_age_ms", 30_000, "ms", "engineering default: a reader that only pauses reads again sooner", "warning when the longest stands still for so long");
    private static readonly Threshold LoneAge = new("TV401.lone_age_ms", 60_000, "ms", "engineering default", "warning for any number towards a destination, once one stands still for so long");
    private static readonly Threshold MinShare = new("TV401.min_share", 1, "%", "engineering default: among many clients some pause a download on purpose", "a service's clients are reported from this share of its connections on");
    private static readonly Threshold WarnShare = new("TV401.warn_share", 10, "%", "engineering default", "warning for a service when so large a share of its connections stands still");

    public override string Code => "TV401";

    public override string Name => "zero-window-peer";

    public override string Summary => "The peer has stopped reading: its receive window is closed, and data waits here";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV403"];

    public override IReadOnlyList<string> Complaints => ["the connection hangs while sending", "write() blocks for ever", "Send-Q grows and stays", "zero window"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The peer's kernel acknowledges what it got and announces a window of 0: its receive buffer is full, because the program there does not read. The kernel here keeps the data and asks again with probes, at growing distances. The network is fine.

        ## Why it hurts
        The sending program blocks in `write()` or queues in its own memory; a thread or a slot is held, and others wait behind it. As long as the peer answers the probes, an established connection never times out by itself (RFC 9293 §3.8.6.1, RFC 1122 §4.2.2.17): it can stand so for days. The waiting data is kernel memory of this host.

        ## How we know
        The zero-window timer runs (`idiag_timer` 4) with data in Send-Q, at least two probes have not opened the window (`tcpi_backoff`; `idiag_retrans` goes back to 0 with each answer), and the window is smaller than a segment or was the limit for most of the busy time (`tcpi_snd_wnd`, `tcpi_rwnd_limited`, `tcpi_busy_time`). A peer that reads slowly looks like that too, for moments: a connection that got on between the two readings (`tcpi_bytes_acked`, `tcpi_last_data_sent`) is not counted, and with one reading (`--interval 0`) the finding is only possible. A loss would show the retransmission timer instead. If the reader is on this host too, it is reported there (TV403) and not here.

        ## What to do
        Look at the reader: why does the program at the other end not read? It is blocked, paused by its garbage collector, or slower than this sender. Here, bound the wait: a time-out for writing in the program, or the socket option `TCP_USER_TIMEOUT`, which ends a connection whose window stays closed for so long.

        ## What does not help

        ## When to ignore
        Clients that pause on purpose: a video player with a full buffer, a download that the user stopped, a terminal held with Ctrl-S.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("SO_KEEPALIVE", "it stays silent while data is unsent") { Page = "`SO_KEEPALIVE`: while data is unsent or unacknowledged, keepalive stays silent (net/ipv4/tcp_timer.c `tcp_keepalive_timer`)." },
        new("tcp_retries2", "it counts unanswered probes, and this peer answers") { Page = "`tcp_retries2`: it counts probes only while they go unanswered; this peer answers." },
        new("a larger tcp_wmem", "more data waits before the program notices") { Page = "A larger `tcp_wmem`: more data waits before the program blocks." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, WarnAge, LoneAge, MinShare, WarnShare];

    // A service has many peers; an outgoing pile is told from others by its destination.
    public override FindingSubject Lasting(FindingSubject subject) => subject.Local is null ? subject : subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        IEnumerable<Finding> findings = ConnectionPile.ByEnd(input, Stuck)
            .Where(pile => Stands(pile, input))
            .Select(pile => StandsStill(pile, Weigh(pile, input), input));
        return RuleAnswer.From([.. findings], ConnectionPile.Unknown(input));
    }

    /// <summary>The reader of the same connections is on this host, and it is the one that stands still.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        LocalTwin.Cross(symptom.Subject, cause.Subject, input);

    private static long Stuck(ConnectionGroup group) => group.ZeroWindowStuck;

    // Of a service's many clients some always stand still.
    private static bool Stands(ConnectionPile pile, RuleInput input)
    {
        long stuck = pile.Sum(Stuck);
        return stuck > 0 && (!pile.Inbound || stuck * 100.0 >= input.Settings[MinShare] * pile.Count);
    }

    private static Severity Weigh(ConnectionPile pile, RuleInput input)
    {
        long stuck = pile.Sum(Stuck);
        RuleSettings set = input.Settings;
        if (input.Netns.Connections!.Groups.Any(group => group.Stalled > 0 && LocalTwin.Cross(pile, group, input)))
        {
            return Severity.Info;
        }

        if (TcpMemory.IsHeldBy(pile.Sum(group => group.ZeroWindowBytes), input))
        {
            return Severity.Critical;
        }

        long age = pile.Most(group => group.ZeroWindowLongestMs);
        bool many = stuck >= set[WarnCount] && age >= set[WarnAge] && (!pile.Inbound || stuck * 100.0 >= set[WarnShare] * pile.Count);
        return many || (!pile.Inbound && age >= set[LoneAge]) ? Severity.Warning : Severity.Info;
    }

    private Finding StandsStill(ConnectionPile pile, Severity severity, RuleInput input)
    {
        long stuck = pile.Sum(Stuck);
        ProcessRef? process = pile.Process(Stuck);
        Phrase title = pile.Inbound
            ? (Phrase)$"Clients of {Who.Process(process)} on {Who.Service(pile.End)} do not read: {Figure.Count(stuck, "connection")} at zero window"
            : $"{Who.Short(pile.End)} does not read what {Who.Process(process)} sends: {Figure.Count(stuck, "connection")} at zero window";
        return Found(severity, input.Capture.IntervalMs > 0 ? Confidence.Likely : Confidence.Possible, title, pile.Subject(Stuck)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", stuck, "connections"),
                FindingFigure.Count("established", pile.Count, "connections"),
                FindingFigure.Bytes("waiting_bytes", pile.Sum(group => group.ZeroWindowBytes)),
                FindingFigure.Duration("longest", pile.Most(group => group.ZeroWindowLongestMs)),
            ],
            Evidence =
            [
                new("at zero window, of established", $"{Figure.Of(stuck)} of {Figure.Of(pile.Count)}", "sock_diag: idiag_timer 4, tcpi_backoff, tcpi_snd_wnd"),
                new("data that waits for the peer", Figure.Bytes(pile.Sum(group => group.ZeroWindowBytes)), "sock_diag: idiag_wqueue"),
                new("longest time since data could be sent", Figure.Time(pile.Most(group => group.ZeroWindowLongestMs)), "sock_diag: tcpi_last_data_sent"),
                new("most probes in vain of one connection", Figure.Of(pile.Most(group => group.ZeroWindowProbesMax)), "sock_diag: tcpi_backoff"),
                .. pile.Holder(Stuck),
            ],
            Cause = (Phrase)"The peer's kernel answers and announces no room: the program there does not read. Nothing ends an established connection in this state while the peer answers."
                + (severity == Severity.Critical ? " The data that waits is a large part of the host's TCP memory, which is under pressure." : ""),
            Remedies =
            [
                pile.Inbound ? new(RemedyLevel.Network, "Find out why these clients do not read")
                    : input.IsLocalAddress(pile.End.Addr) ? new(RemedyLevel.Application, "Look at the reader, which is on this host: is its program blocked or too slow", input.Tcpvet($"list -p -e -i -m state established sport = :{pile.End.Port}"))
                    : new(RemedyLevel.Network, "Look at the reader on the other host: is its program blocked or too slow (tcpvet there shows TV403)"),
                .. KnownSoftware.Remedies(Fault.NoSendTimeout, input.Process(process)),
                new(RemedyLevel.Application, "Bound the wait: a time-out for writing, or setsockopt TCP_USER_TIMEOUT"),
                new(RemedyLevel.Application, "Look at the connections, with timers and windows", pile.ListCommand()),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
