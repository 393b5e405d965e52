using TcpVet.Model;

/// <summary>
/// The record of a host with 1,000,000 sockets, 10,000 peers and 1,000 processes, as full as a record gets: 1,000 peers,
/// 4,096 groups, 1,000 groups of connections, 500 listeners, 16 destinations, 2,000 trends over ten samples.
/// </summary>
internal static class LargeHost
{
    private const int ProcessCount = 1_000;
    private const int GroupCount = 4_096;
    private const int ListenerCount = 500;
    private const int PeerCount = 10_000;
    private const int Samples = 10;

    private static readonly string[] Names = ["java", "nginx", "haproxy", "python3", "node", "dotnet", "postgres", "redis-server", "php-fpm8.2", "shop"];

    private static readonly TcpState[] Suspects =
        [TcpState.CloseWait, TcpState.SynSent, TcpState.SynRecv, TcpState.FinWait1, TcpState.FinWait2, TcpState.LastAck, TcpState.Closing];

    /// <summary>A busy host where little is wrong, or one where everything is.</summary>
    public static Capture Record(bool sick) => new()
    {
        Version = "0.0.0",
        Host = "large",
        Kernel = "6.18.0",
        TakenAt = DateTimeOffset.UnixEpoch,
        IntervalMs = 1_000,
        SamplesMs = [.. Enumerable.Range(0, Samples).Select(i => i * 1_000L)],
        HostFacts =
            new HostFacts
            {
                UptimeSeconds = 864_000, Cpus = 64, PageSize = 4096, FilesOpen = 1_200_000, FilesMax =
                9_223_372_036_854_775_807, SoftnetDropped = new(0, sick ? 900 : 0), SoftnetSqueezed = new(10, 12)
            },
        Namespaces = [Netns(sick)],
        Processes = [.. Enumerable.Range(0, ProcessCount).Select(i => Process(i, sick))],
    };

    private static NetnsCapture Netns(bool sick) => new()
    {
        Netns = new NetnsIdentity { Inode = 4_026_531_840, Own = true },
        Tcp = States(sick),
        TcpFirst = States(sick),
        Udp = StateCounts.From(new long[TcpStateNames.All.Max(state => (int)state) + 2], exact: true),
        Listeners = [.. Enumerable.Range(0, ListenerCount).Select(i => Listener(i, sick))],
        Peers = [.. Enumerable.Range(0, 1_000).Select(
            i => new PeerCounts(Address(i), 100, new Dictionary<TcpState, long> { [TcpState.Established] = 95, [TcpState.TimeWait] = 5 }))],
        PeersLeftOut = (PeerCount - 1_000) * 100L,
        Groups = [.. Enumerable.Range(0, GroupCount).Select(i => Group(i, sick))],
        GroupsLeftOut = 2_000,
        PortTuples = [.. Enumerable.Range(0, 16).Select(i => new PortTuple
        {
            Source = InetAddress.Parse("10.0.0.5"), Destination = new(Address(i), 5432), Used = sick
                ? 27_000
                : 4_000, UsedFirst = 3_990, TimeWait = sick ? 20_000
                : 1_000, Established = 3_000, Process = Ref(i),
        })],
        PortBudget = new PortBudget(32_768, 60_999, 0, 28_000),
        SourcePorts =
            [new() { Source = InetAddress.Parse("10.0.0.5"), Connections = 60_000, Ports = 28_000, BindParityPorts = 14_000, Destinations =
                10_000, ExpectedShared = 30_000, Process = Ref(0) }],
        Idle = new IdleSurvey
        {
            Population = 900_000, Sampled = 20_000, ThresholdMs = 7_200_000,
            Groups = [.. Enumerable.Range(0, sick ? 1_000 : 20).Select(Idle)],
        },
        Connections =
            new ConnectionSurvey
            {
                Population = 900_000, Sampled = 20_000, Groups =
                [.. Enumerable.Range(0, 1_000).Select(i => Connections(i, sick))]
            },
        HalfEstablished =
            [.. Enumerable.Range(0,
                sick ? 200 : 0)
                    .Select(i =>
                        new HalfEstablishedGroup { Service = Service(i), Client = Address(i), Process = Ref(i), Count = 20, WithData =
                            10 })],
        ListenersClosed =
            [.. Enumerable.Range(0,
                sick ? 64 : 0).Select(i => new ClosedListener { Local = Service(i), Queue = 5, SharingFirst = 4, SharingLast = 3 })],
        Trends = [.. Enumerable.Range(0, 2_000).Select(i => Growth(i, sick))],
        Counters = new Dictionary<string, Reading>
        {
            ["TcpExt.ListenOverflows"] = new(0, sick ? 500 : 0), ["TcpExt.ListenDrops"] = new(0, sick ? 500 : 0), ["TcpExt.TCPTimeWaitOverflow"] = new(0, sick ? 100 : 0),
        },
        Sockstat = new Dictionary<string, long> { ["TCP.inuse"] = 930_000, ["TCP.orphan"] = 100, ["TCP.tw"] = 70_000, ["TCP.alloc"] = 1_000_000, ["TCP.mem"] = 50_000 },
        Sysctls = new Dictionary<string, string>
        {
            ["net.ipv4.tcp_tw_reuse"] = "2", ["net.ipv4.tcp_timestamps"] = "1", ["net.ipv4.tcp_max_tw_buckets"] = "131072", ["net.ipv4.tcp_ehash_entries"] = "262144",
            ["net.ipv4.ip_local_port_range"] = "32768\t60999", ["net.ipv4.ip_local_reserved_ports"] = "", ["net.core.somaxconn"] = "4096", ["net.ipv4.tcp_syncookies"] = "1",
        },
    };

