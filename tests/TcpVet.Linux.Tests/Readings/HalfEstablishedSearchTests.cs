using TcpVet.Linux.Owners;
using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class HalfEstablishedSearchTests
{
    private static readonly ListenerIndex Index = new ListenerIndex().Visit(ListenerIndexTests.On("::"), ListenerIndexTests.On("0.0.0.0", port: 81));
    private static readonly SocketBytes Request =
        new() { State = TcpState.SynRecv, Local = "::ffff:10.0.0.1", LocalPort = 80, Peer = "::ffff:10.0.0.2", PeerPort = 40000, Inode = 0, IsFull = false };
    private static readonly SocketBytes Client = new() { Local = "10.0.0.2", LocalPort = 40000, Peer = "10.0.0.1", PeerPort = 80, Inode = 5 };

    [Fact]
    public void An_established_client_of_a_request_is_found_by_the_reversed_ends()
    {
        HalfEstablishedGroup group = Assert.Single(Search(
            [Request, Request with { PeerPort = 40001 }, Request with { PeerPort = 40002 }],
            Client, Client with { LocalPort = 40001, SendQ = 9 }, Client with { LocalPort = 40003 },
            Client with { LocalPort = 40002, State = TcpState.SynSent }, Client with { LocalPort = 40002, Peer = "10.0.0.9" }));
        Assert.Equal(("[::]:80", "10.0.0.2", 2L, 1L), (group.Service.ToString(), group.Client.ToString(), group.Count, group.WithData));
        Assert.Equal(new ProcessRef(11, "client"), group.Process);
    }

    [Fact]
    public void Groups_are_by_service_and_client()
    {
        SocketBytes other = Request with { Local = "10.0.0.1", LocalPort = 81, Peer = "10.0.0.2" };
        List<HalfEstablishedGroup> groups =
            Search([Request, other, other with { PeerPort = 5 }], Client, Client with { PeerPort = 81 },
                Client with { PeerPort = 81, LocalPort = 5, Inode = 0 });
        Assert.Equal(["0.0.0.0:81 2 11", "[::]:80 1 11"], groups.Select(group => $"{group.Service} {group.Count} {group.Process?.Pid}"));
    }

    [Fact]
    public void The_kernel_is_not_asked_without_a_request_or_when_no_client_can_be_local()
    {
        Assert.Empty(Search([Request with { State = TcpState.FinWait1 }], Client));
        HalfEstablishedSearch search = HalfEstablishedSearch.Of(new SuspectTally(Index).Visit(Request).Suspects, Index);
        Assert.False(search.HasClient(_ => false));
        using RecordedSource closed = new(_ => throw new InvalidOperationException("asked"));
        Assert.Empty(search.Run(closed, _ => false));
    }

    private static List<HalfEstablishedGroup> Search(SocketBytes[] requests, params SocketBytes[] sockets)
    {
        using FixtureRoot root = new();
        root.File("11/comm", "client\n");
        OwnerTable owners = OwnerTable.From([new SocketOwner(5, 11, 3)]);
        List<HalfEstablishedClient> clients =
            HalfEstablishedSearch.Of(new SuspectTally(Index).Visit(requests).Suspects, Index).Run(Dump.Source(sockets), _ => true);
        return HalfEstablishedSearch.ToFacts(clients, new Attribution(owners, new ProcessTable(root.Proc, owners)));
    }
}
