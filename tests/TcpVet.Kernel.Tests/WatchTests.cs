using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Longer evidence on the real kernel: samples that show what grows, and a watch that tells what comes and goes.</summary>
public sealed class WatchTests
{
    private static readonly InetAddress Address = InetAddress.Parse(Loopbacks.IPv4);

    [Fact]
    public void Samples_show_a_leak_as_a_trend()
    {
        using Sandbox sandbox = Require.Sandbox();
        LabSocket listener = Listening.Make(sandbox, Address, port: 8080).Socket!;
        // Two stand before the first sample, so that the group is in each of them.
        Leak(sandbox, listener, 2);
        using ChildProcess checkup = sandbox.Start(Cli.Path, "checkup", "--samples", "4", "--interval", "1s", "-o", "json");
        for (int i = 0; i < 5; i++)
        {
            Thread.Sleep(600);
            Leak(sandbox, listener, 3);
        }

        JsonElement capture =
            Cli.Document(Cli.Succeeded(Cli.Quiet(checkup.Finish(Deadline.After(TimeSpan.FromSeconds(20)))))).GetProperty("capture");
        JsonElement netns = capture.GetProperty("namespaces")[0];
        long[] samples = [.. capture.GetProperty("samples_ms").EnumerateArray().Select(time => time.GetInt64())];
        long[] values =
            [.. netns.GetProperty("trends")
                .EnumerateArray()
                .Single(trend => trend.GetProperty("kind").GetString() == "sockets" && trend.GetProperty("state").GetString() == "CLOSE_WAIT")
                    .GetProperty("values").EnumerateArray().Select(value => value.GetInt64())];
        JsonElement group = netns.GetProperty("groups").EnumerateArray().First(found => found.GetProperty("state").GetString() == "CLOSE_WAIT");

        Assert.Equal((4, 4, 0L), (samples.Length, values.Length, samples[0]));
        Assert.InRange(capture.GetProperty("interval_ms").GetInt64(), 2_500, 6_000);
        Assert.Equal(values.Order(), values);
        Assert.True(values[^1] - values[0] >= 6, string.Join(' ', values));
        Assert.Equal((values[^1], values[0]), (group.GetProperty("count").GetInt64(), group.GetProperty("count_first").GetInt64()));
    }

    [Fact]
    public void A_watch_whose_namespace_goes_ends_with_what_it_saw()
    {
        using Sandbox sandbox = Require.Sandbox();
        using ChildProcess door = sandbox.Start("sleep", "100");
        using TemporaryFile file = new();
        using ChildProcess watch = ChildProcess.Start("/bin/sh"u8, ["sh", "-c", $"exec {Cli.Path} checkup --watch 1s -N {door.Pid} >{file.Path}"]);
        watch.CloseInput();
        WaitFor(file, "a round every 1s");
        door.Dispose();
        ToolResult result = Cli.Quiet(watch.Finish(Deadline.After(TimeSpan.FromSeconds(20))));
        Assert.Equal(3, result.ExitStatus);
        Assert.Contains("SUMMARY  ", File.ReadAllText(file.Path), StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_watch_tells_when_a_full_queue_comes_and_goes()
    {
        using Sandbox sandbox = Require.Sandbox();
        using TemporaryFile file = new();
        using ChildProcess watch = sandbox.Start("sh", "-c", "exec \"$0\" checkup --watch 1s --only accept-queue-full --fail-on critical -o jsonl >\"$1\"", Cli.Path, file.Path);
        AcceptQueue queue = AcceptQueue.MakeFull(sandbox, Address, backlog: 4, turnedAway: 3, port: 8080);
        WaitFor(file, "\"event\":\"appeared\",\"code\":\"TV201\"");
        queue.Listener.Socket!.Dispose();
        WaitFor(file, "\"event\":\"cleared\",\"code\":\"TV201\"");
        watch.Interrupt();

        // What was there counts for --fail-on, although it went.
        ToolResult result = Cli.Quiet(watch.Finish(Deadline.Usual));
        Assert.Equal((1, ""), (result.ExitStatus, result.Errors));
        JsonElement[] rounds = [.. File.ReadAllLines(file.Path).Select(Cli.Document)];
        Assert.Equal(Enumerable.Range(1, rounds.Length), rounds.Select(round => round.GetProperty("round").GetInt32()));
        Assert.Equal(["appeared", "cleared"],
            rounds.SelectMany(round => round.GetProperty("events").EnumerateArray()).Select(entry => entry.GetProperty("event").GetString()));
        Assert.Equal(0, rounds[^1].GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public void A_watch_ends_with_a_summary()
    {
        using Sandbox sandbox = Require.Sandbox();
        string output = Cli.Succeeded(Cli.Run(sandbox, "checkup", "--watch", "1s", "--samples", "2"));

        Assert.Contains("a round every 1s", output, StringComparison.Ordinal);
        Assert.Contains("SUMMARY  2 rounds", output, StringComparison.Ordinal);
    }

    private static void Leak(Sandbox sandbox, LabSocket listener, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Connection connection = Connection.Through(listener, sandbox, sandbox);
            CloseWait.Leave(sandbox, connection, unread: 0, read: true);
        }
    }

    private static void WaitFor(TemporaryFile file, string text)
    {
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(20));
        deadline.Wait(text, () => File.ReadAllText(file.Path).Contains(text, StringComparison.Ordinal) ? text : null);
    }
}
