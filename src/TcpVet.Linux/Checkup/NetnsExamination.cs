using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>
/// One network namespace while it is examined: a first reading, a last one, and the facts once owners are known.
/// </summary>
/// <param name="netns">The namespace.</param>
/// <param name="root">Where proc is mounted.</param>
/// <param name="cgroups">Names control groups.</param>
/// <param name="options">How the capture is made.</param>
internal sealed class NetnsExamination(NetworkNamespace netns, ProcFsRoot root, CgroupPaths cgroups, CaptureOptions options) : IDisposable
{
    // A host with fewer sockets is walked again at the last reading; with more, that costs more than it tells.
    internal const long SmallHost = 20_000;
    private const int PeersKept = 1000;
    private const int TuplesKept = 16;
    private const double HotShare = 0.25;

    private readonly KernelSource source = KernelSource.Open(root);
    private readonly SysctlReader sysctlReader = new(root);
    private readonly List<MissingFact> missing = [];
    private (int Low, int High) range = (32768, 60999);
    private MainPass first = null!;
    private MainPass last = null!;
    private ListenerPass tcpFirst = null!;
    private ListenerPass tcpLast = null!;
    private ListenerPass udpFirst = null!;
    private ListenerPass udpLast = null!;
    private SuspectTally suspects = null!;
    private IdlePass idle = null!;
    private ConnectionPass connections = null!;
    private HotTuples hot = null!;
    private StateCounts tcpCounts = null!;
    private ConntrackStat? conntrackFirst;
    private ConntrackFacts? conntrack;
    private BindSurvey[] bindSurveys = [];
    private StateTally udpStates = null!;
    private Dictionary<string, long> countersFirst = [];
    private long countersFirstAt;
    private (long From, long To) walkedFirst;
    private (long From, long To) walkedLast;
    private readonly HalfEstablished half = new();
    private Dictionary<string, long> countersLast = [];
    private Dictionary<string, long> sockstat = [];
    private SysctlReading sysctls = null!;
    private RecordedSockets? recorded;
    private SocketRecorder? recorder;

    private bool TwoReadings => options.Interval > TimeSpan.Zero;

    /// <summary>How many TCP sockets the kernel's counters tell, before any is looked at.</summary>
    public long RoughSockets() => netns.Run(() => Sockstat.TcpSockets(Sockstat.Read(root)));

    /// <summary>The namespace, for messages.</summary>
    public string Label => netns.Label;

    /// <summary>The namespace's inode.</summary>
    public ulong NetnsInode => netns.Identity.Inode;

    /// <summary>True when the dumps show every socket that is in any table.</summary>
    public bool ListsAll => source.IsComplete;

    /// <summary>Whether the latest walk saw this inode.</summary>
    private bool HasInode(uint inode) => last.Inodes.Contains(inode);

