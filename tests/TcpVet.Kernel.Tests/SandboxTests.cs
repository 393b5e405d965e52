using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>The laboratory keeps to itself and leaves nothing behind.</summary>
public sealed class SandboxTests
{
    [Fact]
    public void A_sandbox_has_a_namespace_and_settings_of_its_own()
    {
        const string Setting = "/proc/sys/net/ipv4/tcp_fin_timeout";
        using Sandbox sandbox = Require.Sandbox();
        string outside = File.ReadAllText(Setting);
        sandbox.SetSysctl("net.ipv4.tcp_fin_timeout", "17");
        Assert.Equal("17\n", sandbox.Run(() => File.ReadAllText(Setting)));
        Assert.Equal(outside, File.ReadAllText(Setting));
        Assert.NotEqual(new FileInfo("/proc/self/ns/net").LinkTarget, $"net:[{sandbox.NetnsInode}]");
        Assert.Equal($"net:[{sandbox.NetnsInode}]", new FileInfo(sandbox.NetnsPath).LinkTarget);
    }

    [Theory]
    [InlineData("192.0.2.2")]
    [InlineData("2001:db8::2")]
    public void Two_sandboxes_reach_each_other_and_lose_what_the_firewall_drops(string address)
    {
        using Sandbox client = Require.Sandbox();
        using Sandbox server = Require.Sandbox();
        client.JoinTo(server);
        LabSocket listener = Listening.Make(server, InetAddress.Parse(address)).Socket!;
        Connection connection = Connection.Through(listener, server, client);
        using (Firewall.DropFlow(server, connection.ClientEnd, connection.ServerEnd))
        {
            connection.Client.Send("lost"u8);
            client.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.Established, row =>
                row is { SendQ: 4, Retransmits: > 0 });
        }

        server.Sockets.WaitFor(connection.ServerEnd.Port, connection.ClientEnd.Port, TcpState.Established, row => row.RecvQ == 4);
    }

    [Fact]
    public void A_namespace_ends_with_its_sandbox_even_with_orphans_and_processes_in_it()
    {
        using Sandbox witness = Require.Sandbox();
        Sandbox sandbox = Require.Sandbox();
        int pid;
        using (sandbox)
        {
            witness.JoinTo(sandbox);
            InetAddress address = InetAddress.Parse("192.0.2.2");
            FinWait1.Make(sandbox, address, orphan: true);
            LastAck.Make(sandbox, address);
            ZeroWindow.Make(sandbox, address);
            pid = sandbox.Hold("held", Established.Make(sandbox, address).Socket!).Pid;
            Assert.True(Directory.Exists($"/proc/{pid}"));
        }

        // The other end of a cable goes with the namespace that its end is in.
        Deadline.Usual.Wait("the cable's end", () => witness.Exec("ip", "link", "show", "cable").ExitStatus == 0 ? null : "gone");
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public void A_failure_inside_is_the_callers_and_the_sandbox_goes_on()
    {
        using Sandbox sandbox = Require.Sandbox();
        Assert.Throws<InvalidOperationException>(() => sandbox.Run<int>(() => throw new InvalidOperationException()));
        LabException refused = Assert.Throws<LabException>(() => sandbox.SetSysctl("net.ipv4.tcp_fin_timeout", "never"));
        Assert.Contains("tcp_fin_timeout", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, sandbox.Run(() => 3));
    }

    [Fact]
    public void A_program_that_fails_or_is_missing_is_reported()
    {
        using Sandbox sandbox = Require.Sandbox();
        LabException failed = Assert.Throws<LabException>(() => sandbox.Ip("link show nothing"));
        Assert.Contains("nothing", failed.Message, StringComparison.Ordinal);
        Assert.Throws<LabException>(() => sandbox.Exec("no-such-program"));
        Assert.Throws<LabException>(() => sandbox.Exec("/no/such/program"));
    }

    [Fact]
    public void A_connection_refused_is_an_error_not_a_wait()
    {
        using Sandbox sandbox = Require.Sandbox();
        LabException refused =
            Assert.Throws<LabException>(() => sandbox.Tcp(AddressFamily.IPv4).Connect(new(InetAddress.Parse(Loopbacks.IPv4), 9)));
        Assert.Equal(111, refused.Errno); // ECONNREFUSED
    }

    [Fact]
    public void A_state_that_does_not_come_is_an_error_that_says_what_is_there()
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        LabException late =
            Assert.Throws<LabException>(() =>
                sandbox.Sockets.WaitFor(made.Local.Port, made.Peer.Port, TcpState.Closing, deadline: Deadline.After(TimeSpan.Zero)));
        Assert.Contains("Established", late.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with space")]
    [InlineData("fifteen bytes..")]
    [InlineData("a\u001b[31m\nb\u0007")]
    public void A_holder_bears_its_name(string name)
    {
        using Sandbox sandbox = Require.Sandbox();
        Holder holder = sandbox.Hold(name, Established.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4)).Socket!);
        Assert.Equal(name + "\n", File.ReadAllText($"/proc/{holder.Pid}/comm"));
        Assert.Equal($"net:[{sandbox.NetnsInode}]", new FileInfo($"/proc/{holder.Pid}/ns/net").LinkTarget);
    }
}
