using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What the rules of handshakes and ports rely on, asked of this kernel.</summary>
public sealed class HandshakeFactTests
{
    // TV207 and TV208 tell a lost handshake from TCP_DEFER_ACCEPT by it.
    [Fact]
    public void A_deferred_request_repeats_nothing_while_a_lost_one_does()
    {
        using Sandbox sandbox = Require.Sandbox();
        InetAddress address = InetAddress.Parse(Loopbacks.IPv4);
        MadeSocket lost = SynRecv.MakeSynAckLost(sandbox, address);
        MadeSocket deferred = SynRecv.MakeDeferred(sandbox, address);
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(20));
        while (Repetitions(sandbox, lost) < 2)
        {
            Assert.False(deadline.Passed, "the SYN-ACK was not repeated");
            Thread.Sleep(100);
        }

        Assert.Equal(0, Repetitions(sandbox, deferred));
    }

    // TV302: bind() with port 0 and connect() take different halves of the range.
    [Theory]
    [InlineData("40000 40999")]
    [InlineData("40001 40999")]
    public void Bind_takes_ports_of_the_other_parity_than_connect(string range)
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.ip_local_port_range", range);
        InetAddress address = InetAddress.Parse(Loopbacks.IPv4);
        int low = int.Parse(range.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        InetEndpoint service = sandbox.Tcp(address.Family).Bind(new(address, 9000)).Listen(100).Local;

        int[] connected = [.. Enumerable.Range(0, 20).Select(_ => sandbox.Tcp(address.Family).Connect(service).Local.Port - low)];
        int[] bound = [.. Enumerable.Range(0, 20).Select(_ => sandbox.Tcp(address.Family).Bind(new(address, 0)).Local.Port - low)];

        Assert.All(connected, port => Assert.Equal(0, port % 2));
        Assert.All(bound, port => Assert.Equal(1, port % 2));
    }

    // TV302 and TV303: a port that bind() chose is closed to connect(), from another source address too.
    [Fact]
    public void A_bound_port_serves_no_connect_of_any_source()
    {
        using Sandbox sandbox = Require.Sandbox();
        InetAddress address = InetAddress.Parse(Loopbacks.IPv4);
        InetEndpoint service = sandbox.Tcp(address.Family).Bind(new(address, 9000)).Listen(10).Local;
        sandbox.SetSysctl("net.ipv4.ip_local_port_range", "40000 40001");
        InetEndpoint source = new(InetAddress.Parse("127.0.0.5"), 0);
        sandbox.Tcp(address.Family).Bind(source);
        sandbox.Tcp(address.Family).Bind(source);

        LabException refused = Assert.Throws<LabException>(() => sandbox.Tcp(address.Family).Connect(service));

        Assert.Contains("Cannot assign requested address", refused.Message, StringComparison.Ordinal);
    }

    private static int Repetitions(Sandbox sandbox, MadeSocket made)
    {
        SsRow row = Assert.Single(Ss.Tcp(sandbox), row => row.Local == made.Local && row.Peer == made.Peer);
        return row.Timer?.Retransmits ?? 0;
    }
}
