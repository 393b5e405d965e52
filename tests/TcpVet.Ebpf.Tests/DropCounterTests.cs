using System.Net;
using System.Net.Sockets;
using TcpVet.Ebpf.Drops;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>What bpf/drops.bpf.c counts of real packets.</summary>
public sealed class DropCounterTests
{
    [Fact]
    public void A_datagram_to_a_closed_port_is_counted_with_its_port_and_ends()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using Sandbox other = new();
        using DropCounter counter = Start(sandbox);
        Send(other, 4001, 3);
        Send(sandbox, 4001, 7);
        DropCount count = Assert.Single(counter.Read());

        Assert.Equal("no_socket", counter.Reasons.Of(count.Key.Reason));
        Assert.Equal((7UL, (ushort)4001, DropWay.In, (byte)17, 1u),
            (count.Packets, count.Key.Port, count.Key.Way, count.Key.Protocol, count.Key.Interface));
        Assert.Equal((uint)sandbox.NetnsInode, count.Key.Netns);
        Assert.Equal("lo", count.InterfaceName);
        InetAddress loopback = InetAddress.Parse("127.0.0.1");
        Assert.Equal((new InetEndpoint(loopback, 4001), loopback), (count.Sample!.Value.Local, count.Sample.Value.Peer.Addr));
        Assert.Equal(0u, count.Key.Inode);
        Assert.Null(count.Key.Ends);
        Assert.Equal(0UL, counter.Lost);
    }

    [Fact]
    public void A_connection_that_nobody_takes_is_told_from_what_comes_later()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using DropCounter counter = Start(sandbox);
        sandbox.Run(() =>
        {
            using Socket socket = new(System.Net.Sockets.AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            Assert.Throws<SocketException>(() => socket.Connect(IPAddress.IPv6Loopback, 4002));
            return true;
        });
        DropCount count = Assert.Single(counter.Read());

        Assert.True(count.Key.IsOpening);
        Assert.Equal((Model.AddressFamily.IPv6, (ushort)4002, (byte)6), (count.Key.Family, count.Key.Port, count.Key.Protocol));
    }

    [Fact]
    public void A_full_buffer_names_its_socket()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using DropCounter counter = Start(sandbox);
        using Socket deaf = sandbox.Run(() =>
        {
            Socket socket = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
            {
                ReceiveBufferSize = 2_000,
            };
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 4003));
            return socket;
        });
        Send(sandbox, 4003, 100);
        DropCount count = Assert.Single(counter.Read(), count => counter.Reasons.Of(count.Key.Reason) == "socket_rcvbuff");

        Assert.InRange(count.Packets, 50UL, 99UL);
        Assert.NotEqual(0u, count.Key.Inode);
        Assert.NotNull(count.Uid);
        Assert.Equal(1u, count.Key.Interface);
    }

    [Fact]
    public void What_is_ignored_is_not_counted()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using DropCounter counter = DropCounter.Start(
            new DropRequest((uint)sandbox.NetnsInode) { IsIgnored = name => name == "no_socket" });
        Send(sandbox, 4004, 5);

        Assert.Empty(counter.Read());
    }

    [Fact]
    public void Addresses_are_told_apart_where_a_filter_needs_them()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using DropCounter counter = DropCounter.Start(new DropRequest((uint)sandbox.NetnsInode) { Peers = true });
        Send(sandbox, 4005, 2, "127.0.0.1");
        Send(sandbox, 4005, 3, "127.0.0.2");
        IReadOnlyList<DropCount> counts = counter.Read();

        Assert.Equal(["127.0.0.1", "127.0.0.2"], counts.Select(count => count.Key.Ends!.Value.Local.Addr.ToString()).Distinct().Order());
        Assert.Equal(5UL, counts.Aggregate(0UL, (sum, count) => sum + count.Packets));
    }

    /// <summary>A scan of more ports than there is room for: the table stays as large as it is, and no packet goes uncounted.</summary>
    [Fact]
    public void A_scan_of_all_ports_stays_bounded_and_loses_no_count()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        using DropCounter counter = Start(sandbox);
        const int Ports = 20_000;
        sandbox.Run(() =>
        {
            using Socket socket = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            for (int port = 0; port < Ports; port++)
            {
                socket.SendTo([1], new IPEndPoint(IPAddress.Loopback, 10_000 + port));
            }

            return true;
        });
        IReadOnlyList<DropCount> counts = counter.Read();
        DropCount rest = Assert.Single(counts, count => count.Key.IsRest);

        Assert.Equal((ushort)0, rest.Key.Port);
        Assert.InRange(counts.Count, 2, (int)new DropRequest(0).Room + 1);
        Assert.Equal((ulong)Ports, counts.Aggregate(counter.Lost, (sum, count) => sum + count.Packets));
    }

    private static DropCounter Start(Sandbox sandbox) => DropCounter.Start(new DropRequest((uint)sandbox.NetnsInode));

    private static void Send(Sandbox sandbox, int port, int times, string address = "127.0.0.1") => sandbox.Run(() =>
    {
        for (int i = 0; i < times; i++)
        {
            using Socket socket = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(new byte[300], new IPEndPoint(IPAddress.Parse(address), port));
        }

        return true;
    });
}
