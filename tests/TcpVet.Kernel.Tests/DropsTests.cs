using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary><c>tcpvet drops</c> as users run it.</summary>
public sealed class DropsTests
{
    [Fact]
    public void A_full_buffer_is_told_with_its_process_and_a_closed_port_without_one()
    {
        using Sandbox sandbox = Require.Sandbox();
        using Socket deaf = sandbox.Run(() =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 2_000 };
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 7053));
            return socket;
        });
        using RunningDrops drops = new(sandbox, "-o", "json", "--duration", "3s");
        Send(sandbox, 7053, 100);
        Send(sandbox, 7009, 20);
        JsonElement answer = Cli.Document(drops.Output());
        JsonElement[] rows = [.. answer.GetProperty("rows").EnumerateArray()];
        JsonElement full = Assert.Single(rows, row => Text(row, "reason") == "socket_rcvbuff");
        JsonElement closed = Assert.Single(rows, row => Text(row, "reason") == "no_socket");

        Assert.Equal("tcpvet/drops/1", answer.GetProperty("schema").GetString());
        Assert.Equal(("loss", "in", "lo", "udp", 7053, "socket"),
            (Text(full, "kind"), Text(full, "direction"), Text(full, "interface"), Text(full, "protocol"), Number(full, "port"),
                Text(full, "owner_by")));
        Assert.Equal(Environment.ProcessId, full.GetProperty("process").GetProperty("pid").GetInt32());
        Assert.InRange(Number(full, "packets"), 50, 99);
        Assert.Equal(("refused", 7009, 20), (Text(closed, "kind"), Number(closed, "port"), Number(closed, "packets")));
        Assert.False(closed.TryGetProperty("process", out _));
        Assert.Equal(2, rows.Length);
    }

    [Fact]
    public void A_firewall_rule_names_who_was_sending()
    {
        using Sandbox sandbox = Require.Sandbox();
        Require.Tools("nft");
        Assert.Equal(0, sandbox.Exec("nft", ["add table inet t; add chain inet t o { type filter hook output priority 0; }; add rule inet t o udp dport 7054 drop"]).ExitStatus);
        using RunningDrops drops = new(sandbox, "-o", "jsonl", "--duration", "3s", "dport = :7054");
        sandbox.Run(() =>
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            for (int i = 0; i < 4; i++)
            {
                Assert.Throws<SocketException>(() => socket.SendTo([1], new IPEndPoint(IPAddress.Loopback, 7054)));
            }

            return true;
        });
        Send(sandbox, 7055, 3);
        string line = Assert.Single(drops.Output().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        JsonElement row = Cli.Document(line);

        Assert.Equal(("netfilter_drop", "out", 4), (Text(row, "reason"), Text(row, "direction"), Number(row, "packets")));
        Assert.Equal(Environment.ProcessId, row.GetProperty("process").GetProperty("pid").GetInt32());
        JsonElement rule = Assert.Single(row.GetProperty("rules").EnumerateArray());
        Assert.Contains($"handle {rule.GetProperty("handle").GetInt64()}",
            sandbox.Exec("nft", "-a", "list", "chain", Text(rule, "family")!, Text(rule, "table")!, Text(rule, "chain")!).Checked("nft"), StringComparison.Ordinal);
        Assert.Equal(7054, row.GetProperty("example").GetProperty("peer").GetProperty("port").GetInt32());
    }

    /// <summary>What TCP does every day is no loss: connections that open, talk, close and are reset leave nothing behind.</summary>
    [Fact]
    public void A_host_that_works_throws_nothing_away()
    {
        using Sandbox sandbox = Require.Sandbox();
        using RunningDrops drops = new(sandbox, "-o", "json", "--duration", "3s");
        for (int i = 0; i < 20; i++)
        {
            Connection connection = Connection.Open(sandbox, Model.InetAddress.Parse(Loopbacks.IPv4));
            connection.Client.Send(new byte[100]);
            Assert.Equal(100, connection.Server.Receive(new byte[200]));
            connection.Server.Dispose();
            connection.Client.Dispose();
        }

        Assert.Empty(Cli.Document(drops.Output()).GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public void Without_the_right_it_says_which()
    {
        using Sandbox sandbox = Require.Sandbox();
        Require.Tools("setpriv");
        ToolResult refused = Cli.Quiet(sandbox.Exec("setpriv", ["--bounding-set", "-all", "--inh-caps", "-all", Cli.Path, "drops"]));

        Assert.Equal((3, "tcpvet: count dropped packets: Operation not permitted (EPERM): this process lacks CAP_BPF and CAP_PERFMON; run it as root\n"), (refused.ExitStatus, refused.Errors));
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static void Send(Sandbox sandbox, int port, int times) => sandbox.Run(() =>
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < times; i++)
        {
            socket.SendTo(new byte[300], new IPEndPoint(IPAddress.Loopback, port));
        }

        return true;
    });

    /// <summary>A count that runs: what is thrown away before its programs are there is not told, so its word is waited for.</summary>
    private sealed class RunningDrops : IDisposable
    {
        private readonly TemporaryFile errors = new();
        private readonly ChildProcess process;

        internal RunningDrops(Sandbox sandbox, params string[] arguments)
        {
            if (!File.Exists("/sys/kernel/btf/vmlinux"))
            {
                Assert.Skip("this kernel has no BTF");
            }

            process = sandbox.Start("/bin/sh", ["-c", "exec \"$@\" 2>\"$0\"", errors.Path, Cli.Path, "drops", .. arguments]);
            Deadline.After(TimeSpan.FromSeconds(20)).Wait("the programs",
                () => File.ReadAllText(errors.Path).Contains("Ctrl-C ends", StringComparison.Ordinal) ? this : null);
        }

        internal string Output()
        {
            ToolResult result = Cli.Quiet(process.Finish(Deadline.After(TimeSpan.FromSeconds(30))));
            Assert.True(result.ExitStatus == 0, File.ReadAllText(errors.Path));
            return result.Output;
        }

        public void Dispose()
        {
            process.Dispose();
            errors.Dispose();
        }
    }
}
