using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>What a rule may look at: one namespace of a capture, the host's facts around it, and the thresholds.</summary>
public sealed class RuleInput
{
    private readonly Lazy<IReadOnlyList<ProcessFacts>> processesHere;
    private readonly Dictionary<ushort, List<ListenerFacts>> listenersByPort;
    private readonly Dictionary<int, ProcessFacts> processes = [];
    private readonly Dictionary<object, object> made = new(ReferenceEqualityComparer.Instance);
    private readonly Lazy<HashSet<int>> pidsHere;
    private readonly Lazy<Dictionary<TcpState, List<SocketGroup>>> groupsByState;
    private readonly Lazy<Dictionary<TrendKind, List<Trend>>> trendsByKind;
    private readonly Lazy<HashSet<InetAddress>> localAddresses;
    private readonly Lazy<Lookup<(TcpState State, ushort Port), SocketGroup>> inboundGroups;

    /// <summary>Prepares the facts of one namespace.</summary>
    public RuleInput(Capture capture, NetnsCapture netns, RuleSettings settings)
    {
        (Capture, Netns, Settings) = (capture, netns, settings);
        processesHere = new(OwnProcesses);
        pidsHere = new(() => [.. Named(netns)]);
        listenersByPort = netns.Listeners
            .Where(listener => listener.Proto == Protocol.Tcp)
            .GroupBy(listener => listener.Local.Port)
            .ToDictionary(group => group.Key, group => group.ToList());
        foreach (ProcessFacts process in capture.Processes)
        {
            processes.TryAdd(process.Pid, process);
        }

        localAddresses = new(LocalAddresses);
        groupsByState = new(() => Sorted(netns.Groups, group => group.State));
        trendsByKind = new(() => Sorted(netns.Trends, trend => trend.Kind));
        inboundGroups = new(() => netns.Groups.Where(group => group.Inbound).ToLookup(group => (group.State, group.Local.Port)));
    }

    /// <summary>The whole record.</summary>
    public Capture Capture { get; }

    /// <summary>The namespace to judge.</summary>
    public NetnsCapture Netns { get; }

    /// <summary>The thresholds in force.</summary>
    public RuleSettings Settings { get; }

    /// <summary>Seconds between the two readings; null when there was only one.</summary>
    public double? IntervalSeconds => Capture.IntervalMs > 0 ? Capture.IntervalMs / 1000.0 : null;

    /// <summary>What a counter gained between the readings; null when it is absent or was read once.</summary>
    public long? Delta(string counter) => Capture.IntervalMs > 0 ? Netns.Delta(counter) : null;

    /// <summary>A counter's total at the last reading; null when it is absent.</summary>
    public long? Total(string counter) => Netns.Counters.TryGetValue(counter, out Reading reading) ? reading.Last : null;

    /// <summary>What is known about a process; null when the record does not hold it.</summary>
    public ProcessFacts? Process(ProcessRef? process) => process is null ? null : processes.GetValueOrDefault(process.Pid);

    /// <summary>
    /// The processes that are this namespace's to speak of, so that each is spoken of once: those that its sockets name,
    /// unless an earlier namespace named them, and in the first namespace those that none names.
    /// </summary>
    public IReadOnlyList<ProcessFacts> ProcessesHere => processesHere.Value;

    /// <summary>True when this namespace's own record names the process.</summary>
    internal bool Names(int pid) => pidsHere.Value.Contains(pid);

    /// <summary>The fact and why it is lacking, as the record says it: <c>owners (CAP_SYS_PTRACE)</c>.</summary>
    /// <param name="fact">The fact that the rule needs.</param>
    /// <param name="orFacts">Facts that it comes with; the first one that the record reports missing gives the reason.</param>
    public Phrase Lacks(string fact, params ReadOnlySpan<string> orFacts)
    {
        MissingFact? missing = Reported(fact);
        foreach (string other in orFacts)
        {
            missing ??= Reported(other);
        }

        return missing is null ? (Phrase)$"{fact} (not in this record)" : $"{fact} ({missing.Reason})";
    }

    /// <summary>Whether the record reports a fact missing.</summary>
    public bool IsLacking(string fact) => Reported(fact) is not null;

    /// <summary>The running value of a setting, as the kernel shows it: <c>unknown</c> where the record lacks it.</summary>
    public Phrase Running(string setting) =>
        Netns.Sysctls.TryGetValue(setting, out string? value) ? Phrase.Verbatim(value.Replace('\t', ' ')) : "unknown";

    /// <summary>The TCP listener that a local endpoint belongs to: bound to that address, else to the wildcard; null when there is
    /// none.</summary>
    public ListenerFacts? ListenerAt(InetEndpoint local)
    {
        if (!listenersByPort.TryGetValue(local.Port, out List<ListenerFacts>? listeners))
        {
            return null;
        }

        InetAddress address = local.Addr.Unmapped;
        ListenerFacts? sameFamily = null;
        ListenerFacts? anyFamily = null;
        foreach (ListenerFacts listener in listeners)
        {
            InetAddress bound = listener.Local.Addr;
            if (bound.Unmapped == address)
            {
                return listener;
            }

            sameFamily ??= bound.IsAny && bound.Family == address.Family ? listener : null;
            anyFamily ??= bound.IsAny && !listener.V6Only ? listener : null;
        }

        return sameFamily ?? anyFamily;
    }

