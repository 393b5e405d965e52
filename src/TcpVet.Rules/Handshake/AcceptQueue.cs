using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>The accept queues of one service: of one listener, or of those that share its address and port (SO_REUSEPORT).</summary>
/// <param name="sockets">The listening sockets of one address and port; at least one.</param>
internal sealed class AcceptQueue(IReadOnlyList<ListenerFacts> sockets)
{
    /// <summary>The same service with one of its sockets first: the one to speak of, and whose process is to be named.</summary>
    public AcceptQueue Foremost(ListenerFacts socket) => new([socket, .. sockets.Where(other => !ReferenceEquals(other, socket))]);

    /// <summary>What they are bound to.</summary>
    public InetEndpoint Local => sockets[0].Local;

    /// <summary>The listening sockets; at least one.</summary>
    public IReadOnlyList<ListenerFacts> Sockets => sockets;

    /// <summary>The process that holds them; the first when there are several, null when unknown.</summary>
    public ProcessRef? Process => sockets.SelectMany(socket => socket.Processes).FirstOrDefault();

    /// <summary>Connections that they turned away since they were made; null when unknown for one.</summary>
    public long? Drops => sockets.Aggregate((long?)0, (sum, socket) => sum + socket.Drops);

    /// <summary>Clients that they turned away since they were made, at the most: <see cref="Drops"/> without what is none
    /// (<see cref="ListenerDrops"/>); null when unknown.</summary>
    public long? TurnedAway(RuleInput input) =>
        sockets.Aggregate((long?)0, (sum, socket) => sum + ListenerDrops.TurnedAway(input.Netns, socket));

    /// <summary>The same between the readings; null when unknown.</summary>
    public long? TurnedAwayMeanwhile(RuleInput input) => input.IntervalSeconds is null ? null
        : sockets.Aggregate((long?)0, (sum, socket) => sum + ListenerDrops.TurnedAwayMeanwhile(input.Netns, socket));

    /// <summary>What their drops gained between the readings; null when unknown.</summary>
    public long? DropsGrowth(RuleInput input) => input.IntervalSeconds is null ? null
        : sockets.Aggregate((long?)0, (sum, socket) => sum + socket.Drops - socket.DropsFirst);

    /// <summary>The TCP services of a namespace.</summary>
    public static Derived<IReadOnlyList<AcceptQueue>> All { get; } = new(all =>
    [
        .. all.Netns.Listeners
            .Where(listener => listener.Proto == Protocol.Tcp)
            .GroupBy(listener => listener.Local)
            .Select(group => new AcceptQueue([.. group])),
    ]);

    /// <summary>For how long the oldest connection that nobody has accepted has waited, in milliseconds; null when none does, or it is
    /// unknown.</summary>
    public long? OldestWaitMs(RuleInput input) => input.Netns.Connections?.Groups
        .Where(group => group is { Inbound: true, Ownership: Ownership.None } && group.Local == Local)
        .Max(group => group.UnacceptedLongestMs);

    /// <summary>What it turned away, what waits in it, and its limit; as far as they are known.</summary>
    public IReadOnlyList<FindingFigure> Figures(RuleInput input) => FindingFigure.Known(
        TurnedAway(input) is { } ever ? FindingFigure.Total("refused_ever", ever, "connections") : null,
        TurnedAwayMeanwhile(input) is { } grown ? FindingFigure.Gain("refused", grown, "connections") : null,
        FindingFigure.Count("waiting", Sockets.Sum(socket => socket.Queue), "connections"),
        Sockets[0].Limit is { } limit ? FindingFigure.Limit("queue_limit", limit, "connections") : null);

    /// <summary>What a finding about the service is about.</summary>
    public FindingSubject Subject(RuleInput input) => new()
    {
        Process = Process,
        Cgroup = input.Process(Process)?.Unit ?? Who.Cgroup(sockets[0].Cgroup),
        Local = Local,
    };

    /// <summary><c>nginx (pid 12) on :80</c>.</summary>
    public Phrase Name => Process is null ? (Phrase)$"the listener on {Who.Service(Local)}" : $"{Who.Process(Process)} on {Who.Service(Local)}";