    private static StateCounts States(bool sick)
    {
        Dictionary<TcpState, long> counts = TcpStateNames.All.ToDictionary(state => state, _ => 0L);
        counts[TcpState.Established] = 900_000;
        counts[TcpState.TimeWait] = 70_000;
        counts[TcpState.Listen] = ListenerCount;
        foreach (TcpState state in Suspects)
        {
            counts[state] = sick ? 100_000 : 1_000;
        }

        return new StateCounts { Counts = counts, Exact = true };
    }

    private static ListenerFacts Listener(int i, bool sick) => new()
    {
        Proto = Protocol.Tcp, Local = Service(i), Queue = sick
            ? 200
            : i % 20, QueueFirst = sick ? 200
            : 0, Limit = 128, Drops = sick ? 900
            : 0, DropsFirst = sick ? 800
            : 0,
        Inode = (uint)(1_000 + i), Cookie = (ulong)i + 1, Processes = [Ref(i)], Unaccepted = sick ? 100 : 0,
        States = new Dictionary<TcpState, long> { [TcpState.Established] = 1_800, [TcpState.TimeWait] = 140 },
    };

    private static SocketGroup Group(int i, bool sick)
    {
        TcpState state = Suspects[i % Suspects.Length];
        bool inbound = state != TcpState.SynSent && i % 3 != 0;
        long count = sick ? 60 : 1 + (i % 3);
        bool old = sick || i % 500 == 0;
        return new SocketGroup
        {
            State = state, Ownership = Ownership.Process, Process = Ref(i), Inbound = inbound, Local = inbound
                ? Service(i)
                : new(InetAddress.Parse("10.0.0.5"), 0),
            Peer = new(Address(i), inbound ? (ushort)0 : (ushort)443), Count = count, CountFirst = count, Cgroup = $"/system.slice/app{i % ProcessCount}.service",
            RecvQ0 = i % 2 == 0
                ? count
                : 0, RecvQ1 = i % 2 == 0 ? 0
                : count, Retransmitting = old ? count
                : 0, RetransmittingTwice = old ? count
                : 0, RetransmitsMax = old ? 4
                : 0,
            Aged = count, Old = old ? count : 0, OldestAtLeastMs = old ? 90_000 : 500, OldestAtMostMs = old ? 95_000 : 600,
        };
    }

    private static IdleGroup Idle(int i) => new()
    {
        Ownership = Ownership.Process, Process = Ref(i), Inbound = true, Local = Service(i), Peer = default, Count = 15, Of = 20,
        LongestMs = 9_000_000,
    };

    private static ConnectionGroup Connections(int i, bool sick)
    {
        long bad = sick ? 20 : 0;
        return new ConnectionGroup
        {
            Ownership = Ownership.Process, Process = Ref(i), Inbound = i % 2 == 0, Local = i % 2 == 0
                ? Service(i)
                : new(InetAddress.Parse("10.0.0.5"), 0), Peer = new(Address(i), 443), Count = 20,
            Idle = 5, LongestIdleMs = 80_000, KeepaliveTimers = 10, SlowKeepalive = bad, LongestKeepaliveMs = 7_200_000, ZeroWindow = bad,
            ZeroWindowStuck = bad, ZeroWindowProbesMax = sick ? 8 : 0,
            ZeroWindowLongestMs = 90_000, Retransmitting = bad, Unanswered = bad, BackoffMax = sick
                ? 6
                : 0, UnansweredLongestMs = 90_000, UnansweredBytes = bad * 1_000, Unread = bad, Stalled = bad, StalledHalfFull = bad,
            StalledBytes = bad * 100_000, StalledLongestMs = 90_000, SegmentsSent = 100_000, SegmentsRetransmitted = sick
                ? 9_000
                : 10, BytesSent = 100_000_000, BytesRetransmitted = sick ? 9_000_000
                : 10_000,
            WithRetransmissions = bad, SendBufferLimited = bad, SendBufferLimitedShareMax = sick
                ? 0.9
                : 0, SendBufferMin = 16_384, SendBufferLimitedRttUs = 80_000,
        };
    }

    private static Trend Growth(int i, bool sick) => new()
    {
        Kind = (TrendKind)(i % Enum.GetValues<TrendKind>().Length), State = TcpState.CloseWait, Process = Ref(i), Local = Service(i),
        Peer = new(Address(i), 443),
        Values = [.. Enumerable.Range(0, Samples).Select(sample => (long?)(100 + (sick ? sample * 20 : (sample * 7) % 5)))],
    };

    private static ProcessFacts Process(int i, bool sick)
    {
        string name = Names[i % Names.Length];
        return new ProcessFacts
        {
            Pid = 1_000 + i, Name = name, CommandLine = $"/usr/bin/{name} --instance {i} --with --quite --some --arguments=/srv/app{i}/etc/config.yaml --and --more --of --them --until --it --is --long",
            Executable = $"/usr/bin/{name}", Uid = 1_000, Cgroup = $"/system.slice/app{i}.service", Unit = $"app{i}.service", OpenFiles = sick
                ? 4_096
                : 1_100, OpenSockets = 1_000, FilesLimit = sick ? 4_096
                : 65_536,
            HiddenSockets = new Reading(0, sick ? 50 : 0), AgeSeconds = 3_600,
        };
    }

    private static ProcessRef Ref(int i) => new(1_000 + (i % ProcessCount), Names[i % ProcessCount % Names.Length]);

    private static InetEndpoint Service(int i) => new(InetAddress.Parse("0.0.0.0"), (ushort)(8_000 + (i % ListenerCount)));

    private static InetAddress Address(int i) => InetAddress.Parse($"10.{1 + (i % PeerCount / 250)}.7.{1 + (i % 250)}");
}
