using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// Reads one network namespace: its sockets from a source, the rest from /proc. The kernel's sockets, those of a record and
/// the folder of a test come in by the same door.
/// </summary>
public sealed class NamespaceReader : IDisposable
{
    /// <summary>A host with fewer sockets is walked again at the last reading; with more, that costs more than it tells.</summary>
    internal const long SmallHost = 20_000;

    private const int TuplesKept = 16;
    private const double HotShare = 0.25;

    private readonly NetworkNamespace? netns;
    private readonly SocketSource source;
    private readonly ProcFsRoot root;

    /// <summary>Reads what the calling thread sees.</summary>
    /// <param name="identity">Which namespace it is.</param>
    /// <param name="source">Its sockets; the reader disposes of it.</param>
    /// <param name="root">Where its proc is mounted.</param>
    public NamespaceReader(NetnsIdentity identity, SocketSource source, ProcFsRoot root)
        : this(identity, source, root, netns: null)
    {
    }

    private NamespaceReader(NetnsIdentity identity, SocketSource source, ProcFsRoot root, NetworkNamespace? netns)
    {
        Identity = identity;
        this.source = source;
        this.root = root;
        this.netns = netns;
    }

    /// <summary>Which namespace.</summary>
    public NetnsIdentity Identity { get; }

    /// <summary>True when the dumps show every socket that is in any table.</summary>
    internal bool ListsAll => source.IsComplete;

    /// <summary>Opens the kernel's sockets in a namespace, which every reading then enters.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="root">Where proc is mounted.</param>
    /// <exception cref="NamespaceEntryException">It has gone, or may not be entered.</exception>
    public static NamespaceReader Open(NetworkNamespace netns, ProcFsRoot root) =>
        new(netns.Identity, netns.Run(() => KernelSource.Open(root)), root, netns);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    /// <summary>How many TCP sockets the kernel's counters tell, before any is looked at.</summary>
    internal long RoughSockets() => Inside(() => Sockstat.TcpSockets(Sockstat.Read(root)));

    /// <summary>Walks once more, for inodes alone.</summary>
    internal void AddInodes(InodeTally inodes) => Inside(() => source.Dump(new SocketQuery(), inodes));

    /// <summary>Looks for the clients of another namespace's requests among the connections of this one.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="mayBeHere">Whether outgoing connections of this namespace can have that address.</param>
    internal List<HalfEstablishedClient> Clients(HalfEstablishedSearch requests, Func<InetAddress, bool> mayBeHere) =>
        Inside(() => requests.Run(source, mayBeHere));

    /// <summary>The first reading: everything once.</summary>
    /// <param name="cgroupPath">The path of a control group's id.</param>
    internal FirstReading ReadFirst(Func<ulong, string?> cgroupPath) => Inside(() =>
    {
        Dictionary<string, long> counters = NetCounters.Read(root);
        SysctlReading sysctls = new SysctlReader(root).Read(ObservedSysctls.Names.Concat(ReversePathFilters.Names(root, counters)));
        ConntrackStat? conntrack = ConntrackStat.Read(root);
        long countersAt = Environment.TickCount64;
        ListenerReading tcp = ListenerPass.Run(source, Protocol.Tcp, cgroupPath);
        ListenerReading udp = ListenerPass.Run(source, Protocol.Udp, cgroupPath);
        long from = Environment.TickCount64;
        MainPass main = MainPass.Run(source, FirstReading.EphemeralPortsIn(sysctls.Values));
        WalkTime walked = new(from, Environment.TickCount64);
        return new FirstReading
        {
            Sysctls = sysctls,
            Counters = counters,
            CountersAt = countersAt,
            Conntrack = conntrack,
            Tcp = tcp,
            Udp = udp,
            Main = main,
            Connections = EarlierConnections.Read(source, main.Waiting),
            Walked = walked,
        };
    });

