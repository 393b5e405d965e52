using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Raw sock_diag dumps as ss writes them, and captures: read anywhere, with the same answers.</summary>
public sealed class RecordingTests(Zoo zoo) : IClassFixture<Zoo>
{
    [Fact]
    public void A_dump_that_ss_wrote_is_read_as_ss_reads_it()
    {
        Sandbox sandbox = zoo.Sandbox();
        using TemporaryFile dump = new();
        sandbox.Exec("ss", "-ta", "-D", dump.Path).Checked("ss");
        Dictionary<ulong, SsRow> live = Ss.Tcp(sandbox).ToDictionary(row => row.Cookie);
        // ss itself stops at the first family's end mark (misc/ss.c tcp_show_netlink_file); what it does read must agree.
        ulong[] replayed =
            [.. sandbox.Exec("env", $"TCPDIAG_FILE={dump.Path}", "ss", "-HtaneO")
                .Checked("ss")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => Ss.Parse(line).Cookie)];
        IReadOnlyList<CliSocket> fromFile = Cli.Sockets(sandbox, "-a", "-e", "--from", dump.Path);
        IReadOnlyList<CliSocket> fromVariable = Cli.Lines(Cli.Succeeded(Cli.Quiet(sandbox.Exec("env", $"TCPDIAG_FILE={dump.Path}", Cli.Path, "list", "-a", "-e", "-o", "jsonl"))));
        Assert.Equal(fromFile.Select(socket => socket.Json.GetRawText()), fromVariable.Select(socket => socket.Json.GetRawText()));
        Assert.Equal(live.Keys.Order(), fromFile.Select(socket => socket.Cookie).Where(live.ContainsKey).Order());
        Assert.All(fromFile, socket => Assert.True(live.ContainsKey(socket.Cookie) || socket.State == "BOUND_INACTIVE"));
        Assert.True(replayed.Length > zoo.Made.Count / 3);
        Assert.Subset(fromFile.Select(socket => socket.Cookie).ToHashSet(), replayed.ToHashSet());
        foreach (CliSocket socket in fromFile.Where(socket => socket.State != "BOUND_INACTIVE"))
        {
            SsRow row = live[socket.Cookie];
            Assert.Equal((row.State.Name(), row.RecvQ, row.SendQ, row.Local, row.Peer),
                (socket.State, socket.RecvQ, socket.SendQ, socket.Local, socket.Peer));
            Assert.Equal((row.Uid, row.Inode, row.Timer?.Kind), (socket.Uid, socket.Inode, socket.Timer?.Kind));
        }
    }

    [Fact]
    public void A_dump_is_counted_like_the_sockets_it_was_made_of()
    {
        Sandbox sandbox = zoo.Sandbox();
        using TemporaryFile dump = new();
        sandbox.Exec("ss", "-ta", "-D", dump.Path).Checked("ss");
        string live = Cli.Succeeded(Cli.Run(sandbox, "states", "-o", "csv", "exclude", "bound-inactive"));
        string read = Cli.Succeeded(Cli.Run(sandbox, "states", "-o", "csv", "--from", dump.Path));
        Assert.Equal(NonZero(live), NonZero(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no capture")]
    [InlineData("{\"schema\":\"tcpvet/capture/999\"}")]
    [InlineData("\u0048\u0000\u0000\u0000\u0014\u0000")]
    public void What_is_no_recording_is_one_line_and_a_documented_status(string content)
    {
        using Sandbox sandbox = Require.Sandbox();
        using TemporaryFile file = new();
        File.WriteAllText(file.Path, content);
        ToolResult result = Cli.Run(sandbox, "states", "--from", file.Path);
        Assert.Contains(result.ExitStatus, new[] { 2, 3 });
        Assert.Single(result.Errors.Trim().Split('\n'));
    }

    [Fact]
    public void A_capture_replayed_gives_the_findings_it_was_taken_with()
    {
        Sandbox sandbox = zoo.Sandbox();
        using TemporaryFile file = new();
        Cli.Succeeded(Cli.Run(sandbox, "capture", file.Path, "--interval", "100ms"));
        using Sandbox elsewhere = Require.Sandbox();
        string[] here = Codes(sandbox, file.Path);
        Assert.NotEmpty(here);
        Assert.Equal(here, Codes(elsewhere, file.Path));
    }

    private static string[] Codes(Sandbox sandbox, string file) =>
        [.. Cli.Json(sandbox, "checkup", "-o", "json", "--from", file)
            .GetProperty("findings")
            .EnumerateArray()
            .Select(finding => finding.GetProperty("code").GetString()!)
            .Order()];

    private static string[] NonZero(string csv) =>
        [.. csv.Split('\n').Where(line => line.Contains(',') && !line.EndsWith(",0", StringComparison.Ordinal)).Order()];
}
