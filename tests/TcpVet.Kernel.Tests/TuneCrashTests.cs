using System.Text.Json;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>
/// The real program is killed (SIGKILL) at every step of apply, confirm and rollback, and at moments that nobody chose. Afterwards no
/// half-written file is there, the journal tells the truth, and one rollback restores the values exactly.
/// </summary>
public sealed class TuneCrashTests : IDisposable
{
    // Every call by which tune changes something outside of its own memory, or waits for that to be on the disk.
    private static readonly string[] Calls = ["write", "fsync", "renameat", "flock"];

    private readonly TuneBench bench = new();

    public static TheoryData<string> EachCall => [.. Calls];

    [Theory]
    [MemberData(nameof(EachCall))]
    public void Killed_at_each_step_of_apply(string call) =>
        AtEachStep(call, prepare: () => { }, ["apply", "--plan", bench.PlanFile, "--yes", "--persist", "--sysctl-dir", bench.Etc]);

    [Theory]
    [MemberData(nameof(EachCall))]
    public void Killed_at_each_step_of_confirm(string call) =>
        AtEachStep(call, prepare: () => Cli.Succeeded(bench.Apply()), ["confirm", "--persist", "--sysctl-dir", bench.Etc]);

    [Theory]
    [MemberData(nameof(EachCall))]
    public void Killed_at_each_step_of_rollback(string call) => AtEachStep(
        call,
        prepare: () =>
        {
            Cli.Succeeded(bench.Apply("--persist", "--sysctl-dir", bench.Etc));
            Cli.Succeeded(bench.Run("confirm"));
        },
        ["rollback", "--yes"]);

    [Fact]
    public void Killed_at_a_hundred_moments()
    {
        bench.PlanTwo();
        Random random = new(20261126);
        for (int i = 0; i < 100; i++)
        {
            using (ChildProcess apply = bench.Sandbox.Start(Cli.Path, bench.Words("apply", "--plan", bench.PlanFile, "--yes", "--persist", "--sysctl-dir", bench.Etc)))
            {
                Thread.Sleep(random.Next(0, 60));
            }

            Mend();
        }
    }

    public void Dispose() => bench.Dispose();

    private void AtEachStep(string call, Action prepare, string[] words)
    {
        Require.Tools("strace");
        bench.PlanTwo();
        int step = 0;
        bool killed = true;
        while (killed)
        {
            prepare();
            // Without -f: the first thread does all this, and the process that waits for the confirmation is not to be killed with it.
            ToolResult result = bench.Sandbox.Exec(
                "strace", ["-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={++step}", Cli.Path, .. bench.Words(words)]);
            killed = result.ExitStatus == 128 + 9;
            Assert.True(killed || result.ExitStatus == 0, $"{call} {step}: {result.ExitStatus} {result.Errors}");
            Mend();
        }

        Assert.True(step > 2, $"{call}: {step} steps only");
    }

    // What the journal says is what is: then it can be undone.
    private void Mend()
    {
        foreach (JsonElement entry in Directory.Exists(bench.State) ? bench.Log() : [])
        {
            int id = entry.GetProperty("id").GetInt32();
            switch (entry.GetProperty("state").GetString())
            {
                case "pending":
                case "confirmed":
                    bench.AssertApplied();
                    Cli.Succeeded(bench.Run("rollback", "--yes", $"{id}"));
                    break;
                case "applying":
                case "rolling_back":
                    Cli.Succeeded(bench.Run("rollback", "--yes", $"{id}"));
                    break;
            }
        }

        bench.AssertUntouched();
        Assert.Empty(Directory.EnumerateFiles(bench.Etc, "*.conf"));
        if (Directory.Exists(bench.State))
        {
            Assert.All(bench.Log(), entry => Assert.False(entry.GetProperty("in_force").GetBoolean()));
            Directory.Delete(bench.State, recursive: true);
        }
    }
}
