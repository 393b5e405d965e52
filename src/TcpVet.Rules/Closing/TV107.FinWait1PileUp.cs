using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV107: closed on this side, and the last data or the FIN cannot be delivered.</summary>
internal sealed class FinWait1PileUp : Rule
{
    private static readonly Undelivered Scale = new("TV107", TcpState.FinWait1, 100, "engineering default: each keeps its unsent data in kernel memory");

    public override string Code => "TV107";

    public override string Name => "fin-wait1-pile-up";

    public override string Summary => "Closed sockets that cannot deliver their last data: peers stopped reading, or vanished";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV401", "TV402", "TV403"];

    public override IReadOnlyList<string> Complaints => ["many FIN_WAIT1", "too many orphaned sockets", "kernel memory grows, no process holds it", "connections that never go away"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The program has closed the sockets, but the kernel still has data or the FIN to deliver, and gets no further. Mostly no process holds them any more: they are orphans. Either the peers read no more (their window is zero and the kernel probes it), or nothing comes back from them at all (the kernel retransmits).

        ## Why it hurts
        Each keeps its unsent data in kernel memory, up to the send buffer of several MB. They count against `tcp_max_orphans` and `tcp_mem`; at either limit the kernel resets connections, healthy slow clients among them. Peers that stop reading on purpose are a known attack.

        ## How we know
        `idiag_timer` is 4 (zero-window probe) or 1 with two or more retransmissions; sockets that only wait for their round trip are not counted. Neither is one that has less to deliver than at the first reading (`idiag_wqueue`): its peer is slow. Measured on Linux 6.18: an orphan whose peer is gone lasts 106 s; one whose peer is there with a zero window lasts 338 s. Held by a process after `shutdown()` they last as an open connection would. Some clients of mobile networks always vanish, so that a number small beside the established connections is information only.

        ## What to do
        Set TCP_USER_TIMEOUT on the connections: it bounds both kinds, and holds on after `close()` (measured with 3 s: gone in 3 s). In HAProxy that is `tcp-ut` and `timeout client-fin`, in nginx `reset_timedout_connection` with `send_timeout`. Look at who the peers are: if they are few and stop reading, limit them. If the peers vanished, find where packets are lost.

        ## What does not help

        ## When to ignore
        When there are few of them beside many established connections, and they do not grow: clients vanish. Also for the minutes after a network failure.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it begins with FIN_WAIT2") { Page = "`tcp_fin_timeout` begins with FIN_WAIT2 and does nothing here (measured with 5: unchanged)." },
        UselessRemedy.OnPage("A lower `tcp_orphan_retries` shortens the wait for peers that are gone (3: 7 s), and cuts off clients on bad lines. It does nothing against a peer that answers with a zero window (2 and 3: 338 s still)."),
        UselessRemedy.OnPage("A lower `tcp_retries2` does nothing for orphans that are retransmitted. It makes zero windows worse: the probes' back-off stops at that number, so that an orphan that lives on short intervals is never given up (measured with 3: still there after 7 minutes)."),
        new("a lower tcp_max_orphans", "it resets clients that are only slow") { Page = "A lower `tcp_max_orphans` resets clients that are only slow." },
        UselessRemedy.OnPage("Keepalive settings: while data is outstanding no keepalive probe is sent."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => Scale.Thresholds;

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input) =>
        RuleAnswer.From([.. Scale.StuckPiles(input).Select(found => PiledUp(found.Pile, found.Severity, input))], Scale.Unknown(input));

    /// <summary>A peer that reads no more explains those that probe its window, a dead path those that retransmit.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => cause.Code switch
    {
        "TV403" => OtherEnd.IsOf(symptom, cause, input),
        "TV401" => Related.BySide(symptom.Subject, cause.Subject) && IsZeroWindow(symptom, input),
        _ => Related.BySide(symptom.Subject, cause.Subject) && !IsZeroWindow(symptom, input),
    };

    // What the findings are about whose peers' windows are closed.
    private static readonly Derived<HashSet<FindingSubject>> OfZeroWindow = new(input =>
        [.. SocketPile.Of(input, TcpState.FinWait1)
            .Where(Undelivered.IsZeroWindow)
            .Select(pile => Related.Bare(Undelivered.Subject(pile, input)))]);

    private static bool IsZeroWindow(Finding symptom, RuleInput input) => OfZeroWindow.Of(input).Contains(Related.Bare(symptom.Subject));

    private Finding PiledUp(SocketPile pile, Severity severity, RuleInput input)
    {
        bool zeroWindow = Undelivered.IsZeroWindow(pile);
        Phrase title = $"{Figure.Count(Undelivered.Stuck(pile), "closed connection")}{Undelivered.Where(pile)}: {(zeroWindow ? (Phrase)"peers do not read what is left" : "no answer to what is left")}";
        List<Remedy> remedies =
        [
            .. KnownSoftware.Remedies(Fault.NoSendTimeout, input.Process(pile.Process)),
            new(RemedyLevel.Application, "Set TCP_USER_TIMEOUT on the connections, for instance 30 s: it goes on after close()"),
            zeroWindow
                ? new(RemedyLevel.Network, "Look at the peers that have most of them, and limit how many connections one may have")
                : new(RemedyLevel.Network, "Find where packets to these peers are lost: the way, a firewall, or the hosts themselves"),
            new(RemedyLevel.Application, "Look at them, with their timers and queues", Scale.ListCommand(pile, input)),
        ];
        if (Undelivered.GiveUpSooner(pile, severity, input) is { } sooner)
        {
            remedies.Add(sooner);
        }

        return Found(severity, Confidence.Likely, title, Undelivered.Subject(pile, input)) with
        {
            Figures = Undelivered.Figures(pile),
            Evidence = Scale.Evidence(pile, input),
            Cause = (zeroWindow
                ? "The program closed with data still to send, and the peers keep their window at zero: they are there and do not read. "
                : "The program closed, and the peers acknowledge neither the last data nor the FIN: they or the way to them are gone. ") + Undelivered.Lasts(pile),
            Remedies = remedies,
            DoesNotHelp = [.. FalseRemedies, Undelivered.Retries(pile)],
        };
    }
}
