using TcpVet.Linux.Owners;
using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class HotTuplesTests
{
    private static readonly SocketBytes To443 = new() { LocalPort = 40000, PeerPort = 443, Inode = 5 };
    private static readonly SocketBytes[] Before =
        [To443, To443 with { LocalPort = 40001 }, To443 with { LocalPort = 40002, PeerPort = 444 }];

    [Fact]
    public void A_second_look_counts_anew_and_each_socket_once()
    {
        // Two ports, and a source without filters: both looks would show everything.
        List<PortTuple> now =
            Look(Before, To443, To443 with { LocalPort = 40003, State = TcpState.TimeWait }, To443 with { LocalPort = 40004 },
                To443 with { LocalPort = 40002, PeerPort = 444 }, To443 with { Peer = "10.0.0.9" });
        Assert.Equal([(443, 3L, 2L, 1L, 2L), (444, 1L, 1L, 0L, 1L)],
            now.Select(tuple => ((int)tuple.Destination.Port, tuple.Used, tuple.UsedFirst!.Value, tuple.TimeWait, tuple.Established)));
    }

    [Fact]
    public void A_destination_whose_connections_have_gone_holds_nothing()
    {
        List<PortTuple> now = Look(Before, To443);
        Assert.Equal([(1L, 2L, 1L), (0L, 1L, 0L)], now.Select(tuple => (tuple.Used, tuple.UsedFirst!.Value, tuple.Established)));
    }

    [Fact]
    public void The_process_is_the_one_with_most_of_the_sockets()
    {
        using FixtureRoot root = new();
        root.File("11/comm", "few\n").File("22/comm", "most\n");
        OwnerTable owners = OwnerTable.From([new SocketOwner(5, 11, 3), new SocketOwner(6, 22, 3), new SocketOwner(7, 22, 4)]);
        HotTuples hot = Read(Before, To443, To443 with { LocalPort = 1, Inode = 6 }, To443 with { LocalPort = 2, Inode = 7 });
        InodeSet wanted = new();
        hot.AddWanted(wanted);
        Assert.Equal(3, wanted.Count);
        Assert.Equal(new ProcessRef(22, "most"), hot.ToFacts(null, new Attribution(owners, new ProcessTable(root.Proc, owners)))[0].Process);
    }

    private static HotTuples Read(SocketBytes[] before, params SocketBytes[] now) =>
        HotTuples.Read(Dump.Source(now), Tally(before).AtLeast(1, 16), new ListenerIndex(), (32768, 60999));

    private static List<PortTuple> Look(SocketBytes[] before, params SocketBytes[] now)
    {
        using FixtureRoot root = new();
        OwnerTable owners = OwnerTable.From([]);
        return Read(before, now).ToFacts(Tally(before), new Attribution(owners, new ProcessTable(root.Proc, owners)));
    }

    private static PortTally Tally(SocketBytes[] sockets) => new PortTally(new ListenerIndex(), 32768, 60999).Visit(sockets);
}
