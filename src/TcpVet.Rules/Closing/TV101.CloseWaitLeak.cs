using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV101: the program has read the end of the stream and never closes the socket.</summary>
internal sealed class CloseWaitLeak : Rule
{
    private static readonly CloseWait Scale = new("TV101");

    public override string Code => "TV101";

    public override string Name => "close-wait-leak";

    public override string Summary => "A process keeps sockets that the peer has closed, after reading the end of the stream";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["many CLOSE_WAIT", "Too many open files (EMFILE)", "connections that never go away"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The peer has closed its side: its FIN arrived, and the kernel moved the socket from ESTABLISHED to CLOSE_WAIT. The program was told so, because `read()` returned 0. It has not called `close()`. Only the program can end this state.

        ## Why it hurts
        Each such socket holds a descriptor and kernel memory for as long as the process lives: no kernel timer ends CLOSE_WAIT. At RLIMIT_NOFILE the process can neither accept nor open anything ("Too many open files").

        ## How we know
        Recv-Q is 0. The FIN counts as one unread unit in `idiag_rqueue` (rcv_nxt − copied_seq) until the program has read the end of the stream, so 0 says that it has read it. The age lies between `tcpi_last_ack_recv`, which the FIN itself renews, and `tcpi_last_data_recv`. Sockets that still have data to send are not counted, because a program may go on sending to a peer that has only half-closed (RFC 9293 §3.6). A program with both kinds of CLOSE_WAIT is reported under the kind that it has more of.

        ## What to do
        Find the path that reads the end of the stream and does not close: mostly an error path, an early return, or a connection that a pool took back without a look. Use the language's construct that closes on every path (`finally`, `using`, `with`, `defer`, try-with-resources). Restarting the process closes the sockets for now.

        ## What does not help

        ## When to ignore
        When the program uses half-close on purpose: the peer shuts its sending side and waits for a long answer. Also when the count is small and does not grow between check-ups.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it governs orphaned FIN_WAIT2 only, CLOSE_WAIT has no timer") { Page = "`tcp_fin_timeout` governs orphaned FIN_WAIT2 only; CLOSE_WAIT has no timer." },
        UselessRemedy.OnPage("Keepalive settings: a probe can at most draw a reset. The socket then leaves the list and the descriptor stays open."),
        new("tcp_keepalive_time", "a probe can draw a reset at most; the descriptor stays open") { Page = "" },
        new("tcp_tw_reuse", "it is about TIME_WAIT") { Page = "`tcp_tw_reuse` and `tcp_max_tw_buckets` are about TIME_WAIT." },
        UselessRemedy.OnPage("Killing the socket (`ss -K`, `tcpvet close`): the kernel forgets the connection, the process keeps the descriptor."),
        new("a higher RLIMIT_NOFILE", "it only postpones the failure") { Page = "A higher RLIMIT_NOFILE makes the leak last longer before it hurts." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => Scale.Thresholds;

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        IReadOnlyList<SocketPile> all = SocketPile.Of(input, TcpState.CloseWait);
        List<SocketPile> piles = [.. all.Where(CloseWait.HasReadEof)];
        IEnumerable<Finding> findings =
            piles.Where(pile => Scale.Stays(pile, input)).Select(pile => Leak(pile, Scale.Weigh(pile, input), input));
        return RuleAnswer.From([.. findings], Scale.Unknown(all.Where(pile => pile.RecvQ0 > 0), input));
    }

    private Finding Leak(SocketPile pile, Severity severity, RuleInput input)
    {
        Confidence confidence = Scale.Sureness(pile, input);
        Phrase where = pile.Inbound ? (Phrase)$" on {Who.Service(pile.Service)}" : pile.Peer is { } peer ? (Phrase)$" to {Who.Short(peer)}" : "";
        Phrase title = $"{Who.Process(pile.Process)} does not close {Figure.Count(pile.Count, "connection")}{where} after EOF";
        return Found(severity, confidence, title, CloseWait.Subject(pile, input)) with
        {
            Figures = CloseWait.Figures(pile, input),
            Evidence = CloseWait.Evidence(pile, input),
            Cause = (Phrase)"The peer closed, the program read the end of the stream (Recv-Q 0) and did not call close(). "
                + (confidence == Confidence.Possible
                    ? "They are young: a program that is still working on its answer to a half-closed peer looks the same; look again in a minute."
                    : "No kernel timer ends CLOSE_WAIT: they stay until the program closes them or exits.")
                + CloseWait.Danger(severity),
            Remedies = Remedies(pile, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(SocketPile pile, RuleInput input)
    {
        ProcessFacts? facts = input.Process(pile.Process);
        List<Remedy> remedies = [.. KnownSoftware.Remedies(pile.Inbound ? Fault.SocketNotClosed : Fault.ResponseNotClosed, facts)];
        if (remedies.Count == 0)
        {
            // What only passes bytes on, as a proxy does, has no responses to close.
            remedies.AddRange(KnownSoftware.Remedies(Fault.SocketNotClosed, facts));
        }

        if (pile.Inbound || remedies.Count == 0)
        {
            remedies.Add(new(RemedyLevel.Application, "Close the socket on every path after read() returned 0, errors and early returns included"));
        }

        if (!pile.Inbound)
        {
            remedies.AddRange(CloseWait.PoolRemedies(pile, input));
        }

        remedies.Add(new(RemedyLevel.Application, "Look at the connections, with their owners and ages", CloseWait.ListCommand(pile, input)));
        remedies.Add(new(RemedyLevel.Application, "Until that is mended, restart the program: its exit closes them"));
        return remedies;
    }
}
