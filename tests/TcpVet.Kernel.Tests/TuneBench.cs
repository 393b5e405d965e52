using System.Globalization;
using System.Text.Json;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>A network namespace with a journal and a sysctl.d of its own, for tests of <c>tcpvet tune</c>: nothing of it reaches the host's
/// settings.</summary>
internal sealed class TuneBench : IDisposable
{
    internal const string Somaxconn = "net.core.somaxconn";
    internal const string Range = "net.ipv4.ip_local_port_range";

    private bool ended;

    private readonly string root = Directory.CreateTempSubdirectory("tcpvet-tune-").FullName;

    internal TuneBench()
    {
        Sandbox = Require.Sandbox();
        Directory.CreateDirectory(Etc);
    }

    internal Sandbox Sandbox { get; }

    internal string State => Path.Combine(root, "state");

    internal string Etc => Path.Combine(root, "etc/sysctl.d");

    internal string File90 => Path.Combine(Etc, "90-tcpvet.conf");

    internal string PlanFile => Path.Combine(root, "plan.json");

    /// <summary>The value in force.</summary>
    internal string Value(string setting) => Sandbox.Run(() => File.ReadAllText($"/proc/sys/{setting.Replace('.', '/')}")).Trim().Replace('\t', ' ');

    /// <summary>Writes a plan's file.</summary>
    internal void Plan(params (string Setting, string From, string To)[] changes)
    {
        string list = string.Join(',', changes.Select(change => $$"""{"setting":"{{change.Setting}}","from":"{{change.From}}","to":"{{change.To}}","because":[]}"""));
        File.WriteAllText(PlanFile, $$"""
            {"schema":"tcpvet/tune-plan/1","host":"h","kernel":"k","taken_at":"2026-11-26T00:00:00Z","netns":"n","target":{"inode":{{Sandbox.NetnsInode}}},"changes":[{{list}}]}
            """);
    }

    /// <summary>The plan of most tests: two settings.</summary>
    internal void PlanTwo() => Plan((Range, "32768 60999", "16384 65535"), (Somaxconn, "4096", "9000"));

    internal string[] Words(params string[] words) => ["tune", .. words, "--state-dir", State];

    internal ToolResult Run(params string[] words) => Cli.Run(Sandbox, Words(words));

    /// <summary>Applies the plan's file.</summary>
    internal ToolResult Apply(params string[] more) => Run(["apply", "--plan", PlanFile, "--yes", .. more]);

    /// <summary>The journal, by the program's own word.</summary>
    internal IReadOnlyList<JsonElement> Log()
    {
        JsonElement log = Cli.Document(Cli.Succeeded(Run("log", "--no-measure", "-o", "json")));
        Assert.Equal(0, log.GetProperty("damaged").GetArrayLength());
        return [.. log.GetProperty("entries").EnumerateArray()];
    }

    internal string StateOf(int id) => Log().Single(entry => entry.GetProperty("id").GetInt32() == id).GetProperty("state").GetString()!;

    /// <summary>The pid of the process that waits for an entry.</summary>
    internal int TimerOf(int id) =>
        int.Parse(Log()
            .Single(entry => entry.GetProperty("id").GetInt32() == id)
            .GetProperty("timer")
            .GetProperty("name")
            .GetString()!, CultureInfo.InvariantCulture);

    /// <summary>Waits until an entry's file says something; the file is replaced as a whole.</summary>
    internal void WaitFor(int id, string state) => Deadline.After(TimeSpan.FromSeconds(20)).Wait(
        state, () => File.ReadAllText(Path.Combine(State, $"entry-{id:D4}.json")).Contains($"\"state\": \"{state}\",\n  \"made_at\"", StringComparison.Ordinal) ? state : null);

    /// <summary>Makes an entry's time be over, without waiting for that.</summary>
    internal void LetTimePass(int id)
    {
        string file = Path.Combine(State, $"entry-{id:D4}.json");
        string[] lines = [.. File.ReadAllLines(file).Select(line => line.StartsWith("  \"deadline_ms\":", StringComparison.Ordinal) ? "  \"deadline_ms\": 1," : line)];
        Assert.Contains("  \"deadline_ms\": 1,", lines);
        File.WriteAllLines(file, lines);
    }

    internal void AssertUntouched() => Assert.Equal(("32768 60999", "4096"), (Value(Range), Value(Somaxconn)));

    internal void AssertApplied() => Assert.Equal(("16384 65535", "9000"), (Value(Range), Value(Somaxconn)));

    /// <summary>Lets the namespace go before the journal does.</summary>
    internal void EndNamespace()
    {
        EndTimers();
        Sandbox.Dispose();
        ended = true;
    }

    public void Dispose()
    {
        if (!ended)
        {
            EndNamespace();
        }

        Directory.Delete(root, recursive: true);
    }

    // What waits for an entry of ours would wait on after the test.
    private void EndTimers()
    {
        if (!Directory.Exists(State))
        {
            return;
        }

        foreach (JsonElement entry in Log().Where(entry => entry.GetProperty("state").GetString() is "pending" or "applying" or "rolling_back"))
        {
            Run("rollback", "--yes", "--force", $"{entry.GetProperty("id").GetInt32()}");
        }
    }
}
