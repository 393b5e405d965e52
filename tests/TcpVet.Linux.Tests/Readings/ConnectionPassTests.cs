using TcpVet.Linux.Owners;
using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class ConnectionPassTests
{
    private const uint Ms = 1000;
    private static readonly ListenerIndex Index = new ListenerIndex().Visit(ListenerIndexTests.On("0.0.0.0"));
    private static readonly SocketBytes Incoming = new() { LocalPort = 80, PeerPort = 5000, Inode = 1, Times = (0, 0, 0) };
    private static readonly SocketBytes Outgoing = new() { LocalPort = 40000, PeerPort = 443, Inode = 2, Times = (0, 0, 0) };

    [Fact]
    public void Groups_are_by_owner_and_service_and_client_or_destination()
    {
        ConnectionSurvey survey = Survey(
            Incoming, Incoming with { PeerPort = 5001 }, Incoming with { PeerPort = 5002 }, Incoming with { Peer = "10.0.0.3", Inode = 0 },
            Outgoing, Outgoing with { LocalPort = 40001 }, Outgoing with { Inode = 3 })!;
        Assert.Equal(
            ["3 Process 1 True 0.0.0.0:80 10.0.0.2:*", "2 Process 2 False 0.0.0.0:* 10.0.0.2:443", "1 Process 3 False 0.0.0.0:* 10.0.0.2:443", "1 None  True 0.0.0.0:80 10.0.0.3:*"],
            survey.Groups.Select(group => $"{group.Count} {group.Ownership} {group.Process?.Pid} {group.Inbound} {group.Local} {group.Peer}"));
        Assert.Equal((7L, 7L, 0L), (survey.Population, survey.Sampled, survey.LeftOut));
    }

    [Fact]
    public void Silence_is_of_both_directions_and_ends_with_the_first_probe()
    {
        ConnectionGroup group = Group(
            Outgoing with { Times = (60_001, 70_000, 80_000) },
            Outgoing with { Times = (60_000, 70_000, 80_000), Timer = SocketTimer.Keepalive, ExpiresMs = 290_000 },
            Outgoing with { Times = (1000, 9000, 9000), Timer = SocketTimer.Keepalive, ExpiresMs = 349_001 },
            Outgoing with { Times = (900_000, 900_000, 900_000), Timer = SocketTimer.Keepalive, Retransmits = 1, ExpiresMs = 75_000 });
        Assert.Equal((2L, 900_000L, 3L, 1L, 350_001L),
            (group.Idle, group.LongestIdleMs, group.KeepaliveTimers, group.SlowKeepalive, group.LongestKeepaliveMs));
    }

    [Fact]
    public void A_zero_window_is_stuck_after_two_probes_in_vain_although_the_peer_answers_them()
    {
        SocketBytes probing = Outgoing with { Times = null, Timer = SocketTimer.Persist, SendQ = 100, Retransmits = 0 };
        ConnectionGroup group = Group(
            probing with { Info = Info(("backoff", 2), ("snd_wnd", 0), ("snd_mss", 1460), ("last_data_sent", 7000)) },
            probing with { Info = Info(("backoff", 5), ("snd_wnd", 5000), ("snd_mss", 1460), ("busy_time", 100), ("rwnd_limited", 51), ("last_data_sent", 9000)) },
            probing with { Info = Info(("backoff", 6), ("snd_wnd", 5000), ("snd_mss", 1460), ("busy_time", 100), ("rwnd_limited", 50), ("last_data_sent", 99_000)) },
            probing with { Info = Info(("backoff", 1), ("snd_wnd", 0), ("snd_mss", 1460), ("last_data_sent", 99_000)) },
            probing with { SendQ = 0, Info = Info(("backoff", 9)) });
        Assert.Equal((4L, 2L, 6, 400L, 9000L),
            (group.ZeroWindow, group.ZeroWindowStuck, group.ZeroWindowProbesMax, group.ZeroWindowBytes, group.ZeroWindowLongestMs));
    }

    // Over loopback a segment is 64 kB: a reader that takes 32 kB at a time leaves the sender at a zero window, with probes in vain.
    [Fact]
    public void A_peer_that_acknowledged_data_between_two_readings_reads_slowly_and_is_not_stuck()
    {
        SocketBytes probing = Outgoing with { Times = null, Timer = SocketTimer.Persist, SendQ = 100 };
        Dictionary<string, ulong> at = Info(("backoff", 2), ("snd_wnd", 0), ("snd_mss", 65_483), ("last_data_sent", 700_000), ("bytes_acked", 1000));
        EarlierConnections earlier = Earlier(probing with { Cookie = 1, Info = at }, probing with { Cookie = 2, Info = at });

        ConnectionGroup group = Group(
            earlier,
            probing with { Cookie = 1, Info = With(at, ("bytes_acked", 33_768)) },
            probing with { Cookie = 2, Info = at },
            probing with { Cookie = 3, Info = at }, // not among the first, and nothing was let out for longer than the readings are apart
            probing with { Cookie = 4, Info = With(at, ("last_data_sent", 900)) });

        Assert.Equal((4L, 2L, 2L, 700_000L), (group.ZeroWindow, group.ZeroWindowStuck, group.ZeroWindowMoving, group.ZeroWindowLongestMs));
        Assert.Null(Group(probing with { Info = at }).ZeroWindowMoving);
        Assert.Equal(1, Group(probing with { Cookie = 1, Info = With(at, ("bytes_acked", 33_768)) }).ZeroWindowStuck);
    }

    [Fact]
    public void A_program_that_has_less_unread_than_before_reads_slowly_and_is_not_stalled()
    {
        SocketBytes unread = Outgoing with { RecvQ = 5_000, Times = (0, 20_000, 0), Memory = [90, 100] };
        EarlierConnections earlier = Earlier(unread with { Cookie = 1, RecvQ = 6_000 }, unread with { Cookie = 2 });

        ConnectionGroup group = Group(earlier, unread with { Cookie = 1 }, unread with { Cookie = 2 }, unread with { Cookie = 3 });

        Assert.Equal((3L, 2L, 1L, 2L, 10_000L),
            (group.Unread, group.Stalled, group.StalledMoving, group.StalledHalfFull, group.StalledBytes));
        Assert.Null(Group(unread).StalledMoving);
    }

    [Fact]
    public void A_kernel_that_does_not_tell_the_window_leaves_the_timer_and_the_probes()
    {
        byte[] old = new byte[104];
        old[4] = 2;
        ConnectionSample sample = new ConnectionSample
        {
            Service = -1, Peer = 0, Inode = 1, Timer = SocketTimer.Persist, Probes = 0, ExpiresMs = 0, RecvQ = 0, SendQ = 1,
            ReceiveMemory = null, ReceiveBuffer = null, SendBuffer = null, Info = TcpInfoSample.Of(new TcpInfoView(old)),
        };
        Assert.True(sample.IsZeroWindowStuck);
        Assert.Equal((null, null, null), (sample.Info.SndWnd, sample.Info.BusyUs, sample.SendBufferShare));
    }

    [Fact]
    public void Data_is_unanswered_after_three_back_offs_without_an_ack_for_three_time_outs_as_they_were_before()
    {
        SocketBytes retransmitting = Outgoing with { Times = null, Timer = SocketTimer.Retransmit, Retransmits = 3, SendQ = 10 };
        // 200 ms, doubled three times.
        Dictionary<string, ulong> silent = Info(("backoff", 3), ("rto", 1600 * Ms), ("unacked", 1), ("last_ack_recv", 1400));
        ConnectionGroup group = Group(
            retransmitting with { Info = silent },
            retransmitting with { Info = With(silent, ("last_ack_recv", 600)) },
            retransmitting with { Info = With(silent, ("last_ack_recv", 601), ("backoff", 4), ("rto", 3200 * Ms)) },
            retransmitting with { Info = With(silent, ("unacked", 0)) },
            retransmitting with { Info = With(silent, ("backoff", 2), ("rto", 800 * Ms)) },
            retransmitting with { Info = With(silent, ("backoff", 0)) },
            retransmitting with { Info = silent, Timer = SocketTimer.Persist });
        Assert.Equal((5L, 2L, 4, 1400L, 20L),
            (group.Retransmitting, group.Unanswered, group.BackoffMax, group.UnansweredLongestMs, group.UnansweredBytes));
    }

    [Theory]
    [InlineData(3, 1600, 3_600_000, 3200)] // silent for an hour, then data: 200 + 400 + 800 ms and what of 1,600 ms has passed
    [InlineData(15, 120_000, 950_000, 950_000)] // at its ceiling: the halves of the time-out are none
    [InlineData(10, 1000, 9_500, 9_500)] // the same with tcp_rto_max_ms 1000
    public void Silence_before_the_lost_data_is_not_counted(int backoff, int rtoMs, int silentMs, long unanswered)
    {
        SocketBytes retransmitting = Outgoing with { Times = null, Timer = SocketTimer.Retransmit, Retransmits = 3, SendQ = 10 };

        ConnectionGroup group =
            Group(retransmitting with { Info = Info(("backoff", (ulong)backoff), ("rto", (ulong)rtoMs * Ms), ("unacked", 1), ("last_ack_recv", (ulong)silentMs)) });

        Assert.Equal(unanswered, group.UnansweredLongestMs);
    }

    [Fact]
    public void A_reader_is_stalled_when_its_data_is_old()
    {
        ConnectionGroup group = Group(
            Outgoing with { RecvQ = 5, Times = (0, 10_001, 0), Memory = [51, 100] },
            Outgoing with { RecvQ = 6, Times = (0, 20_000, 0), Memory = [50, 100] },
            Outgoing with { RecvQ = 7, Times = (0, 10_000, 0), Memory = [99, 100] },
            Outgoing with { RecvQ = 0, Times = (0, 90_000, 0) });
        Assert.Equal((3L, 2L, 1L, 11L, 20_000L),
            (group.Unread, group.Stalled, group.StalledHalfFull, group.StalledBytes, group.StalledLongestMs));
    }

    [Fact]
    public void Lives_are_summed_and_the_limited_ones_are_told()
    {
        ConnectionGroup group = Group(
            Outgoing with
            {
                Times = null,
                Memory = [0, 0, 0, 16_384],
                Info = Info(("data_segs_out", 10), ("total_retrans", 2), ("bytes_sent", 5_000_000_000), ("bytes_retrans", 200), ("busy_time", 1_000_000), ("sndbuf_limited", 250_000), ("rtt", 90)),
            },
            Outgoing with { Times = null, Memory = [0, 0, 0, 87_040], Info = Info(("data_segs_out", 5), ("busy_time", 2_000_000), ("sndbuf_limited", 1_000_000), ("rtt", 80)) },
            Outgoing with { Times = null, Memory = [0, 0, 0, 1], Info = Info(("busy_time", 2_000_000), ("sndbuf_limited", 400_000), ("rtt", 999)) },
            Outgoing with { Times = null, Memory = [0, 0, 0, 1], Info = Info(("busy_time", 999_999), ("sndbuf_limited", 999_999), ("rtt", 999)) });
        Assert.Equal((15L, 2L, 5_000_000_000L, 200L, 1L),
            (group.SegmentsSent, group.SegmentsRetransmitted, group.BytesSent, group.BytesRetransmitted, group.WithRetransmissions));
        Assert.Equal((2L, 50.0, 16_384L, 90L),
            (group.SendBufferLimited, group.SendBufferLimitedShareMax, group.SendBufferMin, group.SendBufferLimitedRttUs));
    }

    [Fact]
    public void What_no_connection_tells_is_null_and_not_zero()
    {
        ConnectionGroup group = Group(Outgoing);
        Assert.Equal(
            (null, null, null, null, null, null, null),
            (group.LongestKeepaliveMs, group.ZeroWindowLongestMs, group.UnansweredLongestMs, group.StalledLongestMs,
                group.SendBufferLimitedShareMax, group.SendBufferMin, group.SendBufferLimitedRttUs));
    }

    [Fact]
    public void Without_tcp_info_nothing_is_known_and_without_connections_there_are_none()
    {
        Assert.Null(Survey(Outgoing with { Times = null }));
        Assert.Equal((0L, true), Survey() is { } survey ? (survey.Sampled, survey.Groups.Count == 0) : default);
    }

    [Fact]
    public void Small_groups_join_beyond_the_limit_and_no_connection_is_lost()
    {
        SocketBytes[] many =
            [.. Enumerable.Range(0, 3000).Select(i => Outgoing with { Peer = $"10.1.{i / 250}.{i % 250}", RecvQ = 1, Times = (0, (uint)(i + 20_000), 0) }),
                .. Enumerable.Repeat(Outgoing, 9)];
        ConnectionSurvey survey = Survey(many)!;
        Assert.InRange(survey.Groups.Count, 2, ConnectionPass.MaxGroups);
        Assert.Equal((3009L, 0L, 3000L, 22_999L),
            (survey.Groups.Sum(group => group.Count), survey.LeftOut, survey.Groups.Sum(group => group.Stalled),
                survey.Groups.Max(group => group.StalledLongestMs)));
        Assert.Equal(("0.0.0.0:*", 2), (survey.Groups[0].Peer.ToString(), survey.Groups[0].Process!.Pid));
        Assert.Contains(survey.Groups, group => group is { Count: 9 } && group.Peer.ToString() == "10.0.0.2:443");
    }

    [Fact]
    public void What_cannot_join_is_left_out_and_counted()
    {
        ConnectionSurvey survey = Survey([.. Enumerable.Range(1, 3000).Select(inode => Outgoing with { Inode = (uint)inode })])!;
        Assert.Equal((ConnectionPass.MaxGroups, 3000L - ConnectionPass.MaxGroups), (survey.Groups.Count, survey.LeftOut));
    }

    [Fact]
    public void The_owners_of_all_that_was_seen_are_wanted_and_the_sample_is_bounded()
    {
        ConnectionPass pass = new(Index);
        IdlePass.Run(Dump.Source([.. Enumerable.Range(1,
            IdlePass.SampleLimit + 5).Select(inode => Outgoing with { Inode = (uint)inode })]), Index, 1000, pass);
        InodeSet wanted = new();
        pass.AddWanted(wanted);
        Assert.Equal(IdlePass.SampleLimit, wanted.Count);
    }

    private static ConnectionGroup Group(params SocketBytes[] sockets) => Assert.Single(Survey(sockets)!.Groups);

    private static ConnectionGroup Group(EarlierConnections earlier, params SocketBytes[] sockets) =>
        Assert.Single(Survey(earlier, sockets)!.Groups);

    private static ConnectionSurvey? Survey(params SocketBytes[] sockets) => Survey(null, sockets);

    private static ConnectionSurvey? Survey(EarlierConnections? earlier, SocketBytes[] sockets) =>
        new ConnectionPass(Index, earlier: earlier).Visit(sockets).ToFact(
            sockets.Length, inode => (Ownership.Process, new ProcessRef((int)inode, "p")));

    // A first reading, a second ago.
    private static EarlierConnections Earlier(params SocketBytes[] sockets) =>
        new EarlierConnections(Environment.TickCount64 - 1000, new WaitingTally().Visit(sockets).Unread).Visit(sockets);

    private static Dictionary<string, ulong> Info(params (string Name, ulong Value)[] fields) => With([], fields);

    private static Dictionary<string, ulong> With(Dictionary<string, ulong> info, params (string Name, ulong Value)[] fields)
    {
        Dictionary<string, ulong> copy = new(info);
        foreach ((string name, ulong value) in fields)
        {
            copy[name] = value;
        }

        return copy;
    }
}
