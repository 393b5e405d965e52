using System.Diagnostics;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Where programs of this kind misbehave: no privilege, a closed pipe, Ctrl-C.</summary>
public sealed class EdgeTests
{
    private static readonly string[] Nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"];

    [Fact]
    public void An_unprivileged_user_sees_the_sockets_and_is_told_what_is_hidden()
    {
        using Sandbox sandbox = Require.Sandbox();
        using PublicCopy binary = new();
        Require.Tools("setpriv");
        MadeSocket made = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        sandbox.Hold("another-user's", made.Socket!);
        ToolResult states = AsNobody(sandbox, binary, "states", "-o", "csv");
        Assert.Contains("ESTABLISHED,2", Cli.Succeeded(states), StringComparison.Ordinal);
        ToolResult list = AsNobody(sandbox, binary, "list", "-p", "-o", "jsonl");
        Assert.Equal(2, Cli.Lines(Cli.Succeeded(list)).Count);
        Assert.All(Cli.Lines(list.Output), socket => Assert.Empty(socket.Processes));
        // How many processes could not be read.
        Assert.Matches(@"\d+ process", list.Errors);
        Cli.Succeeded(AsNobody(sandbox, binary, "checkup", "--interval", "100ms"));
    }

    [Fact]
    public void What_needs_privilege_is_refused_with_status_3_and_advice()
    {
        using Sandbox sandbox = Require.Sandbox();
        using PublicCopy binary = new();
        Require.Tools("setpriv");
        MadeSocket made = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        foreach (string[] command in new[] { ["close", "--yes", "state", "established"], new[] { "states", "-N", sandbox.NetnsPath } })
        {
            ToolResult refused = AsNobody(sandbox, binary, command);
            Assert.True(refused.ExitStatus == 3, $"{string.Join(' ', command)}: {refused}");
            Assert.Empty(refused.Output);
            Assert.Single(refused.Errors.Trim().Split('\n'));
        }

        Assert.Equal(TcpState.Established, made.Socket!.State);
    }

    [Theory]
    [InlineData("list", "-a")]
    [InlineData("list", "-a", "-o", "jsonl")]
    [InlineData("list", "-a", "-o", "json")]
    [InlineData("list", "-a", "-p", "-e", "-i", "-m")]
    public void A_reader_that_goes_away_ends_the_program_quietly(params string[] arguments)
    {
        using Sandbox sandbox = Require.Sandbox();
        // More than a pipe holds (64 KiB), so that the program is still writing when the reader leaves.
        for (int i = 0; i < 600; i++)
        {
            Listening.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        }

        using ChildProcess process = sandbox.Start(Cli.Path, arguments);
        Assert.NotEmpty(process.ReadLineAndClose(Deadline.Usual));
        ToolResult result = Cli.Quiet(process.Finish(Deadline.Usual));
        // What it could not see, it may say before it writes; about the pipe it says nothing.
        Assert.All(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Contains("could not be searched", line, StringComparison.Ordinal));
        // 141: ended by SIGPIPE, as other programs are.
        Assert.Contains(result.ExitStatus, new[] { 0, 141 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(300)]
    public void Interrupting_a_checkup_ends_it_at_once_whatever_it_does_then(int afterMs)
    {
        using Sandbox sandbox = Require.Sandbox();
        using ChildProcess process = sandbox.Start(Cli.Path, "checkup", "--interval", "30");
        Thread.Sleep(afterMs);
        Stopwatch watch = Stopwatch.StartNew();
        process.Interrupt();
        ToolResult result = Cli.Quiet(process.Finish(Deadline.Usual));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
        Assert.Equal(130, result.ExitStatus);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
    }

    private static ToolResult AsNobody(Sandbox sandbox, PublicCopy binary, params string[] command) =>
        Cli.Quiet(sandbox.Exec("setpriv", [.. Nobody, binary.Path, .. command]));

    /// <summary>The binary where everybody may execute it; a checkout often lies where others may not look.</summary>
    private sealed class PublicCopy : IDisposable
    {
        private readonly DirectoryInfo folder;

        internal PublicCopy()
        {
            string original = Cli.Path; // skips the test where there is none
            folder = Directory.CreateTempSubdirectory("tcpvet-test-");
            File.Copy(original, Path);
            const UnixFileMode Everybody =
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(folder.FullName, Everybody);
            File.SetUnixFileMode(Path, Everybody);
        }

        internal string Path => System.IO.Path.Combine(folder.FullName, "tcpvet");

        public void Dispose() => folder.Delete(recursive: true);
    }
}
