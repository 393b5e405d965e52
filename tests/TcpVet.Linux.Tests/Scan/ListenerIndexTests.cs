using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Scan;

/// <summary>Which listener a connection came through (net/ipv4/inet_hashtables.c __inet_lookup_listener, compute_score).</summary>
public sealed class ListenerIndexTests
{
    [Fact]
    public void The_exact_address_goes_before_the_wildcard_in_either_order()
    {
        foreach (string[] order in new[] { ["0.0.0.0", "10.0.0.1"], new[] { "10.0.0.1", "0.0.0.0" } })
        {
            ListenerIndex index = new ListenerIndex().Visit(order.Select(address => On(address)));
            Assert.Equal("10.0.0.1", Found(index, "10.0.0.1"));
            Assert.Equal("0.0.0.0", Found(index, "10.0.0.2"));
        }
    }

    [Fact]
    public void A_connection_belongs_to_a_listener_of_its_own_family_mapped_addresses_too()
    {
        ListenerIndex index = new ListenerIndex().Visit(On("0.0.0.0"), On("::"), On("::ffff:10.0.0.7"));
        Assert.Equal("0.0.0.0", Found(index, "10.0.0.7"));
        Assert.Equal("::", Found(index, "2001:db8::1"));
        Assert.Equal("::", Found(index, "::ffff:10.0.0.1"));
        Assert.Equal("::ffff:10.0.0.7", Found(index, "::ffff:10.0.0.7"));
        Assert.Null(Found(new ListenerIndex().Visit(On("0.0.0.0")), "::ffff:10.0.0.1"));
    }

    [Fact]
    public void Another_port_or_address_is_no_match()
    {
        ListenerIndex index = new ListenerIndex().Visit(On("10.0.0.1"), On("::1"), On("0.0.0.0", port: 65535));
        Assert.Null(Found(index, "10.0.0.2"));
        Assert.Null(Found(index, "10.0.0.1", port: 81));
        Assert.Equal("0.0.0.0", Found(index, "10.0.0.1", port: 65535));
        Assert.Null(Found(new ListenerIndex(), "10.0.0.1"));
    }

    [Fact]
    public void An_interface_must_be_the_same_and_is_worth_less_than_the_address()
    {
        SocketBytes[] listeners = [On("0.0.0.0"), On("0.0.0.0", boundTo: 3), On("10.0.0.1"), On("10.0.0.9", boundTo: 3)];
        foreach (SocketBytes[] order in new[] { listeners, [.. listeners.Reverse()] })
        {
            ListenerIndex index = new ListenerIndex().Visit(order);
            Assert.Equal(0u, Service(index, "10.0.0.2", boundTo: 4)!.Value.Interface);
            Assert.Equal(3u, Service(index, "10.0.0.2", boundTo: 3)!.Value.Interface);
            Assert.Equal("10.0.0.1", Found(index, "10.0.0.1", boundTo: 3));
            Assert.Equal("10.0.0.9", Found(index, "10.0.0.9", boundTo: 3));
            Assert.Equal("0.0.0.0", Found(index, "10.0.0.9", boundTo: 4));
        }
    }

    [Fact]
    public void Listeners_that_share_address_port_and_interface_are_one_service()
    {
        ListenerIndex index = new ListenerIndex().Visit(On("0.0.0.0"), On("0.0.0.0", port: 81), On("0.0.0.0"), On("0.0.0.0", boundTo: 3), On("::"), On("0.0.0.0"));
        Assert.Equal(
            [("0.0.0.0:80", 0u, 3), ("0.0.0.0:81", 0u, 1), ("0.0.0.0:80", 3u, 1), ("[::]:80", 0u, 1)],
            index.Services.Select(service => (service.Local.ToString(), service.Interface, service.Listeners)));
        Assert.Equal(2, index.Exact(new(InetAddress.AnyIPv4, 80), 3));
        Assert.Equal(-1, index.Exact(new(InetAddress.AnyIPv4, 80), 4));
        Assert.Equal(-1, index.Exact(new(InetAddress.AnyIPv4, 82), 0));
    }

    [Fact]
    public void Only_listeners_are_indexed() =>
        Assert.Empty(new ListenerIndex()
            .Visit(new SocketBytes { State = TcpState.Established }, new SocketBytes { State = TcpState.Close })
            .Services);

    internal static SocketBytes On(string address, ushort port = 80, uint boundTo = 0) => new()
    {
        State = TcpState.Listen, Local = address, LocalPort = port, Peer = address.Contains(':')
            ? "::"
            : "0.0.0.0", PeerPort = 0, Interface = boundTo,
    };

    private static string? Found(ListenerIndex index, string local, ushort port = 80, uint boundTo = 0) =>
        Service(index, local, port, boundTo)?.Local.Addr.ToString();

    private static ListenerIndex.Service? Service(ListenerIndex index, string local, ushort port = 80, uint boundTo = 0)
    {
        SocketView socket =
            SocketBytes.View(
                new SocketBytes { Local = local, LocalPort = port, Peer = local, PeerPort = 50000, Interface = boundTo }.ToBytes());
        int found = index.Find(in socket);
        return found < 0 ? null : index.Services[found];
    }
}
