namespace TcpVet.Model.Tests.CaptureFiles;

/// <summary>A capture in which every member has a value that differs from its default.</summary>
internal static class Samples
{
    private static readonly InetEndpoint Service = new(InetAddress.Parse("192.0.2.1"), 80);
    private static readonly InetEndpoint Remote = new(InetAddress.Parse("2001:db8::9"), 5432);
    private static readonly ProcessRef Server = new(42, "srv\u001b[31m\n");

    public static Capture Full { get; } = new()
    {
        Version = "0.1.0",
        Host = "web1",
        Kernel = "6.18.44",
        TakenAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        IntervalMs = 1000,
        OtherNamespaces = 3,
        HostFacts = new HostFacts
        {
            UptimeSeconds = 12.5,
            Cpus = 2,
            PageSize = 4096,
            FilesOpen = 500,
            FilesMax = 1_000_000,
            UnreadableProcesses = 1,
            SoftnetDropped = new Reading(1, 2),
            SoftnetSqueezed = new Reading(3, 4),
        },
        Namespaces = [Netns()],
        Processes =
        [
            new ProcessFacts
            {
                Pid = 42, Name = "srv", CommandLine = "srv --port 80", Executable = "/usr/bin/srv", Uid = 33, Cgroup = "/system.slice/srv.service", Unit = "srv.service",
                OpenFiles = 900, OpenSockets = 800, FilesLimit = 1024, AgeSeconds = 3600,
            },
        ],
        Missing = [new MissingFact(FactNames.Owners, "CAP_SYS_PTRACE", "net:[1]")],
    };

    private static NetnsCapture Netns() => new()
    {
        Netns = new NetnsIdentity { Inode = 4026531840, Name = "blue", Pid = 1, Own = true },
        Tcp = Counts(1),
        Udp = Counts(2),
        TcpFirst = Counts(3),
        Listeners =
        [
            new ListenerFacts
            {
                Proto = Protocol.Tcp, Local = Service, Queue = 3, Limit = 2, Drops = 27, DropsFirst = 20, QueueFirst = 1, Uid = 33,
                Inode = 99, Cookie = ulong.MaxValue,
                V6Only = true, Cgroup = "/x", Interface = 2, Processes = [Server], Sharing = 2, States = States(7), Unaccepted = 3,
            },
        ],
        Peers = [new PeerCounts(Remote.Addr, 9, States(9))],
        PeersLeftOut = 4,
        Groups =
        [
            new SocketGroup
            {
                State = TcpState.CloseWait, Ownership = Ownership.Process, Process = Server, Cgroup = "/x", Inbound = true, Local = Service,
                Peer = Remote, Count = 100, CountFirst = 90,
                RecvQ0 = 50, RecvQ1 = 30, RecvQMore = 20, SendQ = 1, Retransmitting = 2, RetransmittingTwice = 1, RetransmitsMax = 4,
                KeepaliveTimers = 5, PersistTimers = 6,
                Aged = 100, Old = 80, OldestAtLeastMs = 61_000, OldestAtMostMs = 62_000,
            },
        ],
        GroupsLeftOut = 5,
        PortTuples =
            [new PortTuple { Source = Service.Addr, Destination = Remote, Used = 20_000, UsedFirst = 19_000, TimeWait =
                18_000, Established = 2000, Process = Server }],
        PortBudget = new PortBudget(32_768, 60_999, 10, 20_000),
        Idle = new IdleSurvey
        {
            Population = 1000,
            Sampled = 500,
            ThresholdMs = 7_200_000,
            Groups =
                [new IdleGroup { Ownership = Ownership.None, Process = Server, Inbound = true, Local = Service, Peer = Remote, Count =
                    10, Of = 20, LongestMs = 8_000_000 }],
        },
        Counters = new Dictionary<string, Reading> { ["TcpExt.ListenOverflows"] = new(5, 9) },
        Sockstat = new Dictionary<string, long> { ["TCP.tw"] = 77 },
        Sysctls = new Dictionary<string, string> { ["net.ipv4.tcp_tw_reuse"] = "2", ["net.ipv4.ip_local_port_range"] = "32768\t60999" },
        Conntrack = new ConntrackFacts(10, 262_144),
        Sockets = new RecordedSockets { Count = 1, LeftOut = 2, Tcp = [1, 2, 3], Udp = [4], Owners = [new SocketOwner(99, 42, 7)] },
    };

    private static StateCounts Counts(long start)
    {
        long[] byState = new long[14];
        foreach (TcpState state in TcpStateNames.All)
        {
            byState[(int)state] = start * (int)state;
        }

        return StateCounts.From(byState, exact: true);
    }

    private static Dictionary<TcpState, long> States(long count) =>
        new() { [TcpState.Established] = count, [TcpState.TimeWait] = count + 1 };
}
