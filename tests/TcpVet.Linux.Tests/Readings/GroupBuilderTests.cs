using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class GroupBuilderTests
{
    private static readonly ListenerIndex Index = new ListenerIndex().Visit(ListenerIndexTests.On("0.0.0.0"));
    private static readonly (long, long) Apart = (900, 1100);
    private static readonly SocketBytes Incoming = new() { State = TcpState.CloseWait, LocalPort = 80, PeerPort = 5000, Inode = 1 };
    private static readonly SocketBytes Outgoing = new() { State = TcpState.SynSent, LocalPort = 40000, PeerPort = 443, Inode = 1 };

    [Fact]
    public void Incoming_connections_of_a_peer_are_one_group_and_outgoing_ones_of_a_destination()
    {
        List<SocketGroup> groups = Build(
            Incoming, Incoming with { PeerPort = 5001 }, Incoming with { Peer = "10.0.0.3" }, Incoming with { State = TcpState.FinWait2 },
            Outgoing, Outgoing with { LocalPort = 40001 }, Outgoing with { Local = "10.0.0.9" }, Outgoing with { PeerPort = 444 });
        Assert.Equal(
            [
                "3 SynSent False 0.0.0.0:* 10.0.0.2:443", "2 CloseWait True 0.0.0.0:80 10.0.0.2:*", "1 SynSent False 0.0.0.0:* 10.0.0.2:444",
                "1 FinWait2 True 0.0.0.0:80 10.0.0.2:*", "1 CloseWait True 0.0.0.0:80 10.0.0.3:*",
            ],
            groups.Select(group => $"{group.Count} {group.State} {group.Inbound} {group.Local} {group.Peer}"));
    }

    [Fact]
    public void Owners_are_apart_and_no_inode_is_no_owner()
    {
        List<SocketGroup> groups =
            Build(Incoming, Incoming with { Inode = 2 }, Incoming with { Inode = 0 }, Incoming with { Inode = 99 },
                Incoming with { Inode = 12 });
        Assert.Equal(
            [(2L, Ownership.Process, 2), (1L, Ownership.Unknown, 0), (1L, Ownership.None, 0), (1L, Ownership.Process, 1)],
            groups.Select(group => (group.Count, group.Ownership, group.Process?.Pid ?? 0))
                .OrderByDescending(group => group.Item1)
                .ThenBy(group => group.Item2 == Ownership.Process)
                .ThenBy(group => group.Item2));
    }

    [Fact]
    public void Queues_timers_and_ages_are_counted()
    {
        SocketGroup group = Assert.Single(Build(
            Incoming with { RecvQ = 0, Times = (0, 90_000, 60_000) },
            Incoming with { RecvQ = 1, SendQ = 1, Timer = SocketTimer.Retransmit, Retransmits = 1, Times = (0, 70_000, 60_001) },
            Incoming with { RecvQ = 2, SendQ = 9, Timer = SocketTimer.Retransmit, Retransmits = 7 },
            Incoming with { RecvQ = 1, Timer = SocketTimer.Keepalive, Retransmits = 9 },
            Incoming with { RecvQ = 1, Timer = SocketTimer.Persist }));
        Assert.Equal((5L, 1L, 3L, 1L, 2L), (group.Count, group.RecvQ0, group.RecvQ1, group.RecvQMore, group.SendQ));
        Assert.Equal((2L, 1L, 7, 1L, 1L),
            (group.Retransmitting, group.RetransmittingTwice, group.RetransmitsMax, group.KeepaliveTimers, group.PersistTimers));
        Assert.Equal((2L, 1L, 60_001L, 90_000L), (group.Aged, group.Old, group.OldestAtLeastMs, group.OldestAtMostMs));
    }

    // A closed socket gets nothing new to send: whoever has less to deliver than before has a peer that takes it, slowly.
    [Fact]
    public void Those_that_look_stuck_and_deliver_are_counted()
    {
        SocketBytes closed = Incoming with { State = TcpState.FinWait1, SendQ = 50_000, Timer = SocketTimer.Persist };
        SocketBytes[] first =
            [closed with { Cookie = 1 }, closed with { Cookie = 2 }, closed with { Cookie = 3 }, closed with { Cookie = ulong.MaxValue }];

        SocketGroup group = Assert.Single(Twice(
            first,
            closed with { Cookie = 1, SendQ = 40_000 },
            closed with { Cookie = 2 },
            closed with { Cookie = 3, SendQ = 40_000, Timer = SocketTimer.Retransmit, Retransmits = 1 }, // waits for a round trip
            closed with { Cookie = 4, SendQ = 10 },
            closed with { Cookie = ulong.MaxValue, SendQ = 10 }));

        Assert.Equal((3L, 1L), (group.PersistTimers, group.Delivering));
        Assert.Null(Assert.Single(Build(closed)).Delivering);
    }

    [Fact]
    public void An_unknown_age_is_not_zero()
    {
        SocketGroup group = Assert.Single(Build(Incoming));
        Assert.Equal((0L, null, null), (group.Aged, group.OldestAtLeastMs, group.OldestAtMostMs));
    }

    [Fact]
    public void The_first_count_is_that_of_the_same_ends_when_one_owner_has_them()
    {
        SocketBytes[] first = [Incoming, Incoming with { PeerPort = 6 }, Incoming with { PeerPort = 7, Inode = 99 }, Outgoing];
        List<SocketGroup> groups = Builder()
            .CountFirst([.. Suspects(first)], Index, Apart)
            .Add(Suspects(Incoming, Incoming with { Peer = "10.0.0.3" }))
            .Build(hadFirst: true);
        Assert.Equal([("10.0.0.2:*", 3L), ("10.0.0.3:*", 0L)], groups.Select(group => (group.Peer.ToString(), group.CountFirst!.Value)));
    }

    [Fact]
    public void The_first_count_is_unknown_when_several_owners_share_the_ends_or_there_was_no_first_reading()
    {
        List<SocketGroup> shared = Builder()
            .CountFirst([.. Suspects(Incoming)], Index, Apart)
            .Add(Suspects(Incoming, Incoming with { Inode = 2 }))
            .Build(hadFirst: true);
        Assert.Equal(2, shared.Count);
        Assert.All(shared, group => Assert.Null(group.CountFirst));
        Assert.Null(Assert.Single(Builder().Add(Suspects(Incoming)).Build(hadFirst: false)).CountFirst);
    }

    [Fact]
    public void What_was_not_there_at_the_first_reading_has_arrived_and_is_no_older()
    {
        SocketBytes here = Incoming with { Cookie = 7, Times = (0, 90_000, 70_000) };
        SocketGroup both = Assert.Single(Twice([here], here, here with { Cookie = 8, Times = (0, 80_000, 500) }));
        Assert.Equal((1L, 2L, 1L, 70_000L, 90_000L), (both.Arrived, both.Aged, both.Old, both.OldestAtLeastMs, both.OldestAtMostMs));
        SocketGroup fresh = Assert.Single(Twice([here with { State = TcpState.Established }], here with { Times = (0, 80_000, 500) }));
        Assert.Equal((1L, 500L, 1100L), (fresh.Arrived, fresh.OldestAtLeastMs, fresh.OldestAtMostMs));
        SocketGroup stayed = Assert.Single(Twice([here], here with { Times = (0, 80_000, 500) }));
        Assert.Equal((0L, 900L, 80_000L), (stayed.Arrived, stayed.OldestAtLeastMs, stayed.OldestAtMostMs));
    }

    [Fact]
    public void A_state_that_close_began_is_aged_by_the_readings_alone()
    {
        SocketBytes closed = Incoming with { State = TcpState.LastAck, Cookie = 7, Times = (90_000, 90_000, 90_000) };
        SocketGroup one = Assert.Single(Build(closed));
        Assert.Equal((0L, 0L, null, null), (one.Aged, one.Old, one.OldestAtLeastMs, one.OldestAtMostMs));
        SocketGroup stayed = Assert.Single(Twice([closed], closed));
        Assert.Equal((1L, 0L, 900L, null), (stayed.Aged, stayed.Old, stayed.OldestAtLeastMs, stayed.OldestAtMostMs));
        SocketGroup fresh = Assert.Single(Twice([], closed));
        Assert.Equal((1L, 0L, 1100L), (fresh.Aged, fresh.OldestAtLeastMs, fresh.OldestAtMostMs));
    }

    [Fact]
    public void Data_may_come_while_half_closed_but_none_is_sent()
    {
        SocketGroup group = Assert.Single(Build(Incoming with { State = TcpState.FinWait2, Times = (80_000, 10, 10) }));
        Assert.Equal((10L, 80_000L), (group.OldestAtLeastMs, group.OldestAtMostMs));
    }

    [Fact]
    public void A_mini_socket_that_was_a_full_one_has_not_arrived()
    {
        SocketBytes full = Incoming with { State = TcpState.FinWait2, Cookie = 7, Timer = SocketTimer.Keepalive };
        Assert.Equal(0, Assert.Single(Twice([full], full with { Cookie = 8, Timer = SocketTimer.TimeWait, Inode = 0 })).Arrived);
        Assert.Equal(1, Assert.Single(Twice([full], full with { Cookie = 8, PeerPort = 1 })).Arrived);
    }

    [Fact]
    public void Without_cookies_nobody_knows_what_has_arrived()
    {
        SocketGroup group = Assert.Single(Twice([], Incoming, Incoming with { Cookie = ulong.MaxValue, PeerPort = 1 }));
        Assert.Null(group.Arrived);
    }

    [Fact]
    public void Groups_beyond_the_limit_join_and_no_socket_is_lost()
    {
        // One peer each, but for one that is many: it keeps its peer.
        SocketBytes[] sockets =
            [.. Enumerable.Range(0, 6000).Select(
                i => Incoming with { Peer = $"10.1.{i / 250}.{i % 250}", RecvQ = (uint)(i % 3), Times = (0, (uint)i, (uint)i), Cgroup = (ulong)(i % 2) }),
                Incoming, Incoming];
        GroupBuilder builder = Builder().CountFirst([.. Suspects(sockets)], Index, Apart).Add(Suspects(sockets));
        List<SocketGroup> groups = builder.Build(hadFirst: true);
        Assert.InRange(groups.Count, 2, GroupBuilder.MaxGroups);
        Assert.Equal((6002L, 6002L, 0L), (groups.Sum(group => group.Count), groups.Sum(group => group.CountFirst), builder.LeftOut));
        Assert.Equal((2002L, 2000L, 2000L, 6002L),
            (groups.Sum(group => group.RecvQ0), groups.Sum(group => group.RecvQ1), groups.Sum(group => group.RecvQMore),
                groups.Sum(group => group.Aged)));
        Assert.Equal(5999, groups.Max(group => group.OldestAtMostMs));
        SocketGroup joined = groups[0];
        Assert.Equal(("0.0.0.0:*", "0.0.0.0:80", 1, null), (joined.Peer.ToString(), joined.Local.ToString(), joined.Process!.Pid, joined.Cgroup));
        Assert.Contains(groups, group => group.Peer.ToString() == "10.0.0.2:*" && group.Count == 2);
    }

    [Fact]
    public void What_cannot_join_is_left_out_and_counted()
    {
        // As many owners as groups: nothing joins.
        SuspectTally.Suspect[] suspects = [.. Suspects(Incoming, Incoming)];
        SuspectTally.Suspect[] many =
            [.. Enumerable.Range(1, 5000).SelectMany(pid => pid <= 10 ? suspects : suspects[..1],
                (pid, suspect) => suspect with { Inode = (uint)pid })];
        GroupBuilder builder = new(Index, inode => (Ownership.Process, new ProcessRef((int)inode, "p")), _ => null);
        List<SocketGroup> groups = builder.Add(many).Build(hadFirst: false);
        Assert.Equal((GroupBuilder.MaxGroups, 5000L - GroupBuilder.MaxGroups), (groups.Count, builder.LeftOut));
        Assert.Equal(5010, groups.Sum(group => group.Count) + builder.LeftOut);
    }

    private static List<SocketGroup> Twice(SocketBytes[] first, params SocketBytes[] last) =>
        Builder().CountFirst([.. Suspects(first)], Index, Apart).Add(Suspects(last)).Build(hadFirst: true);

    private static List<SocketGroup> Build(params SocketBytes[] sockets) => Builder().Add(Suspects(sockets)).Build(hadFirst: false);

    // Inodes below 10 belong to a process of the same number, those of 10 to 19 to process 2, others to one that was not found.
    private static GroupBuilder Builder() => new(
        Index, inode =>
            inode < 20 ? (Ownership.Process, new ProcessRef(inode < 10 ? (int)inode : 2, "server")) : (Ownership.Unknown, null), id =>
                id is { } known ? $"/{known}" : null);

    private static IEnumerable<SuspectTally.Suspect> Suspects(params SocketBytes[] sockets) =>
        new SuspectTally(Index).Visit(sockets).Suspects;
}
