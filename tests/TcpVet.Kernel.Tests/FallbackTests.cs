using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Where sock_diag is missing the program reads /proc/net, as the environment variable TCPVET_NO_SOCK_DIAG makes it do
/// here.</summary>
public sealed class FallbackTests(Zoo zoo) : IClassFixture<Zoo>
{
    [Fact]
    public void The_same_sockets_are_listed_with_what_proc_knows_of_them()
    {
        Sandbox sandbox = zoo.Sandbox();
        Dictionary<(InetEndpoint, InetEndpoint), SsRow> expected = Ss.Tcp(sandbox).ToDictionary(row => (row.Local, row.Peer));
        ToolResult list = Without(sandbox, "list", "-a", "-o", "jsonl");
        IReadOnlyList<CliSocket> listed = Cli.Lines(Cli.Succeeded(list));
        Assert.Equal(expected.Keys.Order(), listed.Select(socket => (socket.Local, socket.Peer)).Order());
        foreach (CliSocket socket in listed)
        {
            SsRow row = expected[(socket.Local, socket.Peer)];
            Assert.Equal((row.State.Name(), row.RecvQ, row.Uid, row.Inode), (socket.State, socket.RecvQ, socket.Uid, socket.Inode));
        }

        Assert.Contains("/proc/net", list.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkup_says_what_it_could_not_tell()
    {
        ToolResult checkup = Without(zoo.Sandbox(), "checkup", "-o", "json", "--interval", "100ms");
        Assert.NotEmpty(Cli.Document(Cli.Succeeded(checkup)).GetProperty("cannot_tell").EnumerateArray());
    }

    private static ToolResult Without(Sandbox sandbox, params string[] command) =>
        Cli.Quiet(sandbox.Exec("env", ["TCPVET_NO_SOCK_DIAG=1", Cli.Path, .. command]));
}
