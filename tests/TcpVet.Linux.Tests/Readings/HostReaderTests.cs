using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Readings;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

/// <summary>Recorded sockets and a folder instead of /proc go in by the door that the kernel uses.</summary>
public sealed class HostReaderTests
{
    private static readonly SocketBytes Listener = ListenerIndexTests.On("0.0.0.0") with { Inode = 50, Cookie = 50, RecvQ = 1, SendQ = 128 };
    private static readonly SocketBytes Connection = new() { LocalPort = 80, PeerPort = 5000, Inode = 51, Cookie = 51, Times = (1, 2, 3) };
    private static readonly SocketBytes Leaked =
        Connection with { State = TcpState.CloseWait, PeerPort = 5001, Inode = 52, Cookie = 52, RecvQ = 1 };
    private static readonly SocketBytes Datagrams =
        new() { Protocol = Protocol.Udp, State = TcpState.Close, LocalPort = 53, Peer = "0.0.0.0", PeerPort = 0, Inode = 53, Cookie = 53 };

    [Fact]
    public void A_record_and_a_folder_make_a_capture()
    {
        using FixtureRoot root = Root();
        Capture capture = Read(root, TimeSpan.Zero, Listener, Connection, Leaked, Datagrams);
        NetnsCapture netns = Assert.Single(capture.Namespaces);
        Assert.Equal((0L, "fixture", "6.1"), (capture.IntervalMs, capture.Host, capture.Kernel));
        Assert.Equal((4026531840ul, 1L, 1L, 1L, 1L),
            (netns.Netns.Inode, netns.Tcp[TcpState.Listen], netns.Tcp[TcpState.Established], netns.Tcp[TcpState.CloseWait],
                netns.Udp.Total));
        Assert.Equal([(Protocol.Tcp, 80), (Protocol.Udp, 53)], netns.Listeners.Select(one => (one.Proto, (int)one.Local.Port)));
        Assert.Equal((1L, 128L), (netns.Listeners[0].Queue, netns.Listeners[0].Limit));
        Assert.Equal([new ProcessRef(11, "server")], netns.Listeners[0].Processes);
        SocketGroup group = Assert.Single(netns.Groups);
        Assert.Equal((TcpState.CloseWait, Ownership.Process, 11, 1L), (group.State, group.Ownership, group.Process!.Pid, group.Count));
        Assert.Equal((1000, 1999), (netns.PortBudget!.Low, netns.PortBudget.High));
        Assert.Equal(7, netns.Counters["TcpExt.ListenOverflows"].Last);
        Assert.Equal(1, netns.Connections!.Sampled);
        Assert.Contains(capture.Missing, fact => fact.Fact == FactNames.SecondReading);
        Assert.Null(group.CountFirst);
    }

    [Fact]
    public void Two_readings_tell_what_has_come_and_what_has_gone()
    {
        using FixtureRoot root = Root();
        SocketBytes[][] readings = [[Listener, Leaked], [Leaked, Leaked with { PeerPort = 5002, Inode = 54, Cookie = 54 }]];
        ChangingSource source = new(readings[0]);
        using NamespaceReader reader = new(Netns, source, root.Proc);
        CaptureOptions options = Options(TimeSpan.FromMilliseconds(1)) with { Progress = _ => source.Now = readings[1] };
        using CgroupPaths cgroups = CgroupPaths.At(null);
        Capture capture = new HostReader(new LiveHost(root.Proc)).Read([reader], cgroups, options, CancellationToken.None);

        NetnsCapture netns = Assert.Single(capture.Namespaces);
        Assert.True(capture.IntervalMs >= 1);
        Assert.Equal((1L, 2L), (netns.TcpFirst![TcpState.CloseWait], netns.Tcp[TcpState.CloseWait]));
        Assert.Equal(80, Assert.Single(netns.ListenersClosed!).Local.Port);
        Assert.Equal(1, netns.Groups.Sum(group => group.Arrived));
        Assert.DoesNotContain(capture.Missing, fact => fact.Fact == FactNames.SecondReading);
    }

    [Fact]
    public void A_client_in_another_namespace_is_found_for_a_request()
    {
        using FixtureRoot root = Root();
        SocketBytes request = new() { State = TcpState.SynRecv, LocalPort = 80, PeerPort = 1500, Inode = 0, IsFull = false };
        SocketBytes client = new() { Local = "10.0.0.2", LocalPort = 1500, Peer = "10.0.0.1", PeerPort = 80, Inode = 51 };
        using NamespaceReader server = new(Netns, Dump.Source(Listener, request), root.Proc);
        using NamespaceReader other = new(Netns with { Inode = 1, Own = false, Name = "other" }, Dump.Source(client), root.Proc);
        using CgroupPaths cgroups = CgroupPaths.At(null);
        Capture capture =
            new HostReader(new LiveHost(root.Proc)).Read([server, other], cgroups, Options(TimeSpan.Zero), CancellationToken.None);

        HalfEstablishedGroup group = Assert.Single(capture.Namespaces[0].HalfEstablished!);
        Assert.Equal(("10.0.0.2", 1L, "server"), (group.Client.ToString(), group.Count, group.Process?.Name));
        Assert.Empty(capture.Namespaces[1].HalfEstablished!);
    }

    private static NetnsIdentity Netns { get; } = new() { Inode = 4026531840, Own = true };

    private static CaptureOptions Options(TimeSpan interval) => new() { Version = "test", Interval = interval };

    private static FixtureRoot Root() => new FixtureRoot()
        .File("sys/kernel/hostname", "fixture\n").File("sys/kernel/osrelease", "6.1\n")
        .File("sys/net/ipv4/ip_local_port_range", "1000\t1999\n")
        .File("thread-self/net/netstat", "TcpExt: ListenOverflows ListenDrops\nTcpExt: 7 9\n")
        .File("thread-self/net/sockstat", "sockets: used 9\nTCP: inuse 3 orphan 0 tw 0 alloc 3 mem 1\n")
        .File("11/comm", "server\n").File("11/stat", "11 (server) S 1\n")
        .Link("11/fd/3", "socket:[50]").Link("11/fd/4", "socket:[51]").Link("11/fd/5", "socket:[52]").Link("11/fd/6", "socket:[53]");

    private static Capture Read(FixtureRoot root, TimeSpan interval, params SocketBytes[] sockets)
    {
        using NamespaceReader reader = new(Netns, Dump.Source(sockets), root.Proc);
        using CgroupPaths cgroups = CgroupPaths.At(null);
        return new HostReader(new LiveHost(root.Proc)).Read([reader], cgroups, Options(interval), CancellationToken.None);
    }

    /// <summary>A record that another one replaces between two readings.</summary>
    private sealed class ChangingSource(SocketBytes[] sockets) : SocketSource
    {
        public SocketBytes[] Now { get; set; } = sockets;

        public override bool IsComplete => true;

        public override DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
        {
            using RecordedSource source = SockDiag.Dump.Source(Now);
            return source.Dump(query, visitor);
        }
    }
}
