using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV202: a listener has turned connections away, even if its queue is empty again.</summary>
internal sealed class AcceptQueueOverflowed : Rule
{
    private const string AllDrops = "TcpExt.ListenDrops";

    internal static readonly Threshold CriticalRate = new("TV202.critical_rate", 5, "drops/s", "engineering default, as monitoring systems have it for ListenOverflows", "critical from so many a second on; fewer are a warning");

    public override string Code => "TV202";

    public override string Name => "accept-queue-overflowed";

    public override string Summary => "A listener turned connections away because its accept queue was full, even if the queue is empty now";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV203", "TV504"];

    public override IReadOnlyList<string> Complaints => ["connection timed out", "connecting takes whole seconds", "times the listen queue of a socket overflowed"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Connections arrived while the listener's accept queue was full, and the kernel dropped them. The queue may be empty again: this counter remembers.

        ## Why it hurts
        The client's SYN, or the last ACK of its handshake, was dropped without an answer. It tries again after 1 s, later at growing distances: users see a service that is slow now and then, or "Connection timed out".

        ## How we know
        A listening socket's `sk_drops` (INET_DIAG_SKMEMINFO) counts what *this* listener turned away since it was made; the counters `ListenOverflows` and `ListenDrops` only say that someone did. `sk_drops` also counts other things: a full SYN queue without cookies, each repeated SYN of a request that waits, and with TCP_DEFER_ACCEPT one for each connection (measured on Linux 6.18). So no more of them are taken as overflows than `ListenOverflows` counted, and only where other listeners and deferred connections (`TCPDeferAcceptDrop`) cannot account for them. Each try counts: a client that repeats its SYN four times adds four.

        ## What to do
        As for TV201: find why the program paused, with a thread dump at the time of the drops, the log of its garbage collector, its number of workers. If bursts are the reason, make the queue longer: the backlog in `listen()`, and `net.core.somaxconn` if that is lower. Then restart the program.

        ## What does not help
        - `tcp_max_syn_backlog` bounds the SYN queue, and is not consulted while `tcp_syncookies` is on.
        - `somaxconn` alone: it is read at `listen()`.
        - `tcp_abort_on_overflow=1` makes the failure faster for some clients, not rarer.

        ## When to ignore
        If the number is old: a total without growth says that it happened at some time since the socket was made, perhaps at a restart months ago.
        """u8;

    public override IReadOnlyList<Threshold> Thresholds => [CriticalRate];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.ListenerDrops(subject)];

    public override RuleAnswer Check(RuleInput input)
    {
        long? total = input.Total(Overflows.Counter);
        List<AcceptQueue> queues = [.. AcceptQueue.All.Of(input).Where(queue => queue.Drops != 0)];
        if (queues.Count == 0 || total == 0)
        {
            return RuleAnswer.Quiet;
        }

        if (total is null)
        {
            return RuleAnswer.CannotTell(input.Lacks(Overflows.Counter, FactNames.Counters));
        }

        Overflows now = Overflows.Now(input);
        Overflows ever = Overflows.Ever(input);
        IEnumerable<Finding> findings = queues.Where(queue => queue.Drops is not null)
            .Select(queue =>
                Overflow(queue.Foremost(queue.Sockets.MaxBy(socket => (socket.Drops - socket.DropsFirst, socket.Drops))!), now, ever,
                    total.Value, input))
            .OfType<Finding>();
        return RuleAnswer.From([.. findings],
            queues.Exists(queue => queue.Drops is null) ? input.Lacks(FactNames.ListenerDrops, FactNames.SockDiag) : null);
    }

    /// <summary>Of a process that is short of descriptors only one that has none left explains a queue; a queue that may have been cut is
    /// no cause yet, one that was is.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        (cause.Code != "TV203" || cause.Confidence != Confidence.Possible) && AcceptQueue.IsExplainedBy(symptom, cause);

    private Finding? Overflow(AcceptQueue queue, Overflows now, Overflows ever, long total, RuleInput input) =>
        now.AtMost(queue.DropsGrowth(input)) > 0 && (!now.CanBeDeferred(queue.DropsGrowth(input)) || HasFilled(queue))
            ? Now(queue, now, total, input)
            : ever.BelongTo(queue.Drops) ? Earlier(queue, total, input)
            : null;

    private static bool HasFilled(AcceptQueue queue) =>
        queue.Sockets.Any(socket => Math.Max(socket.Queue, socket.QueueFirst ?? 0) * 2 > socket.Limit);

    private Finding Now(AcceptQueue queue, Overflows now, long total, RuleInput input)
    {
        long? growth = queue.DropsGrowth(input);
        long grown = now.AtMost(growth);
        bool own = now.BelongTo(growth) || HasFilled(queue);
        Severity severity = !own
            ? Severity.Info
            : grown >= input.Settings[CriticalRate] * input.IntervalSeconds ? Severity.Critical
            : Severity.Warning;
        Confidence confidence = !own ? Confidence.Possible
            : now.AreAllOf(growth) && input.Delta(Overflows.Counter) == input.Delta(AllDrops) ? Confidence.Certain : Confidence.Likely;
        return Turned(queue, severity, confidence, $"{queue.Name} turns clients away: {Figure.Count(grown, "drop")} in {Figure.Time(input.Capture.IntervalMs)}", total, input,
            !own ? "Accept queues of this namespace ran over, and this listener dropped something meanwhile; it may as well be repeated SYNs, or connections that TCP_DEFER_ACCEPT holds back."
                : queue.IsOutOfDescriptors(input)
                ? "The process has no descriptor left: accept() fails with EMFILE and the queue runs over."
                : "Connections arrive while the accept queue is full: the program pauses, or its queue is too short for the bursts.");
    }

    private Finding Earlier(AcceptQueue queue, long total, RuleInput input) =>
        Turned(queue, Severity.Info, Confidence.Likely, $"{queue.Name} turned clients away at some time: {Figure.Count(Math.Min(queue.Drops!.Value, total), "drop")}", total, input,
            (queue.DropsGrowth(input) is null ? (Phrase)"Whether it still happens is unknown, there was one reading only. " : "It does not happen now. ")
            + "The accept queue was full at some time since the socket was made; when is unknown.");

    private Finding Turned(AcceptQueue queue, Severity severity, Confidence confidence, Phrase title, long total, RuleInput input,
        Phrase cause)
    {
        ListenerFacts socket = queue.Sockets[0];
        List<Evidence> evidence =
        [
            new("turned away since the socket was made", queue.TurnedAway(input) is { } ever ? Figure.Of(ever) : "unknown", "sock_diag: INET_DIAG_SKMEMINFO sk_drops; TcpExt.ListenDrops"),
            new("turned away in the interval", queue.TurnedAwayMeanwhile(input) is { } growth ? Figure.Of(growth) : "unknown", "sock_diag: sk_drops; TcpExt.ListenDrops, two readings"),
            new("overflows of all listeners, in total / in the interval", $"{Figure.Of(total)} / {(input.Delta(Overflows.Counter) is { } delta ? Figure.Of(delta) : "unknown")}", Overflows.Counter),
            new("queue now, and its limit", $"{Figure.Of(queue.Sockets.Sum(one => one.Queue))} of {(socket.Limit is { } limit ? Figure.Of(limit) : "unknown")}", "sock_diag: idiag_rqueue, idiag_wqueue"),
            .. queue.HolderEvidence(input),
        ];
        return Found(severity, confidence, title, queue.Subject(input)) with
        {
            Figures = queue.Figures(input),
            Evidence = evidence,
            Cause = cause,
            // What happened at some unknown time is no reason to change anything now.
            Remedies = queue.Remedies(socket.Limit, input, longer: severity > Severity.Info),
            DoesNotHelp = AcceptQueue.DoesNotHelp,
        };
    }
}
