using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV110: both sides have closed, and the peer's last acknowledgement does not arrive.</summary>
internal sealed class LastAckPileUp : Rule
{
    private static readonly Undelivered Scale = new("TV110", TcpState.LastAck, 50, "engineering default: normally it lasts one round trip");

    public override string Code => "TV110";

    public override string Name => "last-ack-pile-up";

    public override string Summary => "Connections that both sides have closed wait for the peer's final ACK, which does not arrive";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV401", "TV402"];

    public override IReadOnlyList<string> Complaints => ["many LAST_ACK", "too many orphaned sockets", "a firewall drops the end of connections"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The peer closed first, then this side did. The FIN of this side, or data before it, is not acknowledged, so that the kernel repeats it. Normally the state lasts one round trip.

        ## Why it hurts
        A LAST_ACK itself is small, but it stays 106 s instead of milliseconds, counts against `tcp_max_orphans`, and keeps what data is left. It is a sign of something else: the peer's host forgets connections at once, or a firewall or NAT drops its entry at the first FIN and then throws the rest away.

        ## How we know
        `idiag_timer` is 1 with two or more retransmissions, or 4 (zero-window probe: the peer closed only its sending side and does not read). A LAST_ACK that waits for its first answer is not counted. Neither is one that has less to deliver than at the first reading (`idiag_wqueue`): its peer is slow. Measured on Linux 6.18: 106 s for a lost ACK, 338 s behind a zero window.

        ## What to do
        Find who drops the last packets: capture FIN and RST at both ends (`tcpdump`). Look at firewalls and NAT between the hosts, and how long they keep a closing connection (Linux connection tracking: `nf_conntrack_tcp_timeout_last_ack`, 30 s). If a load balancer or client resets or forgets right after its FIN, it is the one to mend.

        ## What does not help

        ## When to ignore
        When the number is small beside the established connections: clients that vanish right after their FIN are normal on mobile networks.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it is about FIN_WAIT2") { Page = "`tcp_fin_timeout` is about FIN_WAIT2 (measured with 5: LAST_ACK stays 106 s)." },
        UselessRemedy.OnPage("`tcp_retries2` is for sockets that a process holds (measured with 3: 106 s still)."),
        new("tcp_tw_reuse", "it is about TIME_WAIT, which this side does not enter") { Page = "`tcp_tw_reuse` and `tcp_max_tw_buckets` are about TIME_WAIT, which this side never enters." },
        UselessRemedy.OnPage("A lower `tcp_orphan_retries` does shorten it (3: 7 s), and hides that packets are lost."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => Scale.Thresholds;

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input) =>
        RuleAnswer.From([.. Scale.StuckPiles(input).Select(found => NotAcknowledged(found.Pile, found.Severity, input))],
            Scale.Unknown(input));

    /// <summary>The same connections while they were open, or others of the same service or destination.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => Related.BySide(symptom.Subject, cause.Subject);

    private Finding NotAcknowledged(SocketPile pile, Severity severity, RuleInput input)
    {
        bool zeroWindow = Undelivered.IsZeroWindow(pile);
        Phrase title = $"{Figure.Count(Undelivered.Stuck(pile), "closed connection")}{Undelivered.Where(pile)}{(zeroWindow ? (Phrase)": peers do not read what is left" : " wait for the last ACK in vain")}";
        List<Remedy> remedies =
        [
            new(RemedyLevel.Network, "Find what drops the last packets: a firewall or NAT that forgets at the first FIN, or the peer's host", input.Inside(Look.ForFinAndRst)),
        ];
        if (zeroWindow)
        {
            remedies.InsertRange(0,
                [.. KnownSoftware.Remedies(Fault.NoSendTimeout, input.Process(pile.Process)), new(RemedyLevel.Application, "Set TCP_USER_TIMEOUT on the connections: it goes on after close()")]);
        }

        if (Undelivered.GiveUpSooner(pile, severity, input) is { } sooner)
        {
            remedies.Add(sooner);
        }

        remedies.Add(new(RemedyLevel.Application, "Look at them, with their timers", Scale.ListCommand(pile, input)));
        return Found(severity, Confidence.Likely, title, Undelivered.Subject(pile, input)) with
        {
            Figures = Undelivered.Figures(pile),
            Evidence = Scale.Evidence(pile, input),
            Cause = (zeroWindow
                ? "The peers have closed their sending side and do not read what is still to be delivered. "
                : "Both sides have closed; the FIN of this side is repeated and not acknowledged. The peers' FIN did arrive, so that packets are lost in one direction or the peers have forgotten the connection without a reset. ") + Undelivered.Lasts(pile),
            Remedies = remedies,
            DoesNotHelp = [.. FalseRemedies, Undelivered.Retries(pile)],
        };
    }
}
