namespace TcpVet.Model;

/// <summary>What a trend is of.</summary>
/// <param name="Kind">What is counted.</param>
/// <param name="State">The state, for sockets.</param>
/// <param name="Process">The process, when the figure is one process's.</param>
/// <param name="StartedMs">When that process started, so that a restarted one is another; null when unknown.</param>
/// <param name="Local">The local service or source, when the figure is of one.</param>
/// <param name="Peer">The destination, when the figure is of one.</param>
internal readonly record struct TrendKey(TrendKind Kind, TcpState? State, ProcessRef? Process, long? StartedMs, InetEndpoint? Local,
    InetEndpoint? Peer);

/// <summary>Of which kinds a sample told every figure, so that an absent one was 0.</summary>
/// <param name="Groups">Sockets of rare states.</param>
/// <param name="Connections">Established connections.</param>
internal readonly record struct Wholeness(bool Groups, bool Connections)
{
    /// <summary>What an absent figure of a kind was: 0, or unknown.</summary>
    public long? Absent(TrendKind kind) =>
        (kind == TrendKind.Sockets && Groups) || (kind == TrendKind.Established && Connections) ? 0 : null;
}

/// <summary>The figures of one sample of one namespace that trends are made of.</summary>
internal sealed class TrendFigures
{
    private readonly Dictionary<TrendKey, long> values = [];
    private readonly ProcessLives lives;

    private TrendFigures(ProcessLives lives, Wholeness told) => (this.lives, Told) = (lives, told);

    /// <summary>The figures.</summary>
    public IReadOnlyDictionary<TrendKey, long> Values => values;

    /// <summary>Of which kinds every figure is there.</summary>
    public Wholeness Told { get; }

    /// <summary>Takes the figures of a sample.</summary>
    public static TrendFigures Of(Capture capture, NetnsCapture netns, ProcessLives lives)
    {
        TrendFigures figures = new(lives, new Wholeness(netns.GroupsLeftOut == 0, netns.Connections is { IsWhole: true, LeftOut: 0 }));
        figures.AddGroups(netns);
        figures.AddServices(netns);
        figures.AddConnections(netns);
        figures.AddPorts(netns);
        figures.AddProcesses(capture, netns);
        return figures;
    }

    private void AddGroups(NetnsCapture netns)
    {
        foreach (SocketGroup group in netns.Groups)
        {
            Add(new(TrendKind.Sockets, group.State, group.Process, lives.StartOf(group.Process), group.Inbound ? group.Local : null,
                group.Inbound ? null : group.Peer), group.Count);
        }
    }

    // Listeners that share an address have the connections of all of them: one speaks for them.
    private void AddServices(NetnsCapture netns)
    {
        foreach (ListenerFacts listener in netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp)
            .DistinctBy(listener => listener.Local))
        {
            Add(new(TrendKind.Service, null, null, null, listener.Local, null), listener.States.GetValueOrDefault(TcpState.Established));
        }
    }

    private void AddConnections(NetnsCapture netns)
    {
        if (!Told.Connections)
        {
            foreach (PortTuple tuple in netns.PortTuples)
            {
                Add(new(TrendKind.Established, null, null, null, null, tuple.Destination), tuple.Established);
            }

            return;
        }

        foreach (ConnectionGroup group in netns.Connections!.Groups)
        {
            if (group.Process is not null)
            {
                Add(new(TrendKind.Established, null, group.Process, lives.StartOf(group.Process), null, null), group.Count);
            }

            if (!group.Inbound && group.Peer.Port != 0)
            {
                Add(new(TrendKind.Established, null, null, null, null, group.Peer), group.Count);
            }
        }
    }

    private void AddPorts(NetnsCapture netns)
    {
        foreach (PortTuple tuple in netns.PortTuples)
        {
            Add(new(TrendKind.Ports, null, null, null, new InetEndpoint(tuple.Source, 0), tuple.Destination), tuple.Used);
        }
    }

    // A process's descriptors are told where its sockets are; of several namespaces, in each.
    private void AddProcesses(Capture capture, NetnsCapture netns)
    {
        HashSet<int>? here = capture.Namespaces.Count == 1 ? null :
        [
            .. netns.Listeners.SelectMany(listener => listener.Processes)
                .Concat(netns.Groups.Select(group => group.Process))
                .Concat(netns.PortTuples.Select(tuple => tuple.Process))
                .Concat(netns.Connections?.Groups.Select(group => group.Process) ?? []).OfType<ProcessRef>().Select(process => process.Pid),
        ];
        foreach (ProcessFacts process in capture.Processes.Where(process => here is null
            || here.Contains(process.Pid)).DistinctBy(process => process.Pid))
        {
            ProcessRef named = new(process.Pid, process.Name);
            if (process.OpenFiles is { } open)
            {
                Add(new(TrendKind.Descriptors, null, named, lives.StartOf(named), null, null), open);
            }

            if (process.HiddenSockets is { } hidden)
            {
                Add(new(TrendKind.HiddenSockets, null, named, lives.StartOf(named), null, null), hidden.Last);
            }
        }
    }

    private void Add(TrendKey key, long value) => values[key] = values.GetValueOrDefault(key) + value;
}
