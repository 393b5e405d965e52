using System.Text.RegularExpressions;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Old habits beside the tools that they come from, on the same sockets; each line of the guide is run.</summary>
public sealed partial class HabitTests : IDisposable
{
    private readonly Sandbox sandbox = Require.Sandbox();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Every_line_of_the_guide_does_what_the_old_tool_did()
    {
        Require.Tools("bash");
        Populate();
        IReadOnlyList<(string Old, string New)> rows = GuideOfHabits.Rows("Line by line");
        Assert.True(rows.Count > 25, $"{rows.Count} rows");
        foreach ((string old, string same) in rows)
        {
            string[] words = GuideOfHabits.Words(same);
            ToolResult here = Cli.Run(sandbox, GuideOfHabits.Words(old));
            Assert.Contains($"tcpvet: the same as: {same}\n", here.Errors, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(here.Errors, "the same as"));
            ToolResult direct = Cli.Run(sandbox, words[1..]);
            Assert.True((here.ExitStatus, direct.ExitStatus) == (0, 0), $"{old}: {here} {direct}");
            if (words[1] == "list" && Tool.Find(old.Split(' ')[0]) is not null && !old.StartsWith("fuser", StringComparison.Ordinal))
            {
                Same(old, sandbox.Exec("bash", "-c", old), here);
            }
        }
    }

    [Fact]
    public void Every_pipeline_of_the_guide_runs_and_so_does_its_successor()
    {
        Require.Tools("bash", "netstat");
        Populate();
        IReadOnlyList<(string Old, string New)> rows = GuideOfHabits.Rows("Pipelines that one command replaces");
        Assert.True(rows.Count > 5, $"{rows.Count} rows");
        foreach ((string old, string here) in rows)
        {
            ToolResult before = sandbox.Exec("bash", "-o", "pipefail", "-c", old);
            Assert.True(before.ExitStatus == 0, $"{old}: {before}");
            Cli.Succeeded(Cli.Run(sandbox, GuideOfHabits.Words(here)[1..]));
        }
    }

    [Fact]
    public void Every_word_of_the_guide_shows_something()
    {
        Populate();
        IReadOnlyList<(string Old, string New)> rows = GuideOfHabits.Rows("Words alone");
        Assert.True(rows.Count > 8, $"{rows.Count} rows");
        foreach ((string line, _) in rows)
        {
            Assert.NotEmpty(Cli.Succeeded(Cli.Run(sandbox, GuideOfHabits.Words(line)[1..])));
        }
    }

    [Fact]
    public void What_the_guide_calls_missing_is_refused_with_a_word()
    {
        IReadOnlyList<(string Old, string New)> rows = GuideOfHabits.Rows("What is not here");
        Assert.True(rows.Count > 5, $"{rows.Count} rows");
        foreach ((string line, _) in rows)
        {
            ToolResult refused = Cli.Run(sandbox, line.Split(' '));
            Assert.True(refused is { ExitStatus: 2, Output: "" }, $"{line}: {refused}");
            Assert.Single(refused.Errors.Trim().Split('\n'));
        }
    }

    /// <summary>Of one socket, the words of <c>list -i</c> are those of <c>ss -ie</c>, in its units.</summary>
    [Theory]
    [InlineData("established")]
    [InlineData("close-wait, unread")]
    [InlineData("fin-wait2, held")]
    public void Details_are_words_of_ss(string maker)
    {
        MadeSocket made = Makers.All[maker](sandbox, InetAddress.Parse(Loopbacks.IPv4));
        string filter = $"sport = :{made.Local.Port}";
        string state = made.State.Name().ToLowerInvariant().Replace('_', '-').Replace("fin-wait2", "fin-wait-2", StringComparison.Ordinal);
        string[] ss = Details(sandbox.Exec("ss", "-HOtnie", "state", state, filter).Checked("ss"));
        string[] here = Details(Cli.Succeeded(Cli.Run(sandbox, "list", "-HOti", "state", state, filter)));

        Assert.Contains("ts", here);
        Assert.Contains("sack", here);
        Assert.Contains(here, word => word.StartsWith("wscale:", StringComparison.Ordinal));
        Assert.Contains(here, word => word.StartsWith("rto:", StringComparison.Ordinal));
        Assert.Empty(ss.Except(here));
        // What this ss does not know yet is named as the kernel names it.
        Assert.All(here.Except(ss), word => Assert.Matches("^(rcv_wnd|rehash|total_rto[a-z_]*|retransmits|probes|ca_state):", word));
    }

    private void Populate()
    {
        InetAddress address = InetAddress.Parse(Loopbacks.IPv4);
        Listening.Make(sandbox, address);
        Established.Make(sandbox, address);
        CloseWait.MakeUnread(sandbox, address);
        Udp.MakeUnconnected(sandbox, address);
        Makers.All["time-wait"](sandbox, address);
        LabSocket client = sandbox.Tcp(AddressFamily.IPv4);
        client.Connect(Listening.Make(sandbox, address, port: 8080).Local);
    }

    // Local and remote ports of each socket. lsof shows what processes hold, tcpvet all.
    private static void Same(string old, ToolResult before, ToolResult here)
    {
        bool lsof = old.StartsWith("lsof", StringComparison.Ordinal);
        string[] theirs = Ports(before.Output, lsof);
        string[] ours = Ports(here.Output, arrow: false);
        Assert.True(theirs.Length > 0, $"{old}: {before}");
        string[] missing = [.. theirs.Except(ours)];
        string[] more = lsof ? [] : [.. ours.Except(theirs)];
        Assert.True(missing.Length == 0 && more.Length == 0, $"{old}: missing {string.Join(' ', missing)}; more {string.Join(' ', more)}\n{before.Output}\n{here.Output}");
    }

    private static string[] Ports(string output, bool arrow)
    {
        List<string> ports = [];
        foreach (string line in output.Split('\n'))
        {
            string text = arrow ? line.Replace("->", " ", StringComparison.Ordinal) : line;
            string[] ends = [.. End().Matches(text).Select(match => match.Groups[1].Value.Replace("*", "0", StringComparison.Ordinal))];
            if (ends.Length > 0 && !line.StartsWith("unix", StringComparison.Ordinal))
            {
                ports.Add($"{ends[0]}-{(ends.Length > 1 ? ends[1] : "0")}");
            }
        }

        return [.. ports.Distinct().Order(StringComparer.Ordinal)];
    }

    // Two readings are a moment apart: what counts milliseconds and what is derived from it differs.
    private static string[] Details(string output)
    {
        string words = Regex.Replace(output, @"bbr:\([^)]*\)|send \S+bps|pacing_rate \S+|delivery_rate \S+", "");
        return [.. words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(word => word is not ("ts" or "sack"))
            .Where(word => !word.StartsWith("last", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"(?:^|\s)(?:\[[0-9a-fA-F:]+\]|[0-9a-fA-F.:]+|\*)(?:%\w+)?:(\d+|\*)(?=\s|$)")]
    private static partial Regex End();
}
