using TcpVet.Ebpf.Loading;
using TcpVet.Ebpf.Scan;
using TcpVet.Lab;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>The kernel's iterators beside sock_diag: the same sockets, the same counts, the same output.</summary>
public sealed class IteratorTests(Zoo zoo) : IClassFixture<Zoo>
{
    private static readonly TcpStateSet Plain =
        TcpStateSet.Of(TcpState.Established, TcpState.TimeWait, TcpState.SynRecv, TcpState.FinWait2);

    [Theory]
    [InlineData(null)]
    [InlineData(AddressFamily.IPv4)]
    [InlineData(AddressFamily.IPv6)]
    public void Every_socket_is_that_of_sock_diag(AddressFamily? family)
    {
        Sandbox sandbox = Allowed();
        foreach (TcpStateSet states in new[] { TcpStateSet.All, TcpStateSet.All - TcpStateSet.Of(TcpState.Listen), Plain })
        {
            SocketQuery query = new() { Family = family, States = states };
            (List<string> ordinary, List<string> scanned) = sandbox.Run(() => Both(query));
            Assert.NotEmpty(ordinary);
            Assert.Equal(ordinary, scanned);
        }
    }

    [Fact]
    public void Counts_are_those_of_sock_diag()
    {
        Sandbox sandbox = Allowed();
        foreach (AddressFamily? family in new AddressFamily?[] { null, AddressFamily.IPv4, AddressFamily.IPv6 })
        {
            SocketQuery query = new() { Family = family };
            sandbox.Run(() =>
            {
                using SockDiagSource source = SockDiagSource.Open();
                using TcpScan scan = Assert.IsType<TcpScan>(TcpScan.TryOpen(source));
                StateTally ordinary = new();
                DumpOutcome expected = source.Dump(query, ordinary);
                for (int again = 0; again < 2; again++)
                {
                    StateTally counted = new();
                    Assert.Equal(expected, scan.Dump(query, counted));
                    Assert.Equal(ordinary.Counts.ToArray(), counted.Counts.ToArray());
                }

                return 0;
            });
        }
    }

    [Fact]
    public void Another_namespace_has_its_own()
    {
        Allowed();
        using Sandbox empty = Require.Sandbox();
        (List<string> ordinary, List<string> scanned) = empty.Run(() => Both(new SocketQuery()));
        Assert.Empty(ordinary);
        Assert.Empty(scanned);
    }

    [Fact]
    public void Thousands_come_once_each()
    {
        Allowed();
        using Sandbox sandbox = Require.Sandbox();
        foreach (InetAddress address in Loopbacks.All.Select(InetAddress.Parse))
        {
            using LabSocket listener = sandbox.Tcp(address.Family).Bind(new(address, 0)).Listen(16);
            for (int i = 0; i < 500; i++)
            {
                Connection.Through(listener, sandbox, sandbox);
            }
        }

        (List<string> ordinary, List<string> scanned) = sandbox.Run(() => Both(new SocketQuery()));
        Assert.True(ordinary.Count >= 3000);
        Assert.Equal(ordinary, scanned);
    }

    [Fact]
    public void A_visitor_may_end_the_walk()
    {
        Sandbox sandbox = Allowed();
        sandbox.Run(() =>
        {
            using SockDiagSource source = SockDiagSource.Open();
            using TcpScan scan = Assert.IsType<TcpScan>(TcpScan.TryOpen(source));
            FirstSockets first = new(5, new Lines());
            Assert.True(scan.Dump(new SocketQuery { States = Plain }, first).Stopped);
            Assert.Equal(5, first.Seen);
            return 0;
        });
    }

    [Theory]
    [InlineData("states", "--exact")]
    [InlineData("states", "--exact", "-4")]
    [InlineData("states", "--exact", "-6")]
    [InlineData("states", "--exact", "-t", "-u")]
    [InlineData("peers")]
    [InlineData("peers", "-6")]
    [InlineData("count", "--by", "state,family,proto")]
    [InlineData("count", "--by", "local,lport,state")]
    [InlineData("count", "--by", "peer,rport")]
    [InlineData("count", "--by", "state,user")]
    [InlineData("count", "--by", "lport", "state", "established")]
    public void Commands_answer_the_same(params string[] command)
    {
        Sandbox sandbox = Allowed();
        Assert.Equal(Output(sandbox, "never", command), Output(sandbox, "always", command));
    }

    [Fact]
    public void Processes_are_the_same()
    {
        Sandbox sandbox = Allowed();
        string[] command = ["list", "-a", "-p", "-o", "jsonl"];
        List<string> walked = Holders(Output(sandbox, "never", command));
        Assert.Contains(walked, line => line.Contains(Environment.ProcessId.ToString(), StringComparison.Ordinal));
        Assert.Equal(walked, Holders(Output(sandbox, "always", command)));
    }

    [Fact]
    public void Without_permission_commands_do_without_a_word()
    {
        Sandbox sandbox = Allowed();
        ToolResult refused = Cli.Quiet(sandbox.Exec("env", [$"{IteratorWalk.Variable}=always", "TCPVET_WITHOUT=bpf", Cli.Path, "states", "--exact"]));
        Assert.Equal("", refused.Errors);
        Assert.Equal(Output(sandbox, "never", ["states", "--exact"]), Cli.Succeeded(refused));
    }

    private static string Output(Sandbox sandbox, string iterators, string[] command) =>
        Cli.Succeeded(Cli.Quiet(sandbox.Exec("env", [$"{IteratorWalk.Variable}={iterators}", Cli.Path, .. command])));

    private static List<string> Holders(string lines) =>
        [.. Cli.Lines(lines).Select(socket => $"{socket.Cookie}: {string.Join(' ', socket.Processes)}").Order(StringComparer.Ordinal)];

    private static (List<string> Ordinary, List<string> Scanned) Both(SocketQuery query)
    {
        using KernelSource source = KernelSource.Open(ProcFsRoot.Default);
        using TcpScan scan = Assert.IsType<TcpScan>(TcpScan.TryOpen(source));
        Lines ordinary = new();
        Lines scanned = new();
        DumpOutcome expected = source.Dump(query, ordinary);
        Assert.Equal(expected, scan.Dump(query, scanned));
        return (ordinary.Sorted, scanned.Sorted);
    }

    private Sandbox Allowed()
    {
        if (EbpfSupport.Obstacle("test") is { } obstacle)
        {
            Assert.Skip(obstacle.Why);
        }

        return zoo.Sandbox();
    }

    private sealed class Lines : ISocketVisitor
    {
        private readonly List<string> lines = [];

        public List<string> Sorted => [.. lines.Order(StringComparer.Ordinal)];

        public bool Visit(in SocketView socket)
        {
            lines.Add($"{socket.Family} {socket.State} {socket.Local} {socket.Peer} {socket.Interface}");
            return true;
        }
    }
}