    /// <summary>Whether the latest walk of any of them saw this inode. Asked for every descriptor of a host: it allocates nothing.</summary>
    public static bool AnyHas(List<NetnsExamination> examinations, uint inode)
    {
        foreach (NetnsExamination examination in examinations)
        {
            if (examination.HasInode(inode))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Walks once more, for inodes alone.</summary>
    public void AddInodes(InodeTally inodes) => netns.Run(() => source.Dump(new SocketQuery(), inodes));

    /// <summary>The first reading: everything once.</summary>
    public void ReadFirst() => netns.Run(() =>
    {
        sysctls = sysctlReader.Read(ObservedSysctls.Names);
        range = PortRange(sysctls.Values);
        countersFirst = NetCounters.Read(root);
        conntrackFirst = ConntrackStat.Read(root);
        countersFirstAt = Environment.TickCount64;
        tcpFirst = ListenerPass.Run(source, Protocol.Tcp, cgroups.PathOf);
        udpFirst = ListenerPass.Run(source, Protocol.Udp, cgroups.PathOf);
        long from = Environment.TickCount64;
        last = first = MainPass.Run(source, range);
        walkedFirst = (from, Environment.TickCount64);
    });

    /// <summary>The last reading: what moves, and all again where that is cheap.</summary>
    public void ReadLast() => netns.Run(() =>
    {
        long total = first.States.ToFact().Total;
        bool again = TwoReadings && total <= SmallHost;
        last = again ? MainPass.Run(source, range) : first;
        countersLast = TwoReadings ? NetCounters.Read(root) : countersFirst;
        conntrack = Conntrack.Read(root, conntrackFirst);
        IntervalMs = TwoReadings ? Math.Max(1, Environment.TickCount64 - countersFirstAt) : 0;
        tcpLast = TwoReadings ? ListenerPass.Run(source, Protocol.Tcp, cgroups.PathOf) : tcpFirst;
        udpLast = TwoReadings ? ListenerPass.Run(source, Protocol.Udp, cgroups.PathOf) : udpFirst;
        ReadRareStates(again);
        LookCloser();
        udpStates = new StateTally();
        source.Dump(new SocketQuery { Protocol = Protocol.Udp }, udpStates);
        sockstat = Sockstat.Read(root);
        if (options.RecordSockets > 0)
        {
            recorder = SocketRecorder.Run(source, options.RecordSockets);
        }
    });

    /// <summary>The sockets whose owners the facts need.</summary>
    public void AddWanted(InodeSet wanted)
    {
        foreach (ListenerFacts listener in tcpLast.Listeners.Concat(udpLast.Listeners))
        {
            wanted.Add(listener.Inode);
        }

        foreach (SuspectTally.Suspect suspect in suspects.Suspects)
        {
            wanted.Add(suspect.Inode);
        }

        connections.AddWanted(wanted);
        hot.AddWanted(wanted);
        SourceSurvey.AddWanted(last.Ports, wanted);
        half.AddWanted(wanted);
        Array.ForEach(bindSurveys, survey => survey.AddWanted(wanted));
        recorder?.AddWanted(wanted);
    }

    /// <summary>Milliseconds between the two readings of counters, the walk over the sockets between them included; 0 for one reading.</summary>
    public long IntervalMs { get; private set; }

    /// <summary>The facts.</summary>
    public NetnsCapture ToFact(OwnerTable owners, ProcessTable processes)
    {
        Attribution attribution = new(owners, processes);
        (List<PeerCounts> peers, PeerRemainder beyond) = last.Peers.Top(PeersKept);
        GroupBuilder groups = new(last.Index, attribution.OwnerOf, id => id is { } known ? cgroups.PathOf(known) : null);
        recorded = recorder?.ToFact(owners);
        // A reading that was cut short, by the limit or by a disturbance, is no count of the same, and what it lacks has not arrived since.
        bool comparable = TwoReadings && !first.Disturbed && first.Suspects.LeftOut == 0 && suspects.LeftOut == 0;
        (long, long) apart = (Math.Max(0, walkedLast.From - walkedFirst.To), walkedLast.To - walkedFirst.From);
        List<SocketGroup> built = (comparable ? groups.CountFirst(first.Suspects.Suspects, first.Index, apart) : groups).Add(suspects.Suspects).Build(comparable);
        return new NetnsCapture
        {
            Netns = netns.Identity,
            Tcp = tcpCounts,
            TcpFirst = TwoReadings ? first.States.ToFact() : null,
            Udp = udpStates.ToFact(),
            Listeners = [.. Listeners(tcpLast, tcpFirst, attribution), .. Listeners(udpLast, udpFirst, attribution)],
            ListenersLeftOut = tcpLast.LeftOut + udpLast.LeftOut,
            Peers = peers,
            PeersLeftOut = beyond.Sockets,
            Groups = built,
            GroupsLeftOut = suspects.LeftOut + groups.LeftOut,
            PortTuples = hot.ToFacts(TwoReadings ? first.Ports : null, attribution),
            PortBudget = Budget(),
            SourcePorts = SourceSurvey.ToFacts(last.Ports, range, Reserved, attribution),
            Idle = source.IsComplete ? idle.ToFact(tcpCounts[TcpState.Established], attribution.OwnerOf) : null,
            HalfEstablished = half.ToFacts(attribution),
            BindQuestions = [.. bindSurveys.Select(survey => survey.ToFact(attribution))],
            ListenersClosed = TwoReadings ? ListenersClosed() : null,
            Connections = source.IsComplete ? connections.ToFact(tcpCounts[TcpState.Established], attribution.OwnerOf) : null,
            Counters = NetCounters.Between(countersFirst, countersLast),
            Sockstat = sockstat,
            Sysctls = sysctls.Values,
            Conntrack = conntrack,
            Sockets = recorded,
        };
    }

    /// <summary>What this namespace could not tell.</summary>
    public IEnumerable<MissingFact> Missing()
    {
        string? label = netns.Identity.Own ? null : netns.Label;
        if (source.Refusal is { } refusal)
        {
            foreach (string fact in (string[])[FactNames.SockDiag, FactNames.ListenerDrops, FactNames.TcpInfo, FactNames.Cgroup])
            {
                missing.Add(new MissingFact(fact, $"sock_diag: {refusal}", label));
            }
        }

        if (last.Disturbed)
        {
            missing.Add(new MissingFact(FactNames.Census, "the kernel's answer was disturbed three times: counts may be off by what moved", label));
        }

        missing.AddRange(sysctls.Unreadable.Select(pair => new MissingFact(pair.Key, pair.Value, label)));
        if (!TwoReadings)
        {
            missing.Add(new MissingFact(FactNames.SecondReading, "one reading only (--interval 0)", label));
        }

        return missing;
    }

    public void Dispose() => source.Dispose();

    /// <summary>Samples the activity of established connections, and looks again at destinations that hold many ports.</summary>
    private void LookCloser()
    {
        connections = new ConnectionPass(last.Index, last.States.Counts[(int)TcpState.Established]);
        idle = IdlePass.Run(source, last.Index, (long)options.IdleThreshold.TotalMilliseconds, connections);
        bindSurveys = [.. options.BindQuestions.Select(question => BindSurvey.Run(source, last.Index, range, question.Proto, question.Local))];
        half.AddRequests(suspects.Suspects, last.Index);
        half.Search(source, address => address.IsLoopback || last.Ports.Sources.MayHave(address));
        hot = HotTuples.Read(source, last.Ports.AtLeast((int)Math.Max(1, Budget().Limit * HotShare), TuplesKept), last.Index, range);
    }

    private void ReadRareStates(bool again)
    {
        suspects = new SuspectTally(last.Index);
        Census.RareStates rare = new();
        TcpStateSet many = TcpStateSet.Of(TcpState.Established, TcpState.TimeWait);
        long from = Environment.TickCount64;
        source.Dump(new SocketQuery { States = TcpStateSet.All - many, Details = SocketDetails.TcpInfo }, new ManyVisitors(rare, suspects));
        walkedLast = (from, Environment.TickCount64);
        StateCounts walked = last.States.ToFact();
        tcpCounts = again || !TwoReadings || !source.IsComplete ? walked : Census.Complete(rare, Sockstat.Read(root)) ?? walked;
    }

    private PortList Reserved => PortList.Parse(sysctls.Values.GetValueOrDefault("net.ipv4.ip_local_reserved_ports") ?? "");

    private PortBudget Budget() => new(range.Low, range.High, Reserved.CountWithin(range.Low, range.High), last.Ports.Held);

    private static (int Low, int High) PortRange(IReadOnlyDictionary<string, string> sysctls)
    {
        string[] bounds = (sysctls.GetValueOrDefault("net.ipv4.ip_local_port_range") ?? "").Split(' ');
        return bounds.Length == 2 && int.TryParse(bounds[0], out int low) && int.TryParse(bounds[1], out int high) ? (low, high) : (32768, 60999);
    }

    /// <summary>Looks for the clients of this namespace's requests in another one; loopback addresses are not of another one.</summary>
    public void SearchClientsIn(NetnsExamination other)
    {
        bool MayBeThere(InetAddress address) => !address.IsLoopback && other.last.Ports.Sources.MayHave(address);
        if (half.HasClient(MayBeThere))
        {
            other.Show(half, MayBeThere);
        }
    }

    private void Show(HalfEstablished clients, Func<InetAddress, bool> mayBeHere) => netns.Run(() => clients.Search(source, mayBeHere));

    private List<ClosedListener> ListenersClosed()
    {
        HashSet<ulong> open = [.. tcpLast.Listeners.Select(listener => listener.Cookie)];
        // The limit may have cut the list, and /proc/net has no cookies: then nobody knows which went.
        IEnumerable<ListenerFacts> closed = tcpLast.LeftOut > 0 ? [] : tcpFirst.Listeners.Where(listener => listener.Cookie != 0 && !open.Contains(listener.Cookie));
        return [.. closed.Select(listener => new ClosedListener
        {
            Local = listener.Local,
            Queue = listener.Queue,
            SharingFirst = Sharing(tcpFirst, listener),
            SharingLast = Sharing(tcpLast, listener),
        })];
    }

    private static int Sharing(ListenerPass pass, ListenerFacts listener) =>
        pass.Listeners.Count(other => other.Local == listener.Local && other.Interface == listener.Interface);

    private IEnumerable<ListenerFacts> Listeners(ListenerPass now, ListenerPass before, Attribution attribution)
    {
        Dictionary<ulong, ListenerFacts> earlier = [];
        foreach (ListenerFacts listener in TwoReadings ? before.Listeners : [])
        {
            earlier[listener.Cookie] = listener;
        }

        foreach (ListenerFacts listener in now.Listeners)
        {
            ListenerFacts? then = listener.Cookie == 0 ? null : earlier.GetValueOrDefault(listener.Cookie);
            yield return ListenerSurvey.WithConnections(listener, last.Index, last.Services) with
            {
                DropsFirst = then?.Drops,
                QueueFirst = then?.Queue,
                Processes = attribution.HoldersOf(listener.Inode),
            };
        }
    }
}
