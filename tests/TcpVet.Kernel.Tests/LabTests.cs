using System.Text.RegularExpressions;
using TcpVet.Lab;
using TcpVet.Lab.Scenarios;
using TcpVet.Lab.Staging;

namespace TcpVet.Kernel.Tests;

/// <summary>Every scenario as users make it: the sockets are there, a command runs inside, and nothing is left afterwards.</summary>
public sealed partial class LabTests
{
    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_makes_its_sockets_and_leaves_nothing_behind(string name)
    {
        Scenario scenario = ScenarioCatalog.Find(name)!;
        Assert.SkipWhen(scenario.CannotShow() is not null, scenario.CannotShow() ?? "");
        int count = scenario.Count is { } range ? Math.Clamp(12, range.Low, range.High) : 0;
        // On a busy machine the scenario may not be whole after half a second: then once more, with time.
        SsRow[] rows = Shown(name, count, seconds: "0.5");
        Func<SsRow[], int, bool> expected = LabSockets.Expected.GetValueOrDefault(name, (_, _) => true);
        rows = expected(rows, count) ? rows : Shown(name, count, seconds: "4");
        Assert.True(expected(rows, count), $"{name}: {string.Join(", ", rows.GroupBy(row => row.State).Select(group => $"{group.Key} {group.Count()}"))}");
    }

