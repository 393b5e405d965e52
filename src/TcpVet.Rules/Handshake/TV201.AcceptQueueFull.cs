using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV201: connections wait for accept() and there is no room for more.</summary>
internal sealed class AcceptQueueFull : Rule
{
    private static readonly Threshold WarnShare = new("TV201.warn_share", 70, "%", "engineering default", "warning when so much of the queue is taken");
    private static readonly Threshold SmallLimit = new("TV201.small_limit", 8, "connections", "engineering default: listen(fd, 0) to listen(fd, 5) of small servers fill by chance", "shorter queues are reported only when they are full, and as critical only when they stay full or drop");

    public override string Code => "TV201";

    public override string Name => "accept-queue-full";

    public override string Summary => "A listener's accept queue is at its limit now, or near it: the program does not accept fast enough";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV504"];

    public override IReadOnlyList<string> Complaints => ["connection timed out", "connecting takes whole seconds", "connection reset by peer", "the service is up and does not answer"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The kernel completes handshakes on its own and queues the connections until the program calls `accept()`. This queue is at its limit, min(backlog of `listen()`, `net.core.somaxconn`): the program does not fetch them.

        ## Why it hurts
        While the queue is full the kernel silently drops new SYNs and the last ACK of handshakes. Clients repeat their SYN after 1 s, later at growing distances, and at last fail with "Connection timed out". A client whose last ACK was dropped believes that it is connected and waits for an answer that nobody writes; with `tcp_abort_on_overflow=1` it gets a reset instead.

        ## How we know
        For a listening socket `idiag_rqueue` is the queue's length and `idiag_wqueue` its limit (net/ipv4/tcp_diag.c `tcp_diag_get_info`). The queue is full when it is longer than the limit (include/net/sock.h `sk_acceptq_is_full`): a limit of 128 admits 129. Connections in it are ESTABLISHED and have inode 0, no process. The socket's own `sk_drops` counts what it turned away, and connections that TCP_DEFER_ACCEPT holds back besides: no more are told than `ListenDrops` counted. Queues of SO_REUSEPORT listeners are judged one by one.

        ## What to do
        Find out why the program does not accept: all threads busy or blocked, a pause of the garbage collector, a deadlock, or no descriptors left (`accept()` fails with EMFILE, and the queue stays). A thread dump tells. Only if the program keeps up on average and bursts overflow the queue, make it longer: the backlog in the program (`acceptCount`, `backlog`), and `somaxconn` if that is lower.

        ## What does not help
        - `tcp_max_syn_backlog` bounds the SYN queue, and is not consulted while `tcp_syncookies` is on.
        - `somaxconn` alone is read at `listen()`: the program must be restarted, and a program that has stopped fills any queue.
        - `tcp_abort_on_overflow=1` resets clients that would have got through later; SYNs are dropped as before.

        ## When to ignore
        A test server with a backlog of 0 to 5 under a burst. A queue near its limit for a moment while the program starts.
        """u8;

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, SmallLimit];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.ListenerDrops(subject)];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (AcceptQueue queue in AcceptQueue.All.Of(input))
        {
            List<ListenerFacts> known = [.. queue.Sockets.Where(socket => socket.Limit is not null)];
            if (known.Count < queue.Sockets.Count)
            {
                missing ??= $"accept queue limits, {input.Lacks(FactNames.SockDiag)}";
            }

            if (known.MaxBy(socket => socket.Queue - socket.Limit) is not { } worst)
            {
                continue;
            }

            if (IsFull(worst))
            {
                findings.Add(Full(queue.Foremost(worst), worst, input));
            }
            else if (known.Where(socket => IsNear(socket.Queue, socket, input)).MaxBy(socket => socket.Queue) is { } near)
            {
                findings.Add(Near(queue.Foremost(near), near, input));
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    /// <summary>Of a process that is short of descriptors only one that has none left explains a queue.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => AcceptQueue.IsExplainedBy(symptom, cause);

    private static bool IsFull(ListenerFacts socket) => socket.Queue > socket.Limit;

    private static bool IsNear(long? length, ListenerFacts socket, RuleInput input) =>
        socket.Limit >= input.Settings[SmallLimit] && length * 100.0 >= input.Settings[WarnShare] * socket.Limit;

    private Finding Full(AcceptQueue queue, ListenerFacts socket, RuleInput input)
    {
        bool stays = socket.QueueFirst > socket.Limit || queue.TurnedAwayMeanwhile(input) > 0;
        // One sight of a short queue at its limit may be a burst that the program takes in the next millisecond.
        bool burst = !stays && socket.QueueFirst is not null && socket.Limit < input.Settings[SmallLimit];
        Severity severity = burst ? Severity.Warning : Severity.Critical;
        QueueHolders holders = new(socket, input);
        Confidence confidence = stays ? Confidence.Certain : burst ? Confidence.Possible : Confidence.Likely;
        return Found(severity, confidence, $"{queue.Name} does not accept: {Figure.Of(socket.Queue)} wait, the queue takes {Figure.Of(socket.Limit!.Value)}", queue.Subject(input)) with
        {
            Figures = Figures(socket),
            Evidence = Evidence(queue, socket, input),
            Cause = queue.IsOutOfDescriptors(input)
                ? "The process has no descriptor left: accept() fails with EMFILE, so that the queue stays full and new clients are dropped without a word."
                : holders.Reason is { } reason ? reason
                : burst
                ? "The queue was full at the last reading only: a burst on a short queue, or the program has just stopped accepting."
                : "The program does not call accept() fast enough, or not at all: its threads are busy or blocked. New clients are dropped without a word and retry.",
            Remedies = [.. holders.Remedies().Concat(queue.Remedies(socket.Limit, input)).Distinct()],
            DoesNotHelp = AcceptQueue.DoesNotHelp,
        };
    }

    private Finding Near(AcceptQueue queue, ListenerFacts socket, RuleInput input)
    {
        QueueHolders holders = new(socket, input);
        bool stays = socket.QueueFirst is null || IsNear(socket.QueueFirst, socket, input);
        return Found(stays ? Severity.Warning : Severity.Info, stays ? Confidence.Likely : Confidence.Possible,
            $"{queue.Name} accepts slowly: {Figure.Of(socket.Queue)} wait, the queue takes {Figure.Of(socket.Limit!.Value)}", queue.Subject(input)) with
        {
            Figures = Figures(socket),
            Evidence = Evidence(queue, socket, input),
            Cause = queue.IsOutOfDescriptors(input)
                ? "The process has no descriptor left: accept() fails with EMFILE, and the queue fills."
                : holders.Reason ?? "Connections arrive faster than the program accepts them. Beyond the limit new clients are dropped without a word.",
            Remedies = [.. holders.Remedies().Concat(queue.Remedies(socket.Limit, input)).Distinct()],
            DoesNotHelp = AcceptQueue.DoesNotHelp,
        };
    }

    private static IReadOnlyList<FindingFigure> Figures(ListenerFacts socket) =>
    [
        FindingFigure.Count("waiting", socket.Queue, "connections"),
        FindingFigure.Limit("queue_limit", socket.Limit!.Value, "connections"),
        FindingFigure.Share("queue_share", socket.Queue, socket.Limit.Value),
    ];

    private static List<Evidence> Evidence(AcceptQueue queue, ListenerFacts socket, RuleInput input)
    {
        List<Evidence> evidence =
        [
            new("connections that wait for accept()", socket.QueueFirst is { } first && input.IntervalSeconds is not null
                ? (Phrase)$"{Figure.Of(socket.Queue)} ({Figure.Of(first)} one interval ago)" : Figure.Of(socket.Queue), "sock_diag: idiag_rqueue"),
            new("limit of the queue", Figure.Of(socket.Limit!.Value), "sock_diag: idiag_wqueue"),
            new("turned away since the socket was made", queue.TurnedAway(input) is { } drops ? Figure.Of(drops) : "unknown", "sock_diag: INET_DIAG_SKMEMINFO sk_drops; TcpExt.ListenDrops"),
        ];
        if (queue.TurnedAwayMeanwhile(input) is { } growth)
        {
            evidence.Add(new("turned away in the interval", Figure.Of(growth), "sock_diag: sk_drops; TcpExt.ListenDrops, two readings"));
        }

        if (queue.OldestWaitMs(input) is { } oldest)
        {
            evidence.Add(new("the oldest has waited since its handshake for", Figure.Time(oldest), "sock_diag: idiag_inode 0, tcpi_last_data_sent"));
        }

        if (socket.Unaccepted > 0)
        {
            evidence.Add(new("established that nobody accepted", Figure.Of(socket.Unaccepted), "sock_diag: idiag_inode 0"));
        }

        if (queue.Sockets.Count > 1)
        {
            evidence.Add(new("sockets that share the port, and full ones", $"{Figure.Of((long)queue.Sockets.Count)}, {Figure.Of((long)queue.Sockets.Count(IsFull))}", "sock_diag: SO_REUSEPORT"));
        }

        evidence.AddRange(new QueueHolders(socket, input).Evidence());
        evidence.AddRange(queue.HolderEvidence(input));
        return evidence;
    }
}
