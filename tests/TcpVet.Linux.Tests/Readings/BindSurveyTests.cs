using TcpVet.Linux.Owners;
using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class BindSurveyTests
{
    private static readonly SocketBytes Out = new() { LocalPort = 40000, PeerPort = 443, Inode = 5 };

    [Fact]
    public void Holders_are_by_state_end_owner_and_user_gravest_first()
    {
        BindQuestion answer = Ask(
            "0.0.0.0", 40000,
            Out, Out with { PeerPort = 444, Inode = 6 }, Out with { State = TcpState.TimeWait, Inode = 0, Uid = 0 }, Out with { Uid = 7 },
            Out with { LocalPort = 40001 },
            ListenerIndexTests.On("10.0.0.9", port: 40000) with { Inode = 6 },
            new SocketBytes { State = TcpState.Close, LocalPort = 40000, Peer = "0.0.0.0", PeerPort = 0, Inode = 0 });
        Assert.Equal(
            [
                "Listen 10.0.0.9:40000  False 11 1000 1", "BoundInactive 10.0.0.1:40000  False  1000 1", "Established 10.0.0.1:40000 10.0.0.2:443 True 11 1000 2",
                "Established 10.0.0.1:40000 10.0.0.2:443 True 11 7 1", "TimeWait 10.0.0.1:40000 10.0.0.2:443 True  0 1",
            ],
            answer.Holders.Select(holder => $"{holder.State} {holder.Local} {holder.Peer} {holder.Outgoing} {holder.Process?.Pid} {holder.Uid} {holder.Count}"));
    }

    [Theory]
    [InlineData("0.0.0.0", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "0.0.0.0", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("::", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "::", true)]
    [InlineData("0.0.0.0", "2001:db8::1", false)]
    [InlineData("::", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.2", "10.0.0.1", false)]
    public void Addresses_meet_as_the_kernel_compares_them(string wanted, string held, bool meets) =>
        Assert.Equal(meets ? 1 : 0, Ask(wanted, 80, ListenerIndexTests.On(held)).Holders.Count);

    [Fact]
    public void What_came_in_or_is_no_ephemeral_port_did_not_go_out()
    {
        SocketBytes incoming = Out with { LocalPort = 80, PeerPort = 50000, State = TcpState.TimeWait };
        Assert.False(Assert.Single(Ask("0.0.0.0", 80, incoming).Holders).Outgoing);
        Assert.False(Ask("0.0.0.0", 40000, Out, ListenerIndexTests.On("0.0.0.0", port: 40000))
            .Holders.Single(holder => holder.State == TcpState.Established)
            .Outgoing);
    }

    [Fact]
    public void A_free_port_has_no_holder() => Assert.Empty(Ask("0.0.0.0", 8080, Out).Holders);

    [Fact]
    public void Udp_sockets_are_asked_for_by_themselves()
    {
        SocketBytes bound = new() { Protocol = Protocol.Udp, State = TcpState.Close, LocalPort = 53, Peer = "0.0.0.0", PeerPort = 0 };
        using FixtureRoot root = new();
        BindSurvey survey =
            BindSurvey.Run(Dump.Source(bound, Out with { LocalPort = 53 }), new ListenerIndex(), (32768, 60999), Protocol.Udp,
                new(InetAddress.AnyIPv4, 53));
        PortHolder holder = Assert.Single(survey.ToFact(new Attribution(OwnerTable.From([]), new ProcessTable(root.Proc))).Holders);
        Assert.Equal((TcpState.Close, null, false), (holder.State, holder.Peer, holder.Outgoing));
    }

    private static BindQuestion Ask(string address, ushort port, params SocketBytes[] sockets)
    {
        using FixtureRoot root = new();
        root.File("11/comm", "holder\n");
        OwnerTable owners = OwnerTable.From([new SocketOwner(5, 11, 3), new SocketOwner(6, 11, 4)]);
        ListenerIndex index = new ListenerIndex().Visit(sockets);
        BindSurvey survey =
            BindSurvey.Run(Dump.Source(sockets), index, (32768, 60999), Protocol.Tcp, new(InetAddress.Parse(address), port));
        InodeSet wanted = new();
        survey.AddWanted(wanted);
        Assert.True(wanted.Count <= sockets.Length);
        return survey.ToFact(new Attribution(owners, new ProcessTable(root.Proc, owners)));
    }
}