    private static SsRow[] Shown(string name, int count, string seconds)
    {
        ToolResult result = Lab([name, .. count > 0 ? ["--count", $"{count}"] : Array.Empty<string>(), "--no-wait", "--", "sh", "-c", $"sleep {seconds}; ss -HOtane; exit 42"]);
        Assert.True(result.ExitStatus == 42, $"{result.ExitStatus}: {result.Errors}");
        AssertGone(result.Errors);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Ss.Parse)];
    }

    [Theory]
    [InlineData(9, "fin-wait1-pile-up")]
    [InlineData(9, "established-leak")]
    [InlineData(15, "last-ack-pile-up")]
    [InlineData(1, "half-established")]
    [InlineData(9, "zero-window-peer")]
    [InlineData(9, "conntrack-idle")]
    public void Nothing_is_left_when_the_laboratory_is_killed(int signal, string name)
    {
        using ChildProcess lab = Start([name, "--count", "20", "--no-wait", "--", "sh", "-c", "sleep 100 & echo ready; sleep 101"]);
        Assert.Equal("ready\n", lab.ReadLineAndClose(Deadline.After(TimeSpan.FromSeconds(30))));
        lab.Signal(signal);
        ToolResult result = lab.Finish(Deadline.After(TimeSpan.FromSeconds(20)));
        AssertGone(result.Errors);
    }

    [Fact]
    public void The_namespace_has_a_process_by_which_others_find_it()
    {
        ToolResult result = Lab(["close-wait-unread", "--count", "5", "--no-wait", "--", "sh", "-c", "readlink /proc/self/ns/net; ls -d /proc/[0-9]*"]);
        Assert.Equal(0, result.ExitStatus);
        Assert.StartsWith($"net:[{Account().Match(result.Errors).Groups["netns"].Value}]", result.Output, StringComparison.Ordinal);
        Assert.Contains($"/proc/{Account().Match(result.Errors).Groups["door"].Value}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_ends_by_itself_after_its_time()
    {
        ToolResult result = Lab(["keepalive-too-slow", "--hold", "300ms"]);
        Assert.Equal(0, result.ExitStatus);
        Assert.Empty(result.Errors);
        Assert.Contains(" --set TV114.middlebox_idle=60000\n", result.Output, StringComparison.Ordinal);
        AssertGone(result.Output);
    }

    [Theory]
    [InlineData("0.06")]
    [InlineData("0.1")]
    [InlineData("0.14")]
    [InlineData("0.2")]
    public void Stopped_while_it_is_made_it_blames_no_tool(string after)
    {
        Require.Tools("timeout");
        _ = Require.Sandbox();
        // timeout(1) signals its whole process group, as the terminal does at Ctrl-C.
        using ChildProcess lab = ChildProcess.Start("/usr/bin/timeout"u8, ["timeout", "--preserve-status", "-s", "INT", after, Cli.Path, "lab", "conntrack-idle"]);
        lab.CloseInput();
        ToolResult result = Cli.Quiet(lab.Finish(Deadline.After(TimeSpan.FromSeconds(20))));
        Assert.Contains(result.ExitStatus, (int[])[0, 130]);
        Assert.DoesNotContain("tcpvet:", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_inside_finds_this_tcpvet_and_gets_the_input()
    {
        using ChildProcess lab = Start(["close-wait-leak", "--count", "7", "--no-wait", "--", "sh", "-c", "cat; command -v tcpvet; tcpvet count --by process state close-wait -H"]);
        lab.CloseInput();
        ToolResult result = lab.Finish(Deadline.After(TimeSpan.FromSeconds(30)));
        Assert.True(result.ExitStatus == 0, result.Errors);
        Assert.Contains("7 connections instead of 60", result.Errors, StringComparison.Ordinal);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Path.GetDirectoryName(Path.GetFullPath(Cli.Path)), Path.GetDirectoryName(lines[0]));
        Assert.Matches(@"^7\s+orders\[\d+\]$", lines[1]);
    }

    [Fact]
    public void An_ordinary_user_gets_one_through_a_user_namespace()
    {
        Require.Tools("runuser", "unshare");
        using ChildProcess trial = ChildProcess.Start("/usr/sbin/runuser"u8, ["runuser", "-u", "nobody", "--", "unshare", "--user", "--map-root-user", "--net", Cli.Path, "--version"]);
        trial.CloseInput();
        Assert.SkipWhen(trial.Finish(Deadline.After(TimeSpan.FromSeconds(20))).ExitStatus != 0, "nobody may make no user namespace, or cannot read the binary");
        using ChildProcess lab = ChildProcess.Start("/usr/sbin/runuser"u8, ["runuser", "-u", "nobody", "--", Cli.Path, "lab", "close-wait-leak", "--count", "6", "--no-wait", "--", "sh", "-c", "ss -HOtan state close-wait | wc -l; exit 6"]);
        lab.CloseInput();
        ToolResult result = Cli.Quiet(lab.Finish(Deadline.After(TimeSpan.FromSeconds(30))));
        Assert.Equal((6, "6\n"), (result.ExitStatus, result.Output));
        AssertGone(result.Errors);
    }

    [Fact]
    public void Where_no_namespace_is_allowed_one_line_says_so()
    {
        Require.Tools("unshare");
        _ = Require.Sandbox();
        using ChildProcess lab = ChildProcess.Start("/bin/sh"u8, ["sh", "-c", $"exec unshare --user --map-root-user sh -c 'echo 0 > /proc/sys/user/max_net_namespaces; exec {Cli.Path} lab close-wait-leak'"]);
        lab.CloseInput();
        ToolResult result = Cli.Quiet(lab.Finish(Deadline.After(TimeSpan.FromSeconds(20))));
        Assert.SkipWhen(result.Errors.StartsWith("unshare:", StringComparison.Ordinal), result.Errors);
        Assert.Equal(3, result.ExitStatus);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("no network namespace is allowed here", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_descriptors_are_named_with_the_way_out()
    {
        _ = Require.Sandbox();
        using ChildProcess lab = ChildProcess.Start("/bin/sh"u8, ["sh", "-c", $"ulimit -n 40; exec {Cli.Path} lab descriptors-exhausted --hold 0"]);
        lab.CloseInput();
        ToolResult result = Cli.Quiet(lab.Finish(Deadline.After(TimeSpan.FromSeconds(20))));
        Assert.Equal(3, result.ExitStatus);
        Assert.EndsWith("raise the limit of descriptors (ulimit -n)\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tool_is_named_with_its_package() => Assert.Equal("ip is not installed (apt-get install iproute2)", Tool.Missing("ip").Message);

    private static ChildProcess Start(string[] arguments)
    {
        using Sandbox allowed = Require.Sandbox();
        return ChildProcess.Start(System.Text.Encoding.UTF8.GetBytes(Cli.Path), ["tcpvet", "lab", .. arguments]);
    }

    private static ToolResult Lab(string[] arguments)
    {
        using ChildProcess lab = Start(arguments);
        lab.CloseInput();
        return Cli.Quiet(lab.Finish(Deadline.After(TimeSpan.FromSeconds(60))));
    }

    // The account names the namespace and every process: none of them may be there afterwards.
    private static void AssertGone(string account)
    {
        Match made = Account().Match(account);
        Assert.True(made.Success, account);
        string netns = $"net:[{made.Groups["netns"].Value}]";
        int[] pids =
            [.. Pids()
                .Matches(account)
                .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.NotEmpty(pids);
        Deadline.After(TimeSpan.FromSeconds(10)).Wait($"the end of {netns} and of {string.Join(' ', pids)}",
            () => pids.Any(Lives) || Threads().Any(thread => Link($"{thread}/ns/net") == netns) ? null : "gone");
    }

    // A process that init has yet to bury holds nothing.
    private static bool Lives(int pid) => Link($"/proc/{pid}/ns/net") is not null;

    private static IEnumerable<string> Threads()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string[] threads;
            try
            {
                threads = Directory.GetDirectories($"{process}/task");
            }
            catch (IOException)
            {
                continue;
            }

            foreach (string thread in threads)
            {
                yield return thread;
            }
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"namespace +net:\[(?<netns>\d+)\], process (?<door>\d+)")]
    private static partial Regex Account();

    [GeneratedRegex(@"(?:process |\w\[)(\d+)")]
    private static partial Regex Pids();
}
