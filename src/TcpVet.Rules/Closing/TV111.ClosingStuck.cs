using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV111: both sides closed at the same time, and the acknowledgement of this side's FIN is missing.</summary>
internal sealed class ClosingStuck : Rule
{
    private static readonly Undelivered Scale = new("TV111", TcpState.Closing, 20, "engineering default: normally it lasts less than a round trip", aged: 3);

    public override string Code => "TV111";

    public override string Name => "closing-stuck";

    public override string Summary => "Connections closed by both sides at the same time stay in CLOSING: packets are lost";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV401", "TV402"];

    public override IReadOnlyList<string> Complaints => ["many CLOSING", "a firewall drops the end of connections"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Both sides sent their FIN before they saw the other's (RFC 9293 §3.6, simultaneous close). The peer's FIN arrived here; the acknowledgement of ours did not. Normally CLOSING lasts less than a round trip and is hardly ever seen.

        ## Why it hurts
        By itself little: a closed socket that stays 106 s. In numbers it says that packets are lost in one direction, at the end of connections or always; and the sockets keep undelivered data and count against `tcp_max_orphans`.

        ## How we know
        The sockets are in CLOSING and have retransmitted at least twice, or probe a zero window, and have no less to deliver than at the first reading (`idiag_wqueue`). Measured on Linux 6.18: a closed one lasts 106 s; one that a process still holds after `shutdown()` goes by `tcp_retries2`.

        ## What to do
        Find where packets are lost, as for LAST_ACK (TV110): capture FIN and RST at both ends. Two programs that both close at the same moment, for instance by the same idle timeout, make many of them: let one side's timeout be clearly shorter.

        ## What does not help

        ## When to ignore
        A few of them after a network failure. They go by themselves within two minutes.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it is about FIN_WAIT2") { Page = "`tcp_fin_timeout` is about FIN_WAIT2 (measured with 5: CLOSING stays 106 s)." },
        new("tcp_tw_reuse", "it is about TIME_WAIT") { Page = "`tcp_tw_reuse` and `tcp_max_tw_buckets` are about TIME_WAIT." },
        UselessRemedy.OnPage("A lower `tcp_orphan_retries` shortens the wait (3: 7 s), and hides that packets are lost."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => Scale.Thresholds;

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input) =>
        RuleAnswer.From([.. Scale.StuckPiles(input).Select(found => StaysThere(found.Pile, found.Severity, input))], Scale.Unknown(input));

    /// <summary>The same connections while they were open, or others of the same service or destination.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => Related.BySide(symptom.Subject, cause.Subject);

    private Finding StaysThere(SocketPile pile, Severity severity, RuleInput input)
    {
        Phrase title = $"{Figure.Count(Undelivered.Stuck(pile), "connection")}{Undelivered.Where(pile)}, closed by both sides, {(pile.Count == 1 ? (Phrase)"stays" : "stay")} in CLOSING";
        return Found(severity, Confidence.Likely, title, Undelivered.Subject(pile, input)) with
        {
            Figures = Undelivered.Figures(pile),
            Evidence = Scale.Evidence(pile, input),
            Cause = "Both sides closed at the same time. The peers' FIN arrived, and what this side sends is not acknowledged: packets are lost in one direction, or the peers have forgotten the connection. " + Undelivered.Lasts(pile),
            Remedies =
            [
                new(RemedyLevel.Network, "Find what drops the last packets: a firewall or NAT that forgets at the first FIN, or the peer's host", input.Inside(Look.ForFinAndRst)),
                new(RemedyLevel.Configuration, "If both programs close by an idle timeout of the same length, make one of them clearly shorter"),
                new(RemedyLevel.Application, "Look at them, with their timers", Scale.ListCommand(pile, input)),
            ],
            DoesNotHelp = [.. FalseRemedies, Undelivered.Retries(pile)],
        };
    }
}
