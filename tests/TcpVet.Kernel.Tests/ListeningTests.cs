using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>A check-up listens to the kernel while it waits, and <c>--no-trace</c> keeps it from it.</summary>
public sealed class ListeningTests
{
    private static readonly InetAddress Address = InetAddress.Parse(Loopbacks.IPv4);

    [Fact]
    public void A_refused_connect_is_in_the_capture_with_what_is_known_of_the_destination()
    {
        using Sandbox sandbox = Require.Sandbox();
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
        {
            Assert.Skip("this kernel has no BTF");
        }

        using LabSocket other = sandbox.Tcp(AddressFamily.IPv4).Bind(new(InetAddress.Parse("127.0.0.2"), 7002)).Listen(8);
        using ChildProcess checkup = sandbox.Start(Cli.Path, "checkup", "--interval", "4s", "-o", "json");
        for (int i = 0; i < 60; i++)
        {
            using LabSocket socket = sandbox.Tcp(AddressFamily.IPv4);
            Assert.Throws<LabException>(() => socket.Connect(new(Address, 7002)));
            Thread.Sleep(100);
        }

        JsonElement answer = Cli.Document(Cli.Succeeded(Cli.Quiet(checkup.Finish(Deadline.After(TimeSpan.FromSeconds(30))))));
        JsonElement failure = answer.GetProperty("capture").GetProperty("namespaces")[0].GetProperty("heard").GetProperty("failures")
            .EnumerateArray().Single();

        Assert.Equal("refused", failure.GetProperty("reason").GetString());
        Assert.True(failure.GetProperty("count").GetInt64() >= 3);
        Assert.Equal(Environment.ProcessId, failure.GetProperty("process").GetProperty("pid").GetInt32());
        JsonElement bound = failure.GetProperty("destination").GetProperty("bound").EnumerateArray().Single();
        Assert.Equal(("127.0.0.2", false), (bound.GetProperty("local").GetProperty("addr").GetString(), bound.GetProperty("takes").GetBoolean()));
        Assert.Contains(answer.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("code").GetString() == "TV212");
    }

    /// <summary>To load the programs takes longer than this interval.</summary>
    [Fact]
    public void Half_of_the_interval_is_listened_however_long_the_loading_takes()
    {
        using Sandbox sandbox = Require.Sandbox();
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
        {
            Assert.Skip("this kernel has no BTF");
        }

        JsonElement capture = Cli.Document(Cli.Succeeded(Cli.Quiet(sandbox.Exec(Cli.Path, "checkup", "--interval", "100ms", "-o", "json")))).GetProperty("capture");
        JsonElement netns = capture.GetProperty("namespaces")[0];
        Assert.True(netns.GetProperty("heard").GetProperty("duration_ms").GetInt64() >= 50);
        Assert.True(netns.GetProperty("dropped").GetProperty("duration_ms").GetInt64() >= 50);
    }

    [Fact]
    public void No_trace_loads_nothing_and_says_what_is_missing()
    {
        using Sandbox sandbox = Require.Sandbox();
        Require.Tools("strace");
        string calls = Path.Combine(Path.GetTempPath(), $"tcpvet-bpf-{Environment.ProcessId}");
        try
        {
            ToolResult quiet = sandbox.Exec("strace", "-f", "-q", "-e", "trace=bpf", "-o", calls, Cli.Path, "checkup", "--no-trace", "--interval", "100ms", "-o", "json");
            string without = File.ReadAllText(calls);
            sandbox.Exec("strace", "-f", "-q", "-e", "trace=bpf", "-o", calls, Cli.Path, "checkup", "--interval", "100ms", "-o", "json").Checked("strace");

            Assert.DoesNotContain("BPF_PROG_LOAD", without, StringComparison.Ordinal);
            Assert.Contains("BPF_PROG_LOAD", File.ReadAllText(calls), StringComparison.Ordinal);
            JsonElement capture = Cli.Document(quiet.Checked("strace")).GetProperty("capture");
            Assert.Contains(capture.GetProperty("missing").EnumerateArray(), fact =>
                (fact.GetProperty("fact").GetString(), fact.GetProperty("reason").GetString()) == ("events", "--no-trace"));
            Assert.False(capture.GetProperty("namespaces")[0].TryGetProperty("heard", out _));
        }
        finally
        {
            File.Delete(calls);
        }
    }

    [Fact]
    public void Without_the_right_the_check_up_says_what_listening_would_have_told()
    {
        using Sandbox sandbox = Require.Sandbox();
        Require.Tools("setpriv");
        string text = Cli.Quiet(sandbox.Exec(
            "setpriv", "--bounding-set", "-all", "--inh-caps", "-all", Cli.Path, "checkup", "-v", "--interval", "100ms")).Output;

        Assert.Contains("TV212", text, StringComparison.Ordinal);
        Assert.Contains("events (listen to the kernel: Operation not permitted (EPERM): this process lacks CAP_BPF and CAP_PERFMON; run it as root)",
            text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
