using System.Diagnostics;
using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What is left to the program where little is: no /proc, no privilege.</summary>
public sealed class PovertyTests
{
    private static readonly InetAddress Address = InetAddress.Parse(Loopbacks.IPv4);

    // A bare chroot has no /proc: here an empty file system lies over it, in a mount namespace of the program's own.
    [Fact]
    public void Without_proc_sockets_are_listed_over_sock_diag()
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.Tcp(Address.Family).Bind(new(Address, 7070)).Listen(3);
        string Without(string line) => Cli.Succeeded(Cli.Quiet(sandbox.Exec(
            "unshare", "-m", "sh", "-c", $"mount -t tmpfs none /proc && exec '{Cli.Path}' {line}")));

        JsonElement socket = Cli.Document(Without("list -lt -o jsonl").Trim());
        Assert.Equal(("LISTEN", 7070), (socket.GetProperty("state").GetString(), socket.GetProperty("local").GetProperty("port").GetInt32()));
        Assert.Equal(1, Cli.Document(Without("states -o json")).GetProperty("total").GetInt32());
        JsonElement listener = Assert.Single(Cli.Document(Without("listeners -o json")).GetProperty("rows").EnumerateArray());
        Assert.Equal(3, listener.GetProperty("limit").GetInt32());
        Assert.Contains("LISTEN", Without("count --by state"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_may_not_be_searched_is_named()
    {
        using Sandbox sandbox = Require.Sandbox();
        // A name of its own, root's: nobody may not look into it.
        using Process hidden = Process.Start(new ProcessStartInfo("bash", ["-c", "exec -a tv-secret sleep 60"]))!;
        try
        {
            ToolResult list = Cli.Quiet(Nobody(sandbox, "list -lp"));

            Assert.Equal(0, list.ExitStatus);
            Assert.Matches(@"(could not be searched: \S+ \(pid \d+\)|/proc hides the processes of other users)", list.Errors);
            Assert.Contains("CAP_SYS_PTRACE", list.Errors, StringComparison.Ordinal);
        }
        finally
        {
            hidden.Kill();
        }
    }

    [Theory]
    [InlineData("lint --as sysctl", "permission denied", 3)]
    [InlineData("checkup --from", "may not be read by this user", 2)]
    public void A_file_that_may_not_be_read_is_not_called_absent(string line, string words, int status)
    {
        using Sandbox sandbox = Require.Sandbox();
        string file = Path.Combine(Path.GetTempPath(), $"tcpvet-unreadable-{Environment.ProcessId}");
        File.WriteAllText(file, "net.ipv4.tcp_sack = 1\n");
        File.SetUnixFileMode(file, UnixFileMode.None);
        try
        {
            ToolResult unread = Cli.Quiet(Nobody(sandbox, $"{line} {file}"));
            ToolResult absent = Cli.Quiet(Nobody(sandbox, $"{line} {file}.not-there"));

            Assert.Equal(status, unread.ExitStatus);
            Assert.Contains(words, unread.Errors, StringComparison.Ordinal);
            Assert.Contains("no such file", absent.Errors, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("no such file", unread.Errors, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The binary may lie where nobody may not go: it is copied out of the way.
    private static ToolResult Nobody(Sandbox sandbox, string line) => sandbox.Exec(
        "sh", "-c",
        $"d=$(mktemp -d) && chmod 755 $d && cp '{Cli.Path}' $d/tcpvet && setpriv --reuid=65534 --regid=65534 --clear-groups $d/tcpvet {line}; s=$?; rm -rf $d; exit $s");
}
