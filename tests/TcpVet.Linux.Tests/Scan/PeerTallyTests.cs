using CsCheck;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Scan;

public sealed class PeerTallyTests
{
    [Fact]
    public void Most_sockets_come_first_then_the_lower_address()
    {
        PeerTally tally = new PeerTally().Visit(To("192.0.2.9"), To("192.0.2.1"), To("2001:db8::1"), To("2001:db8::1"), To("192.0.2.1"), To("10.0.0.1"));
        Assert.Equal(["192.0.2.1 2", "2001:db8::1 2", "10.0.0.1 1", "192.0.2.9 1"], tally.Top().Peers.Select(peer => $"{peer.Peer} {peer.Total}"));
    }

    [Fact]
    public void A_mapped_peer_is_its_IPv4_address()
    {
        PeerCounts peer = Assert.Single(new PeerTally().Visit(To("::ffff:192.0.2.1"), To("192.0.2.1")).Top().Peers);
        Assert.Equal((InetAddress.Parse("192.0.2.1"), 2L), (peer.Peer, peer.Total));
        // ::192.0.2.1 is another address, with the same low bits.
        Assert.Equal(2, new PeerTally().Visit(To("::192.0.2.1"), To("192.0.2.1")).Top().Peers.Count);
    }

    [Fact]
    public void States_are_apart_and_an_unknown_one_is_unknown()
    {
        PeerTally tally = new PeerTally().Visit(
            To("::1"), To("::1", TcpState.TimeWait), To("::1", TcpState.TimeWait), To("::1", TcpState.Close), To("::1", (TcpState)77),
            To("::1", TcpState.NewSynRecv));
        Dictionary<TcpState, long> expected = new()
        {
            [TcpState.Established] = 1, [TcpState.TimeWait] = 2, [TcpState.BoundInactive] = 1, [TcpState.Unknown] = 1,
            [TcpState.SynRecv] = 1,
        };
        Assert.Equal(expected, Assert.Single(tally.Top().Peers).States);
    }

    [Fact]
    public void What_is_not_listed_is_summed()
    {
        (List<PeerCounts> peers, PeerRemainder beyond) = new PeerTally(maxPeers: 3)
            .Visit(To("10.0.0.1"), To("10.0.0.1"), To("10.0.0.2"), To("10.0.0.3", TcpState.LastAck), To("10.0.0.4"), To("10.0.0.1"), To("10.0.0.4")).Top(1);
        Assert.Equal("10.0.0.1", Assert.Single(peers).Peer.ToString());
        // Two that are known and not listed, and two sockets of one that had no room.
        Assert.Equal((2L, 4L), (beyond.Peers, beyond.Sockets));
        Assert.Equal(new Dictionary<TcpState, long> { [TcpState.Established] = 1, [TcpState.LastAck] = 1 }, beyond.States);
    }

    [Fact]
    public void Nothing_is_lost_whatever_the_limits() =>
        Gen.Select(Gen.Select(Gen.Int[1, 12], Gen.Byte[1, 13]).Array[0, 60], Gen.Int[1, 14], Gen.Int[0, 14]).ForAll(
            (sockets, maxPeers, most) =>
            {
                PeerTally tally = new PeerTally(maxPeers).Visit(sockets.Select(socket => To($"10.0.0.{socket.Item1}", (TcpState)socket.Item2)));
                (List<PeerCounts> peers, PeerRemainder beyond) = tally.Top(most);
                Assert.Equal(sockets.Length, peers.Sum(peer => peer.Total) + beyond.Sockets);
                Assert.All(peers, peer => Assert.Equal(peer.Total, peer.States.Values.Sum()));
                Assert.Equal(beyond.Sockets - tally.LeftOut, beyond.States.Values.Sum());
                Assert.Equal(Math.Min(maxPeers, sockets.Select(socket => socket.Item1).Distinct().Count()), peers.Count + beyond.Peers);
            },
            iter: 200);

    private static SocketBytes To(string peer, TcpState state = TcpState.Established) =>
        new() { Local = peer.Contains(':') ? "::1" : "127.0.0.1", Peer = peer, State = state };
}
