using System.Text.Json;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>
/// The journal's folder fills, becomes read-only, goes, or is overwritten while a change waits to be confirmed, and the kernel refuses the
/// real program's calls one by one: the values go back all the same. The folder is a small file system of a mount namespace of its own.
/// </summary>
public sealed class TuneFaultTests : IDisposable
{
    private readonly TuneBench bench = new();

    public static TheoryData<string> Misfortunes =>
    [
        "cat /dev/zero >\"$S/fill\" 2>/dev/null || true",
        "mount -o remount,ro \"$S\"",
        "rm -rf \"$S\"/*",
        "umount -l \"$S\"",
        "mount -t tmpfs none \"$S\"",
        "chmod 0777 \"$S\"; mv \"$S/entry-0001.json\" \"$S/gone\"; mv \"$S/entry-0001.copy\" \"$S/gone\"",
        "printf '{' >\"$S/entry-0001.json\"",
        "printf '{' >\"$S/entry-0001.json\"; printf '{' >\"$S/entry-0001.copy\"",
        "rm \"$S/lock\"; mkdir \"$S/lock\"",
    ];

    /// <summary>Calls by which the journal is written, and how each can be refused.</summary>
    public static TheoryData<string, string> Refusals
    {
        get
        {
            TheoryData<string, string> refusals = [];
            foreach ((string call, string[] errors) in new (string, string[])[]
            {
                ("write", ["ENOSPC", "EIO"]), ("fsync", ["EIO", "ENOSPC"]), ("renameat", ["EROFS", "ENOSPC"]), ("openat,open", ["EMFILE", "EROFS"]),
            })
            {
                foreach (string error in errors)
                {
                    refusals.Add(call, error);
                }
            }

            return refusals;
        }
    }

    [Theory]
    [MemberData(nameof(Misfortunes))]
    public void The_timer_restores_whatever_happens_to_the_journal(string misfortune)
    {
        bench.PlanTwo();
        ToolResult result = OnSmallDisk($"""
            "$T" tune apply --plan "$P" --yes --within 2s --state-dir "$S"
            cat /proc/sys/net/core/somaxconn
            {misfortune}
            n=0
            while [ "$(cat /proc/sys/net/core/somaxconn)" != 4096 ] && [ $n -lt 200 ]; do sleep 0.1; n=$((n + 1)); done
            """);

        Assert.True(result.ExitStatus == 0, result.Errors);
        Assert.Contains("\n9000\n", result.Output, StringComparison.Ordinal);
        bench.AssertUntouched();
        WaitUntilNobodyWaits();
    }

    [Theory]
    [MemberData(nameof(Misfortunes))]
    public void A_rollback_restores_from_what_it_has(string misfortune)
    {
        bench.PlanTwo();
        // What is left when both files of the entry have gone is the timer's memory alone.
        bool lost = misfortune.Contains("rm -rf", StringComparison.Ordinal) || misfortune.Contains("mount -l", StringComparison.Ordinal)
            || misfortune.Contains("-t tmpfs", StringComparison.Ordinal) || misfortune.Contains(".copy", StringComparison.Ordinal);
        ToolResult result = OnSmallDisk($"""
            "$T" tune apply --plan "$P" --yes --within 5s --state-dir "$S" >/dev/null
            {misfortune}
            status=0
            "$T" tune rollback 1 --yes --state-dir "$S" || status=$?
            echo "status $status"
            cat /proc/sys/net/core/somaxconn
            n=0
            while [ "$(cat /proc/sys/net/core/somaxconn)" != 4096 ] && [ $n -lt 200 ]; do sleep 0.1; n=$((n + 1)); done
            """);

        Assert.True(result.ExitStatus == 0, result.Errors);
        Assert.True(lost || result.Output.EndsWith("\n4096\n", StringComparison.Ordinal), result.Output + result.Errors);
        Assert.DoesNotContain("internal error", result.Errors, StringComparison.Ordinal);
        bench.AssertUntouched();
        WaitUntilNobodyWaits();
    }

    [Fact]
    public void A_timer_whose_journal_has_gone_ends_all_the_same()
    {
        bench.PlanTwo();
        Cli.Succeeded(bench.Apply("--within", "3s"));
        Directory.Delete(bench.State, recursive: true);
        bench.EndNamespace();

        WaitUntilNobodyWaits();
    }