    /// <summary>
    /// The listener that holds the connections of a local endpoint that wait for accept(): of those that share it (SO_REUSEPORT) the one
    /// with the longest queue; null when there is none.
    /// </summary>
    public ListenerFacts? WaitingAt(InetEndpoint local) => ListenerAt(local) is not { } one ? null
        : one.Sharing <= 1 ? one
        : listenersByPort[local.Port].Where(listener => listener.Local == one.Local).MaxBy(listener => listener.Queue);

    /// <summary>True when the address is known to be this namespace's own: loopback, or a local end of something recorded.</summary>
    public bool IsLocalAddress(InetAddress address) => address.IsLoopback || localAddresses.Value.Contains(address.Unmapped);

    /// <summary>The groups of a state whose connections came in to a port.</summary>
    internal IEnumerable<SocketGroup> InboundGroups(TcpState state, ushort port) => inboundGroups.Value[(state, port)];

    /// <summary>The groups of a state.</summary>
    internal IReadOnlyList<SocketGroup> GroupsOf(TcpState state) =>
        groupsByState.Value.TryGetValue(state, out List<SocketGroup>? groups) ? groups : [];

    /// <summary>The trends of a kind.</summary>
    internal IReadOnlyList<Trend> TrendsOf(TrendKind kind) => trendsByKind.Value.TryGetValue(kind, out List<Trend>? trends) ? trends : [];

    /// <summary>What <see cref="Derived{T}"/> makes of this input, made once.</summary>
    /// <param name="key">What is derived.</param>
    /// <param name="make">Makes it.</param>
    internal object Kept(object key, Func<object> make)
    {
        if (!made.TryGetValue(key, out object? known))
        {
            made.Add(key, known = make());
        }

        return known;
    }

    /// <summary>A tcpvet command that looks at this namespace.</summary>
    public string Tcpvet(string arguments) => Netns.Netns switch
    {
        { Own: true } => $"tcpvet {arguments}",
        { Name: { } name } when IsPlain(name) => $"tcpvet {arguments} -N {ShellWord.Of(name)}",
        { Pid: { } pid } => $"tcpvet {arguments} -N {pid}",
        _ => $"tcpvet {arguments} -N all",
    };

    /// <summary>A shell command that acts inside this namespace; null when nothing leads into it.</summary>
    public string? Inside(string command) => Netns.Netns switch
    {
        { Own: true } => command,
        { Name: { } name } when IsPlain(name) => $"ip netns exec {ShellWord.Of(name)} {command}",
        { Pid: { } pid } => $"nsenter -t {pid} -n {command}",
        _ => null,
    };

    private IReadOnlyList<ProcessFacts> OwnProcesses()
    {
        IReadOnlyList<NetnsCapture> all = Capture.Namespaces;
        if (all.Count == 1)
        {
            return Capture.Processes;
        }

        HashSet<int> earlier = [.. all.TakeWhile(netns => !ReferenceEquals(netns, Netns)).SelectMany(Named)];
        HashSet<int> here = [.. Named(Netns)];
        HashSet<int>? anywhere = ReferenceEquals(all[0], Netns) ? [.. all.SelectMany(Named)] : null;
        return [.. Capture.Processes.Where(process =>
            (here.Contains(process.Pid) && !earlier.Contains(process.Pid)) || anywhere?.Contains(process.Pid) == false)];
    }

    private static IEnumerable<int> Named(NetnsCapture netns) => netns.Listeners.SelectMany(listener => listener.Processes)
        .Concat(netns.Groups.Select(group => group.Process))
        .Concat(netns.Connections?.Groups.Select(group => group.Process) ?? [])
        .Concat(netns.PortTuples.Select(tuple => tuple.Process))
        .Concat(netns.Heard?.Failures.Select(failure => failure.Process) ?? [])
        .Concat(netns.Heard?.Datagrams?.Select(flow => flow.Process) ?? [])
        .Concat(netns.Heard?.Silent?.Select(silent => silent.Process) ?? [])
        .OfType<ProcessRef>()
        .Select(process => process.Pid);

    private static Dictionary<TKey, List<T>> Sorted<TKey, T>(IReadOnlyList<T> facts, Func<T, TKey> key)
        where TKey : notnull
    {
        Dictionary<TKey, List<T>> sorted = [];
        foreach (T fact in facts)
        {
            TKey of = key(fact);
            if (!sorted.TryGetValue(of, out List<T>? same))
            {
                sorted.Add(of, same = []);
            }

            same.Add(fact);
        }

        return sorted;
    }

    private MissingFact? Reported(string fact) => Capture.Missing.FirstOrDefault(missing =>
        missing.Fact == fact && (missing.Netns is null || missing.Netns == Netns.Netns.Label));

    private HashSet<InetAddress> LocalAddresses()
    {
        IEnumerable<InetAddress> known = Netns.Listeners.Select(listener => listener.Local.Addr)
            .Concat(Netns.Groups.Select(group => group.Local.Addr))
            .Concat(Netns.PortTuples.Select(tuple => tuple.Source));
        return [.. known.Where(address => !address.IsAny).Select(address => address.Unmapped)];
    }

    /// <summary>True for a name that can stand in a command to paste as it is: that of a namespace may be anything that a file may be
    /// called, that of an interface anything without a slash and blanks (net/core/dev.c <c>dev_valid_name</c>).</summary>
    internal static bool IsPlain(string name) =>
        name.Length > 0 && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
