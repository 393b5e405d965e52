using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>tcpvet tune on the settings of a real namespace, as users run it.</summary>
public sealed class TuneTests : IDisposable
{
    private const string Buckets = "net.ipv4.tcp_max_tw_buckets";

    private readonly TuneBench bench = new();

    [Fact]
    public void From_a_finding_to_a_confirmed_and_persisted_change_that_helped_and_back()
    {
        string own = bench.Value(Buckets);
        bench.Sandbox.SetSysctl(Buckets, "100");
        JsonElement plan = Cli.Document(Cli.Succeeded(bench.Sandbox.Exec(Cli.Path, "tune", "plan", "--for", "TV106", "--sysctl-dir", bench.Etc, "-o", "json")));
        JsonElement change = Assert.Single(plan.GetProperty("changes").EnumerateArray());
        Assert.Equal("tcpvet/tune-plan/1", plan.GetProperty("schema").GetString());
        Assert.Equal((Buckets, "100", own, "TV106", bench.File90, true, "low"), (
            Text(change, "setting"), Text(change, "from"), Text(change, "to"), change.GetProperty("because")[0]
                .GetString(), Text(change, "file"), change.GetProperty("reversible")
                .GetBoolean(), Text(change, "risk")));
        File.WriteAllText(bench.PlanFile, plan.GetRawText());

        Assert.Contains("APPLIED  entry 1", Cli.Succeeded(bench.Apply("--persist", "--sysctl-dir", bench.Etc)), StringComparison.Ordinal);
        Assert.Equal((own, "pending"), (bench.Value(Buckets), bench.StateOf(1)));
        Assert.False(File.Exists(bench.File90));

        string confirmed = Cli.Succeeded(bench.Run("confirm"));
        Assert.Contains("TV106: it helped", confirmed, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(bench.File90);
        Assert.Equal($"{Buckets} = {own}", Assert.Single(lines, line => line.Length > 0 && line[0] != '#'));
        Assert.Contains(lines, line => line.StartsWith("# TV106: tcp_max_tw_buckets is 100, lowered", StringComparison.Ordinal));

        Cli.Succeeded(bench.Run("rollback", "1", "--yes"));
        Assert.Equal(("100", "rolled_back", false), (bench.Value(Buckets), bench.StateOf(1), File.Exists(bench.File90)));
    }

    [Fact]
    public void A_programs_fault_gets_no_setting_and_the_reason()
    {
        for (int i = 0; i < 5; i++)
        {
            CloseWait.MakeUnread(bench.Sandbox, InetAddress.Parse(Loopbacks.IPv4));
        }

        JsonElement plan = Cli.Document(Cli.Succeeded(bench.Sandbox.Exec(Cli.Path, "tune", "plan", "--for", "TV101,TV102", "--set", "TV102.min_count=3", "--set", "TV102.min_age_ms=0", "-o", "json")));

        Assert.Equal(0, plan.GetProperty("changes").GetArrayLength());
        Assert.Contains(plan.GetProperty("not_proposed").EnumerateArray(), nothing =>
            Text(nothing, "code") == "TV102" && Text(nothing, "why")!.StartsWith("the program's", StringComparison.Ordinal));
        Assert.Contains(plan.GetProperty("not_proposed").EnumerateArray(), nothing =>
            Text(nothing, "code") == "TV101" && Text(nothing, "why")!.Contains("nothing to mend", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_confirms_goes_back_by_itself()
    {
        bench.PlanTwo();
        Cli.Succeeded(bench.Apply("--within", "1s"));
        bench.WaitFor(1, "expired");

        bench.AssertUntouched();
        ToolResult late = bench.Run("confirm", "1");
        Assert.Equal(3, late.ExitStatus);
        Assert.Contains("too late", late.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_back_when_the_terminal_has_gone()
    {
        Require.Tools("script");
        bench.PlanTwo();
        // The answer comes from the terminal; when its shell ends, the kernel hangs up on all that stay in its session.
        ToolResult typed = bench.Sandbox.Exec("sh", "-c", $"printf 'y\\n' | script -qec '{Cli.Path} tune apply --plan {bench.PlanFile} --within 4s --state-dir {bench.State}' /dev/null");
        Assert.Contains("APPLIED  entry 1", typed.Output, StringComparison.Ordinal);
        bench.AssertApplied();
        int timer = bench.TimerOf(1);
        string[] stat = File.ReadAllText($"/proc/{timer}/stat").Split(") ")[^1].Split(' ');
        Assert.Equal((timer, timer, 0), (int.Parse(stat[2]), int.Parse(stat[3]), int.Parse(stat[4])));

        bench.WaitFor(1, "expired");
        bench.AssertUntouched();
    }

    [Fact]
    public void The_process_that_waits_holds_nothing_of_its_caller_and_ends_with_the_confirm()
    {
        bench.PlanTwo();
        using TemporaryFile inherited = new();
        ToolResult applied = bench.Sandbox.Exec("sh", "-c", $"exec 7>{inherited.Path}; exec {Cli.Path} tune apply --plan {bench.PlanFile} --yes --state-dir {bench.State}");
        Cli.Succeeded(applied);
        int timer = bench.TimerOf(1);
        string[] held = [.. Directory.EnumerateFileSystemEntries($"/proc/{timer}/fd").Select(fd => new FileInfo(fd).LinkTarget!)];
        Assert.DoesNotContain(inherited.Path, held);
        Assert.Equal("/", new FileInfo($"/proc/{timer}/cwd").LinkTarget);

        Cli.Succeeded(bench.Run("confirm"));
        Deadline.After(TimeSpan.FromSeconds(20)).Wait("the end of the process",
            () => Directory.Exists($"/proc/{timer}/fd") && File.ReadAllText($"/proc/{timer}/stat").Split(") ")[^1][0] != 'Z' ? null : "ended");
        bench.AssertApplied();
    }

    [Fact]
    public void When_the_timer_was_killed_the_log_says_so_and_a_rollback_does_it()
    {
        bench.PlanTwo();
        Cli.Succeeded(bench.Apply());
        Kill(bench.TimerOf(1));
        bench.LetTimePass(1);
        Assert.Equal("overdue", Text(bench.Log()[0], "status"));

        bench.Plan((TuneBench.Range, "16384 65535", "20000 65535"));
        ToolResult second = bench.Apply();
        Assert.Equal(3, second.ExitStatus);
        Assert.Contains("its timer has gone", second.Errors, StringComparison.Ordinal);
        Cli.Succeeded(bench.Run("rollback", "--yes"));
        bench.AssertUntouched();
    }

    [Fact]
    public void Of_two_applies_at_once_one_is_refused()
    {
        bench.PlanTwo();
        ChildProcess[] both =
            [.. Enumerable.Range(0, 2).Select(_ => bench.Sandbox.Start(Cli.Path, bench.Words("apply", "--plan", bench.PlanFile, "--yes")))];
        ToolResult[] results = [.. both.Select(process => Cli.Quiet(process.Finish(Deadline.After(TimeSpan.FromSeconds(30)))))];

        Assert.Equal([0, 3], results.Select(result => result.ExitStatus).Order());
        Assert.Single(bench.Log(), entry => Text(entry, "state") == "pending");
        bench.AssertApplied();
    }

    [Fact]
    public void Another_namespace_is_changed_and_restored_from_outside()
    {
        using Sandbox outside = Require.Sandbox();
        using ChildProcess inside = bench.Sandbox.Start("sleep", "100");
        bench.PlanTwo();
        Cli.Succeeded(Cli.Run(outside, bench.Words("apply", "--plan", bench.PlanFile, "--yes", "--pid", $"{inside.Pid}", "--within", "1s")));
        bench.WaitFor(1, "expired");
        bench.AssertUntouched();

        Cli.Succeeded(Cli.Run(outside, bench.Words("apply", "--plan", bench.PlanFile, "--yes", "-N", $"{inside.Pid}")));
        Cli.Succeeded(Cli.Run(outside, bench.Words("confirm")));
        bench.AssertApplied();
        Assert.Equal("4096", outside.Run(() => File.ReadAllText("/proc/sys/net/core/somaxconn")).Trim());
        Cli.Succeeded(Cli.Run(outside, bench.Words("rollback", "--yes")));
        bench.AssertUntouched();
    }

    [Fact]
    public void An_entry_of_a_namespace_that_has_gone_is_void()
    {
        using TuneBench elsewhere = new();
        elsewhere.PlanTwo();
        Cli.Succeeded(elsewhere.Apply());
        Cli.Succeeded(elsewhere.Run("confirm"));
        string state = elsewhere.State;
        elsewhere.EndNamespace();

        string entry = Deadline.After(TimeSpan.FromSeconds(20)).Wait("the namespace's end", () =>
            Cli.Succeeded(bench.Sandbox.Exec(Cli.Path, "tune", "log", "--no-measure", "-o", "jsonl", "--state-dir", state)) is var line
                && line.Contains("\"status\":\"void\"", StringComparison.Ordinal) ? line : null);
        Assert.False(Cli.Document(entry).GetProperty("in_force").GetBoolean());
        Assert.Contains("VOID  entry 1", Cli.Succeeded(bench.Sandbox.Exec(Cli.Path, "tune", "rollback", "--yes", "--state-dir", state)), StringComparison.Ordinal);
        bench.AssertUntouched();
    }

    [Fact]
    public void What_somebody_changed_since_is_refused_and_overwritten_by_force_alone()
    {
        bench.PlanTwo();
        bench.Sandbox.SetSysctl(TuneBench.Somaxconn, "777");
        ToolResult refused = bench.Apply();
        Assert.Equal(3, refused.ExitStatus);
        Assert.Contains("net.core.somaxconn is 777 now and was 4096", refused.Errors, StringComparison.Ordinal);

        bench.Sandbox.SetSysctl(TuneBench.Somaxconn, "4096");
        Cli.Succeeded(bench.Apply());
        Cli.Succeeded(bench.Run("confirm"));
        bench.Sandbox.SetSysctl(TuneBench.Somaxconn, "777");
        refused = bench.Run("rollback", "--yes");
        Assert.Equal(3, refused.ExitStatus);
        Assert.Contains("somebody changed it since", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("16384 65535", bench.Value(TuneBench.Range));
        Cli.Succeeded(bench.Run("rollback", "--yes", "--force"));
        bench.AssertUntouched();
    }

    [Fact]
    public void A_setting_of_the_host_is_refused_in_a_part_of_it()
    {
        bench.Plan(("net.ipv4.tcp_mem", "1 2 3", "4 5 6"));
        ToolResult nothing = bench.Apply();

        Assert.Equal(0, nothing.ExitStatus);
        Assert.Contains("one value for the whole host", nothing.Output, StringComparison.Ordinal);
        Assert.Contains("nothing is changed", nothing.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench.State));
    }

    [Fact]
    public void A_file_that_would_win_at_boot_is_named()
    {
        File.WriteAllText(Path.Combine(bench.Etc, "10-early.conf"), "net.core.somaxconn = 1\n");
        File.WriteAllText(Path.Combine(bench.Etc, "99-late.conf"), "# mine\nnet/core/somaxconn = 512\nnet.ipv4.ip_local_port_range = 16384 65535\n");
        bench.PlanTwo();
        string applied = Cli.Succeeded(bench.Apply("--sysctl-dir", bench.Etc));

        Assert.Contains($"{bench.Etc}/99-late.conf:2 sets 512 and comes behind {bench.File90}: after a restart it wins", applied, StringComparison.Ordinal);
        Assert.DoesNotContain("10-early", applied, StringComparison.Ordinal);
        Assert.DoesNotContain("99-late.conf:3", applied, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no terminal", 2, "--yes is needed", "apply")]
    [InlineData("no persisting for a namespace of nobody", 2, "is read for the host's own namespace", "apply", "--yes", "--persist")]
    [InlineData("no time at all", 2, "--within", "apply", "--yes", "--within", "0")]
    [InlineData("every namespace", 2, "one namespace at a time", "apply", "--yes", "-N", "all")]
    public void What_cannot_be_meant_is_refused_and_nothing_is_touched(string what, int status, string says, params string[] words)
    {
        bench.PlanTwo();
        ToolResult refused = bench.Run([words[0], "--plan", bench.PlanFile, .. words[1..]]);

        Assert.True(refused.ExitStatus == status && refused.Errors.Contains(says, StringComparison.Ordinal), $"{what}: {refused.ExitStatus} {refused.Errors}");
        bench.AssertUntouched();
        Assert.False(Directory.Exists(bench.State));
    }

    public void Dispose() => bench.Dispose();

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static void Kill(int pid)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }
}
