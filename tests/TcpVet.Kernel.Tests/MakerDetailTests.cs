using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What the makers claim beyond the state, checked with ss: queues, timers, drops, owners, marks.</summary>
public sealed class MakerDetailTests
{
    public static TheoryData<string, string, string> Timers()
    {
        TheoryData<string, string, string> cases = [];
        foreach (string address in Loopbacks.All)
        {
            cases.Add("established, keepalive", address, "keepalive");
            cases.Add("established, retransmitting", address, "on");
            cases.Add("established, zero window", address, "persist");
            cases.Add("fin-wait1, zero window", address, "persist");
            cases.Add("fin-wait1, orphan", address, "on");
            cases.Add("fin-wait2, orphan", address, "timewait");
            cases.Add("fin-wait2, orphan, full", address, "keepalive");
            cases.Add("time-wait", address, "timewait");
            cases.Add("syn-sent", address, "on");
            cases.Add("syn-recv, syn-ack lost", address, "on");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Timers))]
    public void Timers_run_as_claimed(string maker, string address, string timer)
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Makers.All[maker](sandbox, InetAddress.Parse(address));
        Assert.Equal(timer, Only(Ss.Tcp(sandbox), made).Timer?.Kind);
    }

    [Theory]
    [InlineData("fin-wait2, held")]
    [InlineData("close-wait, read")]
    [InlineData("established")]
    public void No_timer_runs_where_none_is_claimed(string maker)
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Makers.All[maker](sandbox, InetAddress.Parse(Loopbacks.IPv4));
        Assert.Null(Only(Ss.Tcp(sandbox), made).Timer);
    }

    [Theory]
    [InlineData("close-wait, read", 0)]
    [InlineData("close-wait, unread", 1)]
    [InlineData("close-wait, unread data", 10)]
    [InlineData("established, unread", 17)]
    public void Receive_queues_hold_what_is_claimed(string maker, uint queue)
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Makers.All[maker](sandbox, InetAddress.Parse(Loopbacks.IPv6));
        Assert.Equal(queue, Only(Ss.Tcp(sandbox), made).RecvQ);
    }

    [Theory]
    [InlineData(Loopbacks.IPv4)]
    [InlineData(Loopbacks.IPv6)]
    [InlineData(Loopbacks.Mapped)]
    public void A_full_queue_counts_those_it_turned_away(string address)
    {
        using Sandbox sandbox = Require.Sandbox();
        AcceptQueue queue = AcceptQueue.MakeFull(sandbox, InetAddress.Parse(address), backlog: 2, turnedAway: 3);
        IReadOnlyList<SsRow> rows = Ss.Tcp(sandbox);
        SsRow listener = Only(rows, queue.Listener);
        Assert.Equal((3u, 2u), (listener.RecvQ, listener.SendQ));
        Assert.Equal(3u, queue.TurnedAway);
        Assert.Equal(3ul, listener.Memory["d"]);
        SsRow[] waiting = [.. rows.Where(row => row.State == TcpState.Established && row.Local.Port == queue.Listener.Local.Port)];
        Assert.Equal(3, waiting.Length);
        Assert.All(waiting, row => Assert.Equal(0ul, row.Inode));
    }

    [Fact]
    public void Marks_devices_and_users_are_the_sockets_own()
    {
        using Sandbox sandbox = Require.Sandbox();
        LabSocket socket = sandbox.RunAs(65534, () => sandbox.Tcp(AddressFamily.IPv4));
        socket.Mark(0xbeef).BindToDevice("lo").Bind(new(InetAddress.Parse(Loopbacks.IPv4), 0)).Listen(1);
        SsRow row = Assert.Single(Ss.Tcp(sandbox));
        Assert.Equal((0xbeefu, "lo", 65534u), (row.Mark, row.Device, row.Uid));
        Assert.Equal(0u, Ss.Tcp(sandbox, "sport", "=", $":{Listening.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4)).Local.Port}").Single().Uid);
    }

    [Fact]
    public void A_socket_belongs_to_the_cgroup_it_was_made_in()
    {
        using Sandbox sandbox = Require.Sandbox();
        using Cgroup cgroup = Require.Cgroup();
        MadeSocket inside = cgroup.Run(sandbox, () => Listening.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4)));
        MadeSocket outside = Listening.Make(sandbox, InetAddress.Parse(Loopbacks.IPv4));
        IReadOnlyList<SsRow> rows = Ss.Tcp(sandbox);
        Assert.Equal(cgroup.Name, Only(rows, inside).Cgroup);
        Assert.NotEqual(cgroup.Name, Only(rows, outside).Cgroup);
    }

    [Theory]
    [InlineData(Loopbacks.IPv4)]
    [InlineData(Loopbacks.IPv6)]
    [InlineData(Loopbacks.Mapped)]
    public void Udp_sockets_are_connected_or_not_and_drop_what_nobody_reads(string address)
    {
        using Sandbox sandbox = Require.Sandbox();
        InetAddress at = InetAddress.Parse(address);
        MadeSocket unconnected = Udp.MakeUnconnected(sandbox, at);
        MadeSocket connected = Udp.MakeConnected(sandbox, at);
        MadeSocket dropping = Udp.MakeDropping(sandbox, at, drops: 4);
        IReadOnlyList<SsRow> rows = Ss.Udp(sandbox);
        Assert.Equal((TcpState.Close, 0u), (Only(rows, unconnected).State, Only(rows, unconnected).RecvQ));
        Assert.Equal(TcpState.Established, Only(rows, connected).State);
        Assert.Equal(4ul, Only(rows, dropping).Memory["d"]);
        Assert.True(Only(rows, dropping).RecvQ > 0);
    }

    private static SsRow Only(IEnumerable<SsRow> rows, MadeSocket made) =>
        Assert.Single(rows, row => Loopbacks.Same(row.Local, made.Local) && row.Peer.Port == made.Peer.Port);
}
