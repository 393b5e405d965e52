using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV213: connections wait for accept() for seconds, however much room the queue has left.</summary>
internal sealed class AcceptStalled : Rule
{
    private static readonly Threshold WarnAge = new("TV213.warn_age_ms", 5_000, "ms", "engineering default: a pause of a garbage collector, and most requests that one thread serves alone, end sooner", "warning when connections have waited so long; information from 3 s on");
    private static readonly Threshold CriticalAge = new("TV213.critical_age_ms", 10_000, "ms", "engineering default: what impatient clients wait for an answer, and long after a first retransmission", "critical when three or more wait, and the oldest so long");
    private static readonly Threshold LoneAge = new("TV213.lone_age_ms", 30_000, "ms", "engineering default: a data connection of FTP waits for its command, a client of a debugger for its turn", "a single connection is information until it has waited so long");

    private const long ToldAgeMs = 3_000;
    private const long Several = 3;

    public override string Code => "TV213";

    public override string Name => "accept-stalled";

    public override string Summary => "Connections wait for accept() for seconds, whatever room the queue has left";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV215", "TV504"];

    public override IReadOnlyList<string> Complaints => ["the service is up and does not answer", "connects at once and then hangs", "every fourth request hangs", "read timed out"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The kernel has completed handshakes, and no process has called `accept()` for the connections: they lie in the listener's queue for seconds. The queue need not be full: with a limit of 4,096 a dead server looks healthy for hours.

        ## Why it hurts
        The client is connected: its connect time-out does not help it. Its request lies in the socket's buffer, and it waits until its read time-out, if it has one.

        ## How we know
        An ESTABLISHED connection with inode 0 belongs to no process yet. `tcpi_last_data_sent` of such a one counts from its handshake (net/ipv4/tcp_minisocks.c `tcp_create_openreq_child`), since nobody can have sent on it: this is its exact age. Of listeners that share a port (SO_REUSEPORT) the one is named whose own queue (`idiag_rqueue`) is not empty; of a socket that several processes hold, all of them. Processes that serve one client each and have its answer behind them, or have heard nothing from it, wait for that client: where all of them do, this is the cause.

        ## What to do
        See where the program hangs: the command below shows its threads. A stopped process (state T) is continued or ended. One of several SO_REUSEPORT workers that hangs gets its share of new clients as long as its socket is open: end that one. Where each worker waits for a silent client, bound that wait: a time-out for reading a request or a TLS handshake, a short keep-alive, more workers, or a server in front that collects requests.

        ## What does not help

        ## When to ignore
        A server that serves one client at a time by design. A program that is being debugged.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a longer backlog or a higher somaxconn", "more clients wait, and none is served sooner") { Page = "A longer backlog or a higher `somaxconn`: more clients wait, and none is served sooner." },
        new("tcp_abort_on_overflow", "the queue is not full: nothing overflows") { Page = "`tcp_abort_on_overflow`: the queue is not full, nothing overflows." },
        UselessRemedy.OnPage("A shorter connect time-out of the clients: they are connected."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnAge, CriticalAge, LoneAge];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (AcceptQueue queue in AcceptQueue.All.Of(input))
        {
            if (queue.Sockets.Where(socket => socket.Queue > 0).MaxBy(socket => socket.Queue) is not { } socket)
            {
                continue;
            }

            if (queue.OldestWaitMs(input) is not { } oldest)
            {
                // A FIN has followed, or it was accepted between the two looks: then nobody waits.
                missing ??= queue.Sockets.Sum(one => one.Unaccepted) > 0 || input.Netns.Connections is null
                    ? $"for how long connections wait: {input.Lacks(FactNames.TcpInfo, FactNames.SockDiag)}" : null;
            }
            else if (oldest >= ToldAgeMs)
            {
                findings.Add(Stalled(queue.Foremost(socket), socket, oldest, input));
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    /// <summary>A full queue says it louder; of a process that is short of descriptors only one that has none left explains it.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        cause.Code == "TV504" ? AcceptQueue.IsExplainedBy(symptom, cause) : Related.ByService(symptom.Subject, cause.Subject);

    private static Severity Weigh(long waiting, long oldest, RuleInput input)
    {
        RuleSettings set = input.Settings;
        return waiting <= 1
            ? oldest >= set[LoneAge] ? Severity.Warning : Severity.Info
            : oldest >= set[CriticalAge] && waiting >= Several ? Severity.Critical
            : oldest >= set[WarnAge] ? Severity.Warning
            : Severity.Info;
    }

    private Finding Stalled(AcceptQueue queue, ListenerFacts socket, long oldest, RuleInput input)
    {
        QueueHolders holders = new(socket, input);
        Phrase who = socket.Processes.Count == 0 ? queue.Name : $"{holders.Name} on {Who.Service(queue.Local)}";
        return Found(Weigh(socket.Queue, oldest, input), Confidence.Certain,
            $"{who} {(socket.Processes.Count > 1 ? "do" : "does")} not accept: {Figure.Of(socket.Queue)} wait, the oldest for {Figure.Time(oldest)}", queue.Subject(input)) with
        {
            Figures = FindingFigure.Known(
                FindingFigure.Count("waiting", socket.Queue, "connections"),
                FindingFigure.Duration("oldest", oldest),
                holders.Processes.Count > 1 ? FindingFigure.Count("other_holders", holders.Processes.Count - 1, "processes") : null,
                socket.Limit is { } limit ? FindingFigure.Limit("queue_limit", limit, "connections") : null),
            Evidence = [.. Evidence(queue, socket, oldest, input), .. holders.Evidence(), .. queue.HolderEvidence(input)],
            Cause = Cause(queue, socket, holders, input),
            Remedies = Remedies(queue, holders, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Evidence> Evidence(AcceptQueue queue, ListenerFacts socket, long oldest, RuleInput input)
    {
        List<Evidence> evidence =
        [
            new("connections that wait for accept()", socket.QueueFirst is { } first && input.IntervalSeconds is not null
                ? (Phrase)$"{Figure.Of(socket.Queue)} ({Figure.Of(first)} one interval ago)" : Figure.Of(socket.Queue), "sock_diag: idiag_rqueue"),
            new("the oldest has waited since its handshake for", Figure.Time(oldest), "sock_diag: idiag_inode 0, tcpi_last_data_sent"),
            new("limit of the queue", socket.Limit is { } limit ? Figure.Of(limit) : "unknown", "sock_diag: idiag_wqueue"),
        ];
        if (queue.Sockets.Count > 1)
        {
            evidence.Add(new("sockets that share the port, and those with a queue", $"{Figure.Of((long)queue.Sockets.Count)}, {Figure.Of((long)queue.Sockets.Count(one => one.Queue > 0))}", "sock_diag: SO_REUSEPORT"));
        }

        return evidence;
    }

    private static Phrase Cause(AcceptQueue queue, ListenerFacts socket, QueueHolders holders, RuleInput input) =>
        queue.IsOutOfDescriptors(input) ? "The process has no descriptor left: accept() fails with EMFILE."
        : holders.Reason is { } reason ? reason + Share(queue)
        : queue.Sockets.Count > 1 && queue.Sockets.Any(one => one.Queue == 0) ? (Phrase)$"One of {Figure.Of((long)queue.Sockets.Count)} listeners that share the port is not emptied." + Share(queue)
        : socket.Processes.Count > 1 ? "None of the processes that hold the listener calls accept(): all are busy with what they have accepted, or blocked."
        : "The program does not call accept(): the thread that does is busy or blocked, or has ended.";

    private static Phrase Share(AcceptQueue queue) => queue.Sockets.Count > 1
        ? " The kernel gives it its share of new clients (SO_REUSEPORT) as long as its socket is open: these hang, the others are served."
        : "";

    private static List<Remedy> Remedies(AcceptQueue queue, QueueHolders holders, RuleInput input)
    {
        ProcessFacts? facts = input.Process(queue.Process);
        List<Remedy> remedies = [];
        bool shared = queue.Sockets.Count > 1;
        if (holders.Stopped.Count == 0 && holders.Busy is { } process)
        {
            remedies.Add(new(RemedyLevel.Application, "See what keeps the program from calling accept()", KnownSoftware.ThreadDump(process, input.Process(process))));
        }

        remedies.InsertRange(holders.Stopped.Count > 0 ? 0 : remedies.Count, holders.Remedies());
        if (shared && queue.Process is { } one)
        {
            remedies.Add(new(RemedyLevel.Application, "Or end this worker, so that its share of clients goes to the others; clients that wait in its queue are reset, unless net.ipv4.tcp_migrate_req is 1", $"kill {one.Pid}"));
        }

        if (!holders.AllWaitForClients)
        {
            remedies.AddRange(KnownSoftware.Remedies(Fault.SlowAccept, facts)
                .Where(known => known.Command is null || !remedies.Exists(remedy => remedy.Command == known.Command)));
            remedies.AddRange(holders.EachOwesAnswer ? holders.ForSilentClients() : [AcceptQueue.FreeTheThread]);
        }

        remedies.Add(new(RemedyLevel.Application, "Look at those who wait, and at what has been accepted", input.Tcpvet($"list -p -e -i state established sport = :{queue.Local.Port}")));
        return remedies;
    }
}