    [Fact]
    public void What_could_not_be_written_down_is_written_when_there_is_room_again()
    {
        bench.PlanTwo();
        ToolResult result = OnSmallDisk("""
            "$T" tune apply --plan "$P" --yes --within 1s --state-dir "$S" >/dev/null
            mount -o remount,ro "$S"
            n=0
            while [ "$(cat /proc/sys/net/core/somaxconn)" != 4096 ] && [ $n -lt 200 ]; do sleep 0.1; n=$((n + 1)); done
            mount -o remount,rw "$S"
            while ! grep -q '"state": "expired"' "$S/entry-0001.json" && [ $n -lt 200 ]; do sleep 0.1; n=$((n + 1)); done
            "$T" tune log --no-measure -o json --state-dir "$S"
            """);

        Assert.True(result.ExitStatus == 0, result.Errors);
        JsonElement entry = Assert.Single(Cli.Document(result.Output).GetProperty("entries").EnumerateArray());
        Assert.Equal("expired", entry.GetProperty("state").GetString());
        Assert.Contains("EROFS", entry.GetRawText(), StringComparison.Ordinal);
        bench.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Apply_is_whole_or_nothing_whatever_is_refused(string call, string error) => AtEachRefusal(call, error, prepare: () => { },
        ["apply", "--plan", bench.PlanFile, "--yes"], status =>
        {
            if (status == 0)
            {
                bench.AssertApplied();
                Cli.Succeeded(bench.Run("rollback", "--yes"));
            }

            bench.AssertUntouched();
        });

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_rollback_that_was_refused_something_can_be_repeated(string call, string error) =>
        AtEachRefusal(call, error, prepare: () => Cli.Succeeded(bench.Apply()), ["rollback", "--yes"], status =>
        {
            if (status != 0)
            {
                ToolResult second = bench.Run("rollback", "--yes");
                Assert.True(second.ExitStatus == 0 || second.Errors.Contains("nothing to undo", StringComparison.Ordinal), second.Errors);
            }

            bench.AssertUntouched();
        });

    public void Dispose() => bench.Dispose();

    private ToolResult OnSmallDisk(string script) => bench.Sandbox.Exec("unshare", "-m", "sh", "-euc", $"""
        S='{bench.State}'; T='{Cli.Path}'; P='{bench.PlanFile}'
        mount --make-rprivate /
        mkdir -p "$S"
        mount -t tmpfs -o size=16k,mode=0700 none "$S"
        {script}
        mount -o remount,rw "$S" 2>/dev/null || true
        rm -f "$S/fill"
        """);

    // What waits has restored, and ends once it could write that down, or once there is nowhere to write to.
    private void WaitUntilNobodyWaits() => Deadline.After(TimeSpan.FromSeconds(30)).Wait("the end of the timer", () =>
        Directory.EnumerateDirectories("/proc").Any(process => CommandLine(process).Contains(bench.State, StringComparison.Ordinal)) ? null : "ended");

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void AtEachRefusal(string call, string error, Action prepare, string[] words, Action<int> afterwards)
    {
        Require.Tools("strace");
        bench.PlanTwo();
        int step = 0;
        bool refused = true;
        while (refused)
        {
            prepare();
            string trace = Path.Combine(Path.GetDirectoryName(bench.PlanFile)!, "trace");
            // Only what the program does in the journal's folder: a refused file of its own start is another matter.
            ToolResult result = bench.Sandbox.Exec(
                "strace", ["-o", trace, "-P", bench.State, "-P", Entry(".json"), "-P", Entry(".json.tcpvet-new"), "-P", Entry(".copy"), "-P",
                    Entry(".copy.tcpvet-new"), "-P", Path.Combine(bench.State, "lock"), "-e", $"trace={call}", "-e",
                    $"inject={call}:error={error}:when={++step}", Cli.Path, .. bench.Words(words)]);
            refused = File.ReadAllText(trace).Contains("(INJECTED)", StringComparison.Ordinal);
            Assert.DoesNotContain("internal error", result.Errors, StringComparison.Ordinal);
            Assert.True(result.ExitStatus is 0 or 2 or 3, $"{call} {step}: {result.ExitStatus} {result.Errors}");
            afterwards(result.ExitStatus);
            if (Directory.Exists(bench.State))
            {
                Directory.Delete(bench.State, recursive: true);
            }
        }

        Assert.True(step > 2, $"{call}: {step} steps only");
    }

    private string Entry(string suffix) => Path.Combine(bench.State, $"entry-0001{suffix}");
}