    /// <summary>True when the holder has used up its descriptors: then accept() fails with EMFILE and the queue stays.</summary>
    public bool IsOutOfDescriptors(RuleInput input) =>
        input.Process(Process) is { OpenFiles: { } open, FilesLimit: { } limit and > 0 } && open >= limit;

    /// <summary>A full queue explains drops at the same service; descriptors explain both only when the process has none left.</summary>
    public static bool IsExplainedBy(Finding symptom, Finding cause) =>
        Related.BySubject(symptom.Subject, cause.Subject) && (cause.Code != "TV504" || cause.Confidence == Confidence.Certain);

    /// <summary>Facts about who should empty the queue.</summary>
    public List<Evidence> HolderEvidence(RuleInput input)
    {
        List<Evidence> evidence = [];
        if (input.Process(Process) is { OpenFiles: { } open, FilesLimit: { } limit and < long.MaxValue })
        {
            evidence.Add(new("descriptors of the process", $"{Figure.Of((long)open)} of {Figure.Of(limit)}", "/proc/PID/fd, /proc/PID/limits"));
        }

        if (Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        return evidence;
    }

    /// <summary>What to do about a program that does not accept fast enough, most effective first.</summary>
    /// <param name="limit">The queue's limit; null when unknown.</param>
    /// <param name="input">The facts.</param>
    /// <param name="longer">Whether the evidence asks for a longer queue: it overflows and is emptied again. A program that is stuck fills
    /// any.</param>
    public List<Remedy> Remedies(long? limit, RuleInput input, bool longer = false)
    {
        ProcessFacts? facts = input.Process(Process);
        List<Remedy> remedies = [];
        IReadOnlyList<Remedy> own = KnownSoftware.Remedies(Fault.SlowAccept, facts);
        if (IsOutOfDescriptors(input))
        {
            remedies.Add(new(RemedyLevel.Application, "Find what holds the descriptors", $"ls -l /proc/{Process!.Pid}/fd"));
            remedies.AddRange(KnownSoftware.Remedies(Fault.DescriptorLimit, facts));
            remedies.Add(new(RemedyLevel.Configuration, "Raise the process's limit of descriptors; this shows it", $"prlimit --pid {Process!.Pid} --nofile"));
        }
        else if (Process is { } process)
        {
            remedies.AddRange(own);
            string dump = KnownSoftware.ThreadDump(process, facts);
            if (!remedies.Exists(remedy => remedy.Command == dump))
            {
                remedies.Insert(0, new(RemedyLevel.Application, "See what keeps the program from calling accept()", dump));
            }
        }

        // Only where its threads are is known of the software, if anything.
        if (Process is null || own.All(remedy => remedy.Command == KnownSoftware.ThreadDump(Process, facts)))
        {
            remedies.Add(FreeTheThread);
        }

        long? somaxconn = input.Netns.Setting("net.core.somaxconn");
        if (limit is { } length && somaxconn is { } ceiling)
        {
            Remedy raise = KernelChange.Here(input, "For bursts, raise the ceiling, then restart the program so that it calls listen() again", "net.core.somaxconn", $"{Math.Max(4096, ceiling * 2)}");
            // What that is called in this software.
            remedies.AddRange(length < ceiling ? KnownSoftware.Remedies(Fault.ShortBacklog, facts) : []);
            remedies.Add(length < ceiling
                ? new(RemedyLevel.Configuration, $"For bursts, ask for a longer queue in listen(): it has {Figure.Of(length)}, the kernel allows {Figure.Of(ceiling)}")
                : longer && !IsOutOfDescriptors(input) ? raise : raise with { Change = null });
        }

        return remedies;
    }

    /// <summary>What a program that nobody knows has to do.</summary>
    public static Remedy FreeTheThread { get; } = new(RemedyLevel.Application, "Free the thread that accepts: time-outs on what it waits for, more workers");

    /// <summary>What guides prescribe for it in vain.</summary>
    public static IReadOnlyList<FalseRemedy> DoesNotHelp { get; } =
    [
        new("tcp_max_syn_backlog", "it bounds another queue, and is not consulted at all while tcp_syncookies is on"),
        new("a higher somaxconn alone", "it is read at listen(), and a program that does not accept fills any queue"),
        new("tcp_abort_on_overflow", "it turns the wait of the clients into resets"),
    ];
}
