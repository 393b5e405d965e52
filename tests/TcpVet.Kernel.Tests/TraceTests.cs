using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary><c>tcpvet trace</c> as users run it: its lines are a contract, and it ends as it should.</summary>
public sealed class TraceTests
{
    private static readonly InetAddress Address = InetAddress.Parse(Loopbacks.IPv4);

    [Fact]
    public void Transitions_are_told_with_the_keys_of_the_contract()
    {
        using Sandbox sandbox = Require.Sandbox();
        using RunningTrace trace = new(sandbox, "-o", "jsonl", "--count", "5");
        Connection connection = Connection.Open(sandbox, Address);
        IReadOnlyList<JsonElement> lines = trace.Lines();

        Assert.Equal(["CLOSE→LISTEN", "CLOSE→SYN_SENT", "SYN_SENT→ESTABLISHED", "LISTEN→SYN_RECV", "SYN_RECV→ESTABLISHED"],
            lines.Select(line => $"{line.GetProperty("from").GetString()}→{line.GetProperty("to").GetString()}"));
        JsonElement made = lines[2];
        Assert.Equal((connection.ClientEnd, connection.ServerEnd),
            (Cli.Endpoint(made.GetProperty("local")), Cli.Endpoint(made.GetProperty("peer"))));
        Assert.Equal(Environment.ProcessId, made.GetProperty("process").GetProperty("pid").GetInt32());
        Assert.InRange(made.GetProperty("held_us").GetInt64(), 1, 5_000_000);
        Assert.InRange(made.GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.StartsWith("net:[", made.GetProperty("netns").GetString(), StringComparison.Ordinal);
        // Nobody has accepted it yet, as far as was seen.
        Assert.False(lines[4].TryGetProperty("process", out _));
    }

    [Fact]
    public void Lives_are_told_with_the_keys_of_the_contract()
    {
        using Sandbox sandbox = Require.Sandbox();
        using RunningTrace trace = new(sandbox, "--lives", "-o", "jsonl", "--count", "2");
        Connection connection = Connection.Open(sandbox, Address);
        connection.Client.Send("hello"u8);
        Assert.Equal(5, connection.Server.Receive(new byte[16]));
        connection.Client.Dispose();
        Assert.Equal(0, connection.Server.Receive(new byte[16]));
        connection.Server.Dispose();
        JsonElement life = trace.Lines().Single(line => Cli.Endpoint(line.GetProperty("local")) == connection.ClientEnd);

        Assert.Equal(("out", "local", "fin"), (Text("direction"), Text("first_closer"), Text("ended_by")));
        Assert.Equal((0L, 5L, 0L), (Number("bytes_in"), Number("bytes_out"), Number("retransmits")));
        Assert.Equal(["SYN_SENT", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT"], life.GetProperty("states").EnumerateArray().Select(step => step.GetProperty("state").GetString()));
        Assert.All(life.GetProperty("states").EnumerateArray(), step => Assert.True(step.GetProperty("us").GetInt64() >= 0));
        double lasted = (life.GetProperty("closed_at").GetDateTimeOffset() - life.GetProperty("opened_at").GetDateTimeOffset()).TotalMicroseconds;
        Assert.InRange(Number("lasted_us") - lasted, -2, 2);
        Assert.True(Number("rtt_us") > 0);

        string? Text(string name) => life.GetProperty(name).GetString();
        long Number(string name) => life.GetProperty(name).GetInt64();
    }

    [Fact]
    public void The_filter_and_the_summary_are_about_what_was_asked_for()
    {
        using Sandbox sandbox = Require.Sandbox();
        using LabSocket listener = sandbox.Tcp(AddressFamily.IPv4).Bind(new(Address, 7001)).Listen(8);
        using RunningTrace trace = new(sandbox, "--lives", "--summary", "-o", "jsonl", "--duration", "3s", "sport = :7001");
        for (int i = 0; i < 3; i++)
        {
            Connection connection = Connection.Through(listener, sandbox, sandbox);
            connection.Server.Dispose();
            Assert.Equal(0, connection.Client.Receive(new byte[16]));
            connection.Client.Dispose();
        }

        Connection.Open(sandbox, Address).Client.Dispose();
        IReadOnlyList<JsonElement> lines = trace.Lines();
        Assert.All(lines.SkipLast(1), line => Assert.Equal(7001, line.GetProperty("local").GetProperty("port").GetInt32()));
        JsonElement row = Assert.Single(lines[^1].GetProperty("rows").EnumerateArray());
        Assert.Equal((4, "in", 7001, 3L, 3L, 3L), (
            lines.Count, row.GetProperty("direction").GetString(), row.GetProperty("port").GetInt32(),
            row.GetProperty("opened").GetInt64(), row.GetProperty("closed").GetInt64(), row.GetProperty("closed_local").GetInt64()));
    }

    [Fact]
    public void Ctrl_C_ends_it_cleanly()
    {
        using Sandbox sandbox = Require.Sandbox();
        using RunningTrace trace = new(sandbox);
        trace.Process.Interrupt();
        ToolResult result = Cli.Quiet(trace.Process.Finish(Deadline.Usual));

        Assert.Equal((0, ""), (result.ExitStatus, result.Output));
    }

    [Fact]
    public void Without_the_right_it_says_which_and_other_commands_work()
    {
        using Sandbox sandbox = Require.Sandbox();
        Require.Tools("setpriv");
        string[] unprivileged = ["--bounding-set", "-all", "--inh-caps", "-all", Cli.Path];
        ToolResult refused = Cli.Quiet(sandbox.Exec("setpriv", [.. unprivileged, "trace"]));
        ToolResult works = Cli.Quiet(sandbox.Exec("setpriv", [.. unprivileged, "states"]));

        Assert.Equal((3, "tcpvet: trace connections: Operation not permitted (EPERM): this process lacks CAP_BPF and CAP_PERFMON; run it as root\n"), (refused.ExitStatus, refused.Errors));
        Assert.Equal(0, works.ExitStatus);
    }

    [Fact]
    public void A_traced_check_up_keeps_what_the_kernel_told()
    {
        using Sandbox sandbox = Require.Sandbox();
        using LabSocket listener = sandbox.Tcp(AddressFamily.IPv4).Bind(new(Address, 7001)).Listen(8);
        using ChildProcess checkup = sandbox.Start(Cli.Path, "checkup", "--trace", "4s", "-o", "json");
        for (int i = 0; i < 30; i++)
        {
            Connection connection = Connection.Through(listener, sandbox, sandbox);
            connection.Server.Dispose();
            Assert.Equal(0, connection.Client.Receive(new byte[16]));
            connection.Client.Dispose();
            Thread.Sleep(100);
        }

        JsonElement trace = Cli.Document(Cli.Succeeded(Cli.Quiet(checkup.Finish(Deadline.After(TimeSpan.FromSeconds(30))))))
            .GetProperty("capture")
            .GetProperty("namespaces")[0]
            .GetProperty("trace");
        JsonElement service = trace.GetProperty("services").EnumerateArray().Single(one => one.GetProperty("inbound").GetBoolean());

        Assert.InRange(trace.GetProperty("duration_ms").GetInt64(), 3_900, 20_000);
        Assert.True(service.GetProperty("closed_here").GetInt64() > 0);
        Assert.Equal(0, service.GetProperty("closed_there").GetInt64());
    }

    /// <summary>A trace that runs: what happens before its programs are there is not told, so its word is waited for.</summary>
    private sealed class RunningTrace : IDisposable
    {
        private readonly TemporaryFile errors = new();

        internal RunningTrace(Sandbox sandbox, params string[] arguments)
        {
            if (!File.Exists("/sys/kernel/btf/vmlinux"))
            {
                Assert.Skip("this kernel has no BTF");
            }

            Process = sandbox.Start("/bin/sh", ["-c", "exec \"$@\" 2>\"$0\"", errors.Path, Cli.Path, "trace", .. arguments]);
            Deadline.After(TimeSpan.FromSeconds(20)).Wait("the programs",
                () => File.ReadAllText(errors.Path).Contains("Ctrl-C ends", StringComparison.Ordinal) ? this : null);
        }

        internal ChildProcess Process { get; }

        internal IReadOnlyList<JsonElement> Lines()
        {
            ToolResult result = Cli.Quiet(Process.Finish(Deadline.After(TimeSpan.FromSeconds(30))));
            Assert.True(result.ExitStatus == 0, File.ReadAllText(errors.Path));
            return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cli.Document)];
        }

        public void Dispose()
        {
            Process.Dispose();
            errors.Dispose();
        }
    }
}
