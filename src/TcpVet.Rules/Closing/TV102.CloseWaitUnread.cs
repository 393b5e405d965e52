using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV102: the peer has closed and the program has not even looked.</summary>
internal sealed class CloseWaitUnread : Rule
{
    private static readonly CloseWait Scale = new("TV102");

    public override string Code => "TV102";

    public override string Name => "close-wait-unread";

    public override string Summary => "A process keeps sockets that the peer has closed, and never read the end of the stream";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV202"];

    public override IReadOnlyList<string> Complaints => ["many CLOSE_WAIT", "Too many open files (EMFILE)", "the program hangs", "stale connections in a pool"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The peer has closed: its FIN waits in the socket's receive queue, and the program has not read it. The program does not know yet that the connection is over, because it has not looked at the socket since.

        ## Why it hurts
        Each such socket holds a descriptor and kernel memory, and nothing in the kernel ends CLOSE_WAIT. Mostly it is the sign of something worse: all threads wait for something else, or connections are forgotten as soon as they have been served. A pool that hands out such a connection gives its user an error at the first write.

        ## How we know
        Recv-Q is at least 1. The FIN counts as one unread unit in `idiag_rqueue`: exactly 1 means that only the FIN is unread, more means that data is unread as well. An inode of 0 says that no program has even accepted the connection. The age lies between `tcpi_last_ack_recv`, which the FIN itself renews, and `tcpi_last_data_recv`.

        ## What to do
        Look at what the threads do (thread dump). Three causes are common. A thread is blocked on something without a timeout: give it one. The program keeps the connection in a list or a pool and never reads from it again: close it when the exchange is over, and let the pool evict idle connections sooner than the peer does. The program does not call `accept()`: see TV201.

        ## What does not help

        ## When to ignore
        A handful on outgoing connections of an idle pool that checks a connection before it uses it. A short burst while the program pauses (garbage collection, start-up).
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it governs orphaned FIN_WAIT2 only, CLOSE_WAIT has no timer") { Page = "`tcp_fin_timeout` governs orphaned FIN_WAIT2 only; CLOSE_WAIT has no timer." },
        new("tcp_keepalive_time", "the peer's FIN has arrived already, there is nothing left to detect") { Page = "Keepalive settings: the peer's FIN has arrived already, there is nothing left to detect." },
        new("tcp_tw_reuse", "it is about TIME_WAIT") { Page = "`tcp_tw_reuse` and `tcp_max_tw_buckets` are about TIME_WAIT." },
        UselessRemedy.OnPage("Killing the sockets: the program stays blocked and the descriptors stay open."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => Scale.Thresholds;

    // A peer is named as long as it is the only one.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        IReadOnlyList<SocketPile> all = SocketPile.Of(input, TcpState.CloseWait);
        List<SocketPile> piles = [.. all.Where(pile => !CloseWait.HasReadEof(pile))];
        IEnumerable<Finding> findings =
            piles.Where(pile => Scale.Stays(pile, input)).Select(pile => Unread(pile, Scale.Weigh(pile, input), input));
        return RuleAnswer.From([.. findings], Scale.Unknown(all.Where(pile => pile.RecvQ1 + pile.RecvQMore > 0), input));
    }

    /// <summary>
    /// A queue that nobody serves explains connections that nobody accepted. Those that the program did accept and then
    /// forgot are its own fault, full queue or not.
    /// </summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        Related.ByService(symptom.Subject, cause.Subject)
        && input.InboundGroups(TcpState.CloseWait, symptom.Subject.Local!.Value.Port)
            .Where(group => Related.SameEndpoint(group.Local, symptom.Subject.Local!.Value))
            .All(group => group.Ownership == Ownership.None);

    private Finding Unread(SocketPile pile, Severity severity, RuleInput input)
    {
        bool unaccepted = pile.Ownerless * 2 > pile.Count;
        Phrase where = pile.Inbound ? (Phrase)$" on {Who.Service(pile.Service)}" : pile.Peer is { } peer ? (Phrase)$" to {Who.Short(peer)}" : "";
        Phrase connections = Figure.Count(pile.Count, "connection") + where;
        Phrase title = $"{Who.Process(pile.Process)} has not {(unaccepted ? (Phrase)$"accepted {connections}, closed by now" : $"noticed that the peer closed {connections}")}";
        Confidence confidence = Scale.Sureness(pile, input);
        return Found(severity, confidence, title, CloseWait.Subject(pile, input)) with
        {
            Figures = CloseWait.Figures(pile, input),
            Evidence = CloseWait.Evidence(pile, input),
            Cause = (unaccepted ? (Phrase)"The program listens and does not call accept(): its peers gave up waiting and closed."
                : IsAnswerUnread(pile) ? "The peer answered and closed; the program has read no further since: it forgot the rest of the answer, or its thread is blocked on something else."
                : pile.Inbound ? "The peer closed and the program has not looked at the socket since: it forgot the connection after serving it and never closes, or its thread is blocked on something else."
                : "The peer closed and the program has not looked at the socket since: the connection lies idle in a pool without eviction, was forgotten, or its thread is blocked.")
                + (confidence == Confidence.Possible ? " They are young: a pause of the program looks the same; look again in a minute." : "")
                + CloseWait.Danger(severity),
            Remedies = Remedies(pile, unaccepted, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    // On connections that this host opened, data before the FIN is the peer's answer: a client that looks at the status and forgets the
    // body.
    private static bool IsAnswerUnread(SocketPile pile) => !pile.Inbound && pile.RecvQMore * 2 > pile.Count;

    private static List<Remedy> Remedies(SocketPile pile, bool unaccepted, RuleInput input)
    {
        ProcessFacts? facts = input.Process(pile.Process);
        List<Remedy> remedies = [.. KnownSoftware.Remedies(unaccepted ? Fault.SlowAccept : Fault.EndNotRead, facts)];
        if (IsAnswerUnread(pile))
        {
            remedies.InsertRange(0, KnownSoftware.Remedies(Fault.ResponseNotClosed, facts));
        }

        if (pile.Process is { } process
            && KnownSoftware.ThreadDump(process, facts) is { } dump
            && !remedies.Exists(remedy => remedy.Command == dump))
        {
            remedies.Insert(IsAnswerUnread(pile) ? remedies.Count : 0, new(RemedyLevel.Application, "See where the program's threads are", dump));
        }

        remedies.Add(unaccepted
            ? new(RemedyLevel.Application, "Free the thread that is to call accept(), or start it")
            : new(RemedyLevel.Application, "Close each connection when its exchange is over; give every blocking call a timeout"));
        if (!pile.Inbound)
        {
            remedies.AddRange(CloseWait.PoolRemedies(pile, input));
        }

        remedies.Add(new(RemedyLevel.Application, "Look at the connections, with their owners and ages", CloseWait.ListCommand(pile, input)));
        return remedies;
    }
}