    /// <summary>The last reading: what moves, and all again where that is cheap.</summary>
    /// <param name="first">The first one, of the same reader.</param>
    /// <param name="options">How the capture is made.</param>
    /// <param name="room">How many sockets other namespaces left room for in the record.</param>
    /// <param name="cgroupPath">The path of a control group's id.</param>
    internal LastReading ReadLast(FirstReading first, CaptureOptions options, int room, Func<ulong, string?> cgroupPath) => Inside(() =>
    {
        bool two = options.Interval > TimeSpan.Zero;
        bool again = two && first.Main.States.ToFact().Total <= SmallHost;
        MainPass main = again ? MainPass.Run(source, first.EphemeralPorts) : first.Main;
        IReadOnlyDictionary<string, long> counters = two ? NetCounters.Read(root) : first.Counters;
        ConntrackFacts? conntrack = Conntrack.Read(root, first.Conntrack);
        long interval = two ? Math.Max(1, Environment.TickCount64 - first.CountersAt) : 0;
        ListenerReading tcp = two ? ListenerPass.Run(source, Protocol.Tcp, cgroupPath) : first.Tcp;
        ListenerReading udp = two ? ListenerPass.Run(source, Protocol.Udp, cgroupPath) : first.Udp;
        RareSockets rare = ReadRareStates(main.Index);
        StateCounts walked = main.States.ToFact();
        StateCounts tcpStates = again || !two || !source.IsComplete ? walked : Census.Complete(rare.Counts, Sockstat.Read(root)) ?? walked;
        ConnectionPass connections = new(main.Index, main.States.Counts[(int)TcpState.Established], two ? first.Connections : null);
        IdlePass idle = IdlePass.Run(source, main.Index, (long)options.IdleThreshold.TotalMilliseconds, connections);
        BindSurvey[] bindSurveys =
            [.. options.BindQuestions.Select(question =>
                BindSurvey.Run(source, main.Index, first.EphemeralPorts, question.Proto, question.Local))];
        HalfEstablishedSearch requests = HalfEstablishedSearch.Of(rare.Suspects.Suspects, main.Index);
        List<HalfEstablishedClient> clients = requests.Run(source, address => address.IsLoopback || main.Ports.Sources.MayHave(address));
        int hot = (int)Math.Max(1, NamespaceFacts.Budget(first, main).Limit * HotShare);
        HotTuples tuples = HotTuples.Read(source, main.Ports.AtLeast(hot, TuplesKept), main.Index, first.EphemeralPorts);
        StateTally udpStates = new();
        source.Dump(new SocketQuery { Protocol = Protocol.Udp }, udpStates);
        Dictionary<string, long> sockstat = Sockstat.Read(root);
        SocketRecorder? recorded = options.RecordSockets > 0 ? SocketRecorder.Run(source, room) : null;
        return new LastReading
        {
            Counters = counters,
            IntervalMs = interval,
            Conntrack = conntrack,
            Tcp = tcp,
            Udp = udp,
            Main = main,
            Rare = rare,
            TcpStates = tcpStates,
            UdpStates = udpStates.ToFact(),
            Connections = connections,
            Idle = idle,
            BindSurveys = bindSurveys,
            Requests = requests,
            Clients = clients,
            Hot = tuples,
            Sockstat = sockstat,
            Recorded = recorded,
            ListsAll = source.IsComplete,
            Refusal = source.Refusal,
        };
    });

    private RareSockets ReadRareStates(ListenerIndex index)
    {
        SuspectTally suspects = new(index);
        Census.RareStates counts = new();
        TcpStateSet many = TcpStateSet.Of(TcpState.Established, TcpState.TimeWait);
        long from = Environment.TickCount64;
        source.Dump(new SocketQuery { States = TcpStateSet.All - many, Details = SocketDetails.TcpInfo },
            new ManyVisitors(counts, suspects));
        return new RareSockets(suspects, counts, new WalkTime(from, Environment.TickCount64));
    }

    private T Inside<T>(Func<T> look) => netns is null ? look() : netns.Run(look);
}
