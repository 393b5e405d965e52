using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Scan;

/// <summary>Ports, services, suspects, states: what one walk counts.</summary>
public sealed class TallyTests
{
    private static readonly InetAddress Here = InetAddress.Parse("10.0.0.1");
    private static readonly InetEndpoint There = new(InetAddress.Parse("10.0.0.2"), 443);

    [Fact]
    public void Outgoing_connections_hold_a_port_towards_their_destination()
    {
        PortTally tally =
            Ports(Out(40000), Out(40001, TcpState.TimeWait), Out(40002, TcpState.SynSent), Out(40000) with { PeerPort = 444 },
                Out(40003) with { Local = "10.0.0.9" });
        PortTuple most = tally.AtLeast(1, 10)[0];
        Assert.Equal((Here, There, 3L, 1L, 1L), (most.Source, most.Destination, most.Used, most.TimeWait, most.Established));
        Assert.Equal(3, tally.AtLeast(1, 10).Count);
        Assert.Single(tally.AtLeast(1, 1));
        Assert.Single(tally.AtLeast(2, 10));
        Assert.Equal(4, tally.Held);
    }

    [Fact]
    public void The_range_includes_its_ends_and_nothing_else()
    {
        PortTally tally = Ports(Out(32767), Out(32768), Out(60999), Out(61000));
        Assert.Equal((2, 2L), (tally.Held, tally.UsedBy(Here, There)));
    }

    [Fact]
    public void A_connection_that_came_in_holds_the_listeners_port_and_no_tuple()
    {
        ListenerIndex index = new ListenerIndex().Visit(ListenerIndexTests.On("0.0.0.0", 40000));
        PortTally tally =
            new PortTally(index, 32768, 60999).Visit(Out(40000), Out(40000) with { PeerPort = 999 }, ListenerIndexTests.On("0.0.0.0", 40000));
        Assert.Equal(1, tally.Held);
        Assert.Empty(tally.AtLeast(1, 10));
    }

    [Fact]
    public void Mapped_and_plain_connections_share_the_ports()
    {
        PortTally tally = Ports(Out(40000), Out(40001) with { Local = "::ffff:10.0.0.1", Peer = "::ffff:10.0.0.2" });
        Assert.Equal(2, tally.UsedBy(Here, There));
    }

    [Fact]
    public void Asking_about_a_tuple_does_not_make_it()
    {
        PortTally tally = Ports(Out(40000));
        Assert.Equal(0, tally.UsedBy(Here, There with { Port = 1 }));
        Assert.Single(tally.AtLeast(0, 10));
    }

    [Fact]
    public void A_service_counts_its_connections_and_those_not_accepted()
    {
        ListenerIndex index = new ListenerIndex().Visit(ListenerIndexTests.On("0.0.0.0"), ListenerIndexTests.On("::"));
        SocketBytes incoming = new() { LocalPort = 80, PeerPort = 5000 };
        ServiceTally tally = new ServiceTally(index).Visit(
            incoming, incoming with { Inode = 0 }, incoming with { Inode = 0, State = TcpState.TimeWait },
            incoming with { State = (TcpState)99 },
            incoming with { LocalPort = 81 }, ListenerIndexTests.On("0.0.0.0"));
        Assert.Equal(new Dictionary<TcpState, long> { [TcpState.Established] = 2, [TcpState.TimeWait] = 1, [(TcpState)15] = 1 },
            tally.States(0));
        Assert.Equal(1, tally.Unaccepted(0));
        Assert.Empty(tally.States(1));
        Assert.Equal(0, tally.Unaccepted(1));
    }

    [Fact]
    public void Suspects_are_the_rare_states_and_what_has_no_room_is_counted()
    {
        ListenerIndex index = new ListenerIndex().Visit(ListenerIndexTests.On("0.0.0.0"));
        SuspectTally tally = new SuspectTally(index, limit: 2).Visit(
            Out(1), Out(2,
                TcpState.CloseWait) with
            {
                LocalPort = 80,
                Times = (1, 2, 3),
                Cgroup = 8,
                RecvQ = 4,
                SendQ = 5,
                Timer =
                    SocketTimer.Persist,
                Retransmits = 6,
                Inode = 7
            },
            Out(3, TcpState.NewSynRecv), Out(4, TcpState.LastAck), Out(5, TcpState.TimeWait), Out(6, TcpState.SynSent),
            Out(7, (TcpState)40));
        Assert.Equal(2, tally.LeftOut);
        Assert.Equal(
            new SuspectTally.Suspect
            {
                State = TcpState.CloseWait, Service = 0, Local = new(Here, 80), Peer = There, Inode = 7, Cookie = 5, CgroupId = 8,
                RecvQ = 4, SendQ = 5,
                Timer = SocketTimer.Persist, Retransmits = 6, LastDataRecvMs = 2, LastDataSentMs = 1, LastAckRecvMs = 3,
            },
            tally.Suspects[0]);
        Assert.Equal((TcpState.SynRecv, -1, null, null),
            (tally.Suspects[1].State, tally.Suspects[1].Service, tally.Suspects[1].CgroupId, tally.Suspects[1].LastAckRecvMs));
    }

    [Fact]
    public void A_suspect_is_as_small_as_it_says() =>
        Assert.InRange(System.Runtime.CompilerServices.Unsafe.SizeOf<SuspectTally.Suspect>() * (long)SuspectTally.DefaultLimit, 1,
            24 << 20);

    [Fact]
    public void States_are_counted_as_shown()
    {
        StateCounts counts = new StateTally()
            .Visit(Out(1), Out(2, TcpState.NewSynRecv), Out(3, TcpState.SynRecv), Out(4, TcpState.Close), Out(5, (TcpState)255))
            .ToFact();
        Assert.True(counts.Exact);
        Assert.Equal((1L, 2L, 1L, 0L, 4L),
            (counts[TcpState.Established], counts[TcpState.SynRecv], counts[TcpState.BoundInactive], counts[TcpState.Close], counts.Total));
    }

    [Fact]
    public void The_first_sockets_end_the_dump()
    {
        Seen seen = new();
        DumpOutcome outcome = Dump.Source(Out(1), Out(2), Out(3)).Dump(new SocketQuery(), new FirstSockets(2, seen));
        Assert.Equal((2, true), (seen.Sockets.Count, outcome.Stopped));
    }

    [Fact]
    public void One_of_many_visitors_ends_the_dump_for_all()
    {
        Seen first = new(stopAfter: 1);
        Seen second = new();
        Assert.True(Dump.Source(Out(1), Out(2)).Dump(new SocketQuery(), new ManyVisitors(first, second)).Stopped);
        Assert.Equal((1, 0), (first.Sockets.Count, second.Sockets.Count));
    }

    private static SocketBytes Out(ushort port, TcpState state = TcpState.Established) =>
        new() { LocalPort = port, PeerPort = 443, State = state };

    private static PortTally Ports(params SocketBytes[] sockets) => new PortTally(new ListenerIndex(), 32768, 60999).Visit(sockets);
}
