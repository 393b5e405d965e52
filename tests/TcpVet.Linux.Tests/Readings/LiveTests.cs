using System.Globalization;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Readings;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

/// <summary>The real kernel in a private network namespace, against /proc/net and ss.</summary>
[Collection(nameof(LiveTests))]
public sealed class LiveTests : IDisposable
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    private static readonly InetAddress Loopback = InetAddress.Parse("127.0.0.1");
    private readonly Sandbox sandbox = Require.Sandbox();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_capture_has_the_sockets_of_the_namespace()
    {
        LabSocket listener = Listening.Make(sandbox, Loopback, backlog: 5, port: 8080).Socket!;
        Connection[] connections = [.. Enumerable.Range(0, 3).Select(_ => Connection.Through(listener, sandbox, sandbox))];
        CloseWait.Leave(sandbox, connections[2], unread: 0, read: true);
        LabSocket unaccepted = sandbox.Tcp(AddressFamily.IPv4).Connect(new(Loopback, 8080));
        sandbox.Udp(AddressFamily.IPv4).Bind(new(Loopback, 5353));
        // The answer to a FIN may be a moment later than close() is back.
        Assert.True(SpinWait.SpinUntil(
            () => sandbox.Exec("ss", "-Htan").Checked("ss").Contains("FIN-WAIT-2", StringComparison.Ordinal), TimeSpan.FromSeconds(10)));
        CaptureOptions options = new() { Version = "1", Interval = TimeSpan.FromMilliseconds(20), RecordSockets = 100 };
        Capture capture = new HostReader(Host).Read([Host.Namespaces.Resolve(sandbox.NetnsPath)], null, options, CancellationToken.None);

        NetnsCapture netns = Assert.Single(capture.Namespaces);
        Assert.True(capture.IntervalMs >= 20);
        string[] lines = sandbox.Exec("ss", "-Htan").Checked("ss").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (string Name, TcpState State)[] states =
            [("ESTAB", TcpState.Established), ("LISTEN", TcpState.Listen), ("CLOSE-WAIT", TcpState.CloseWait), ("FIN-WAIT-2", TcpState.FinWait2)];
        foreach ((string name, TcpState state) in states)
        {
            int expected = lines.Count(line => line.StartsWith(name, StringComparison.Ordinal));
            Assert.True(expected > 0, name);
            Assert.Equal((expected, expected), (netns.Tcp[state], netns.TcpFirst![state]));
        }

        Assert.Equal((1L, 1L), (netns.Udp[TcpState.Close], netns.Udp.Total));
        ListenerFacts tcp = netns.Listeners.Single(one => one.Proto == Protocol.Tcp);
        Assert.Equal((1L, 5L, 1L, 1L), (tcp.Queue, tcp.Limit, tcp.Unaccepted, tcp.QueueFirst));
        Assert.Equal((3L, 1L), (tcp.States[TcpState.Established], tcp.States[TcpState.CloseWait]));
        Assert.Contains(tcp.Processes, process => process.Pid == Environment.ProcessId);
        Assert.Equal(5353, netns.Listeners.Single(one => one.Proto == Protocol.Udp).Local.Port);
        SocketGroup leak = netns.Groups.Single(group => group.State == TcpState.CloseWait);
        Assert.Equal((true, Ownership.Process, Environment.ProcessId, 1L, 1L),
            (leak.Inbound, leak.Ownership, leak.Process!.Pid, leak.Count, leak.CountFirst));
        Assert.Equal(4, netns.PortBudget!.Held);
        Assert.Equal(lines.Length + 1, netns.Sockets!.Count);
        Assert.Equal(Loopback, Assert.Single(netns.Peers).Peer);
        GC.KeepAlive(unaccepted);
    }

    [Fact]
    public void The_kernel_takes_the_port_filter_and_answers_as_it_says()
    {
        Established.Make(sandbox, Loopback);
        Established.Make(sandbox, InetAddress.Parse("::1"));
        Established.Make(sandbox, InetAddress.Parse("::ffff:127.0.0.1"));
        Listening.Make(sandbox, Loopback);
        List<(TcpState State, InetEndpoint Local, InetEndpoint Peer)> all = Sockets(new SocketQuery());
        Assert.Equal(7, all.Count);
        foreach (ushort port in all.Select(socket => socket.Peer.Port).Append((ushort)1).Distinct())
        {
            SocketQuery query = new() { Bytecode = PortBytecode.PeerPort(port) };
            Assert.Equal(all.Where(socket => socket.Peer.Port == port).Order(), Sockets(query).Order());
            Assert.Equal(all.Where(socket => socket.Peer.Port == port && socket.Peer.Addr.Family == AddressFamily.IPv6)
                .Order(), Sockets(query with { Family = AddressFamily.IPv6 })
                .Order());
        }
    }

    [Fact]
    public void A_dump_that_was_ended_early_leaves_the_next_one_whole()
    {
        for (int i = 0; i < 4; i++)
        {
            Listening.Make(sandbox, Loopback);
        }

        using SockDiagSource source = sandbox.Run(SockDiagSource.Open);
        Seen cut = new(stopAfter: 2);
        Assert.True(sandbox.Run(() => source.Dump(new SocketQuery(), cut)).Stopped);
        Assert.Equal(2, cut.Sockets.Count);
        Seen whole = new();
        Assert.Equal(new DumpOutcome(4, false, 0, false), sandbox.Run(() => source.Dump(new SocketQuery(), whole)));
        Assert.Equal(4, whole.Sockets.Count);
    }

    [Fact]
    public void A_visitor_that_throws_leaves_the_next_dump_whole()
    {
        // More than one group of messages, so that the rest of the answer is still on its way.
        for (int i = 0; i < 400; i++)
        {
            Listening.Make(sandbox, Loopback);
        }

        using SockDiagSource source = sandbox.Run(SockDiagSource.Open);
        Assert.Throws<InvalidOperationException>(() => sandbox.Run(() => source.Dump(new SocketQuery(), new Throwing())));
        Assert.Equal(400, sandbox.Run(() => source.Dump(new SocketQuery(), new Seen())).Sockets);
    }

    [Fact]
    public void A_filter_that_the_kernel_refuses_is_an_error_and_no_reason_to_go_without() => sandbox.Run(() =>
    {
        using KernelSource source = KernelSource.Open(ProcFsRoot.Default);
        KernelException refusal =
            Assert.Throws<KernelException>(() => source.Dump(new SocketQuery { Bytecode = new byte[] { 99, 4, 4, 0 } }, new Seen()));
        Assert.Equal(Errno.EINVAL, refusal.Errno);
        Assert.Null(source.Refusal);
        Assert.True(source.IsComplete);
        return true;
    });

    [Fact]
    public void Proc_shows_the_sockets_that_sock_diag_shows()
    {
        Established.Make(sandbox, Loopback);
        Established.Make(sandbox, InetAddress.Parse("::1"));
        Listening.Make(sandbox, Loopback);
        sandbox.Udp(AddressFamily.IPv6).Bind(new(InetAddress.AnyIPv6, 5353));
        ProcNetSource proc = new(ProcFsRoot.Default);
        foreach (SocketQuery query in new SocketQuery[]
            { new(), new() { Family = AddressFamily.IPv6 }, new() { States = TcpStateSet.Of(TcpState.Listen) }, new(
                ) { Protocol = Protocol.Udp } })
        {
            Seen seen = new();
            DumpOutcome outcome = sandbox.Run(() => proc.Dump(query, seen));
            Assert.Equal(new DumpOutcome(seen.Sockets.Count, false, 0, false), outcome);
            Assert.NotEmpty(seen.Sockets);
            Assert.Equal(Sockets(query).Order(), seen.Sockets.Order());
        }

        Seen first = new(stopAfter: 1);
        Assert.Equal(new DumpOutcome(1, false, 0, true), sandbox.Run(() => proc.Dump(new SocketQuery(), first)));
        Assert.Single(first.Sockets);
    }

    [Fact]
    public void The_variable_makes_it_a_kernel_without_sock_diag()
    {
        Environment.SetEnvironmentVariable(KernelSource.PretendVariable, "1");
        try
        {
            using KernelSource source = KernelSource.Open(ProcFsRoot.Default);
            Assert.Equal((false, false, true), (source.IsComplete, source.TakesBytecode, source.SockDiag is null));
            Assert.Contains(KernelSource.PretendVariable, source.Refusal, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(KernelSource.PretendVariable, null);
        }
    }

    [Fact]
    public void A_survey_of_listeners_has_those_that_ss_has()
    {
        LabSocket listener = Listening.Make(sandbox, Loopback, backlog: 7, port: 8081).Socket!;
        Connection.Through(listener, sandbox, sandbox);
        sandbox.Udp(AddressFamily.IPv4).Bind(new(Loopback, 5353));
        foreach (bool udp in new[] { false, true })
        {
            IReadOnlyList<ListenerFacts> facts = sandbox.Run(() =>
            {
                using KernelSource source = KernelSource.Open(ProcFsRoot.Default);
                return ListenerSurvey.Take(source, _ =>
                    "/there", () =>
                        OwnerTable.From([new SocketOwner(Inode(source), 42, 3), new SocketOwner(Inode(source), 42, 4)]), pid => $"p{pid}", udp);
            });
            Assert.Equal(udp ? 2 : 1, facts.Count);
            Assert.Equal(new ProcessRef(42, "p42"), Assert.Single(facts[0].Processes));
            Assert.Equal((8081, 7L, 1L), ((int)facts[0].Local.Port, facts[0].Limit, facts[0].States[TcpState.Established]));
            Assert.Contains($" {facts[0].Limit.GetValueOrDefault().ToString(CultureInfo.InvariantCulture)} ", sandbox.Exec("ss", "-Hltn").Checked("ss"), StringComparison.Ordinal);
        }
    }

    private static uint Inode(SocketSource source)
    {
        First first = new();
        source.Dump(new SocketQuery { States = TcpStateSet.Of(TcpState.Listen) }, first);
        return first.Inode;
    }

    private List<(TcpState State, InetEndpoint Local, InetEndpoint Peer)> Sockets(SocketQuery query) => sandbox.Run(() =>
    {
        using KernelSource source = KernelSource.Open(ProcFsRoot.Default);
        Seen seen = new();
        source.Dump(query, seen);
        Assert.Null(source.Refusal);
        return seen.Sockets;
    });

    private sealed class Throwing : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => throw new InvalidOperationException();
    }

    private sealed class First : ISocketVisitor
    {
        public uint Inode { get; private set; }

        public bool Visit(in SocketView socket)
        {
            Inode = socket.Inode;
            return false;
        }
    }
}
