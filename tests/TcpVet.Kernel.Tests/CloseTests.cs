using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>tcpvet close destroys what the filter names, and nothing else (SOCK_DESTROY).</summary>
public sealed class CloseTests
{
    [Theory]
    [InlineData(Loopbacks.IPv4)]
    [InlineData(Loopbacks.IPv6)]
    [InlineData(Loopbacks.Mapped)]
    public void Only_what_the_filter_names_is_destroyed(string address)
    {
        using Sandbox sandbox = Require.Sandbox();
        InetAddress at = InetAddress.Parse(address);
        MadeSocket leak = CloseWait.MakeUnread(sandbox, at);
        MadeSocket bystander = CloseWait.MakeUnread(sandbox, at);
        MadeSocket listener = Listening.Make(sandbox, at);
        MadeSocket established = Established.Make(sandbox, at);
        Cli.Succeeded(Cli.Run(sandbox, "close", "--yes", "state", "close-wait", "sport", "=", $":{leak.Local.Port}"));
        InetEndpoint[] left = [.. Ss.Tcp(sandbox).Select(row => row.Local)];
        Assert.DoesNotContain(leak.Local, left);
        Assert.Subset(left.ToHashSet(), new HashSet<InetEndpoint>([bystander.Local, listener.Local, established.Local, established.Peer]));
        // The descriptor stays with its process; its next use says ECONNABORTED (net/ipv4/tcp.c tcp_abort).
        Assert.Equal(TcpState.Close, leak.Socket!.State);
    }

    [Theory]
    [InlineData("time-wait", "time-wait")]
    [InlineData("fin-wait2, orphan", "fin-wait-2")]
    [InlineData("fin-wait1, orphan", "fin-wait-1")]
    [InlineData("syn-sent", "syn-sent")]
    [InlineData("syn-recv, deferred", "syn-recv")]
    [InlineData("listen", "listening")]
    [InlineData("last-ack", "last-ack")]
    public void Orphans_and_mini_sockets_are_destroyed_as_well(string maker, string state)
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Makers.All[maker](sandbox, InetAddress.Parse(Loopbacks.IPv4));
        Assert.Contains(Ss.Tcp(sandbox), row => row.State == made.State && row.Local == made.Local);
        Cli.Succeeded(Cli.Run(sandbox, "close", "--yes", "state", state));
        Assert.DoesNotContain(Ss.Tcp(sandbox), row => row.State == made.State && row.Local == made.Local);
    }

    [Fact]
    public void Udp_sockets_are_destroyed_when_they_are_asked_for()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket connected = Udp.MakeConnected(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        MadeSocket tcp = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        Cli.Succeeded(Cli.Run(sandbox, "close", "--yes", "-u", "dport", "=", $":{connected.Peer.Port}"));
        Assert.DoesNotContain(Ss.Udp(sandbox), row => row.State == TcpState.Established);
        Assert.Contains(Ss.Tcp(sandbox), row => row.Local == tcp.Local);
    }

    [Fact]
    public void Without_a_terminal_and_without_yes_nothing_is_touched()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        ToolResult refused = Cli.Run(sandbox, "close", "state", "established");
        Assert.NotEqual(0, refused.ExitStatus);
        Assert.Contains("--yes", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(TcpState.Established, made.Socket!.State);
    }

    [Fact]
    public void Without_a_filter_nothing_is_touched()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        ToolResult refused = Cli.Run(sandbox, "close", "--yes");
        Assert.Equal(2, refused.ExitStatus);
        Assert.Equal(TcpState.Established, made.Socket!.State);
    }
}
