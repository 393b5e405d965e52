using System.Diagnostics;
using System.Globalization;
using TcpVet.Lab;
using TcpVet.Lab.Packets;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What the pages of settings and counters say and most guides do not, asked of this kernel in a namespace of its own.</summary>
public sealed class SettingFactTests
{
    private static readonly InetAddress Address = InetAddress.Parse(Loopbacks.IPv4);

    // net/ipv4/inet_timewait_sock.c inet_twsk_alloc compares without the sign.
    [Theory]
    [InlineData("-1", 20)]
    [InlineData("5", 5)]
    [InlineData("0", 0)]
    public void A_negative_number_of_buckets_is_no_limit(string buckets, int left)
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_max_tw_buckets", buckets);
        LabSocket listener = sandbox.Tcp(Address.Family).Bind(new(Address, 9000)).Listen(100);
        for (int i = 0; i < 20; i++)
        {
            ConnectAndClose(sandbox, listener);
        }

        Assert.Equal((left, 20 - left), (TimeWaits(sandbox).Count, (int)Counters(sandbox)["TcpExt.TCPTimeWaitOverflow"]));
    }

    // net/ipv4/inet_hashtables.c __inet_hash_connect: ports of the first one's parity come first, an eligible TIME_WAIT is one of them.
    [Fact]
    public void Reuse_takes_over_while_the_other_half_of_the_range_is_free()
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.ip_local_port_range", "20000 20199");
        sandbox.SetSysctl("net.ipv4.tcp_tw_reuse", "1");
        LabSocket listener = sandbox.Tcp(Address.Family).Bind(new(Address, 9000)).Listen(100);
        for (int i = 0; i < 250; i++)
        {
            if (i is 100 or 200)
            {
                Thread.Sleep(1200); // the least age: tcp_tw_reuse_delay, before it a second
            }

            ConnectAndClose(sandbox, listener);
        }

        IReadOnlyList<SocketRow> left = TimeWaits(sandbox);
        // 100 and 150, and no odd port, on an idle machine; a loaded one may spoil a few.
        Assert.InRange(left.Count, 95, 105);
        Assert.InRange(Counters(sandbox)["TcpExt.TWRecycled"], 140, 150);
        Assert.InRange(left.Count(row => Math.Max(row.LocalPort, row.PeerPort) % 2 == 1), 0, 5);
    }

    // net/ipv4/tcp_timer.c tcp_write_timeout: the retries and the linear timeouts, or the time of the retries, whichever is over first.
    [Fact]
    public void One_retry_ends_connect_after_three_seconds_in_spite_of_linear_timeouts()
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_syn_retries", "1");
        using Firewall firewall = Firewall.Drop(sandbox, "tcp dport 81");
        LabSocket socket = sandbox.Tcp(Address.Family);
        Stopwatch watch = Stopwatch.StartNew();
        sandbox.Run(() => socket.StartConnect(new(Address, 81)));
        while (sandbox.Run(() => socket.State) == TcpState.SynSent && watch.Elapsed < TimeSpan.FromSeconds(6))
        {
            Thread.Sleep(20);
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 2.9, 5);
        Dictionary<string, long> counters = Counters(sandbox);
        Assert.Equal((1L, 1L, 0L), (counters["TcpExt.TCPAbortOnTimeout"], counters["Tcp.AttemptFails"], counters["Tcp.EstabResets"]));
    }

    [Fact]
    public void A_handshake_that_the_client_abandons_is_no_failed_attempt()
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_synack_retries", "0");
        MadeSocket made = TcpVet.Lab.States.SynRecv.MakeSynAckLost(sandbox, Address);
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(10));
        while (Ss.Tcp(sandbox).Any(row => row.Local == made.Local && row.Peer == made.Peer))
        {
            Assert.False(deadline.Passed, "the request did not time out");
            Thread.Sleep(50);
        }

        Assert.Equal(0, Counters(sandbox)["Tcp.AttemptFails"]);
    }

    // net/ipv4/tcp_input.c tcp_conn_request: tcp_max_syn_backlog turns away before the backlog is full, and tcp_syn_flood_action does not
    // see it.
    [Theory]
    [InlineData("16", 1000, false)]
    [InlineData("1000", 20, true)]
    public void Only_the_backlog_of_the_listener_counts_as_a_full_queue(string limit, int backlog, bool counted)
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_syncookies", "0");
        sandbox.SetSysctl("net.ipv4.tcp_max_syn_backlog", limit);
        InetEndpoint service = sandbox.Tcp(Address.Family).Bind(new(Address, 9000)).Listen(backlog).Local;
        using Firewall firewall = Firewall.DropSynAck(sandbox, 9000);
        sandbox.Run(() =>
        {
            using LabSocket raw = LabSocket.OpenRaw();
            byte[] packet = new byte[SynPacket.Length];
            for (int i = 1; i <= 100; i++)
            {
                SynPacket.Write(packet, new(InetAddress.Parse($"127.0.1.{i}"), (ushort)(1024 + i)), service, 1234);
                raw.SendTo(service, packet);
            }

            return true;
        });
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(10));
        while (Counters(sandbox)["TcpExt.ListenDrops"] < 60)
        {
            Assert.False(deadline.Passed, "the SYNs were not turned away");
            Thread.Sleep(20);
        }

        Assert.Equal(counted, Counters(sandbox)["TcpExt.TCPReqQFullDrop"] > 0);
    }

    // net/ipv4/udp.c udp_recvmsg counts, not the receive path.
    [Fact]
    public void A_datagram_counts_when_it_is_read()
    {
        using Sandbox sandbox = Require.Sandbox();
        LabSocket server = sandbox.Udp(Address.Family).Bind(new(Address, 9000));
        LabSocket client = sandbox.Udp(Address.Family);
        sandbox.Run(() => client.SendTo(new(Address, 9000), "one"u8) + client.SendTo(new(Address, 9000), "two"u8));
        Assert.Equal(0, Counters(sandbox)["Udp.InDatagrams"]);

        sandbox.Run(() => server.Receive(new byte[10]));

        Assert.Equal(1, Counters(sandbox)["Udp.InDatagrams"]);
    }

    // net/ipv4/tcp_cong.c tcp_set_default_congestion_control: a namespace takes what the host allows.
    [Fact]
    public void A_namespace_takes_no_congestion_control_that_the_host_does_not_allow()
    {
        using Sandbox sandbox = Require.Sandbox();
        string[] Words(string key) =>
            sandbox.Run(() => File.ReadAllText($"/proc/sys/net/ipv4/{key}")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string? refused = Words("tcp_available_congestion_control").Except(Words("tcp_allowed_congestion_control")).FirstOrDefault();
        Assert.SkipWhen(refused is null, "the host allows every congestion control that is loaded");
        UnauthorizedAccessException thrown = Assert.Throws<UnauthorizedAccessException>(() => sandbox.Run(() =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/tcp_congestion_control", refused);
            return true;
        }));
        Assert.Equal("Operation not permitted", thrown.InnerException?.Message); // EPERM, not EACCES
        Assert.Throws<UnauthorizedAccessException>(() => sandbox.Run(() =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/tcp_allowed_congestion_control", "reno");
            return true;
        }));
    }

    // net/ipv4/tcp_minisocks.c tcp_create_openreq_child copies the listener and assigns the congestion control anew.
    [Fact]
    public void Accepted_sockets_have_the_buffer_of_their_listener_and_the_congestion_control_of_the_day()
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.ipv4.tcp_moderate_rcvbuf", "0");
        sandbox.SetSysctl("net.ipv4.tcp_rmem", "4096 131072 6291456");
        LabSocket before = sandbox.Tcp(Address.Family).Bind(new(Address, 9000)).Listen(10);
        sandbox.SetSysctl("net.ipv4.tcp_rmem", "4096 65536 6291456");
        sandbox.SetSysctl("net.ipv4.tcp_congestion_control", "reno");
        LabSocket after = sandbox.Tcp(Address.Family).Bind(new(Address, 9001)).Listen(10);

        Connection ofBefore = Connection.Through(before, sandbox, sandbox);
        Connection ofAfter = Connection.Through(after, sandbox, sandbox);

        Assert.Equal((131_072, 65_536), (ReceiveBuffer(sandbox, ofBefore), ReceiveBuffer(sandbox, ofAfter)));
        Assert.Contains(" reno ", Info(sandbox, ofBefore), StringComparison.Ordinal);
    }

    private static void ConnectAndClose(Sandbox sandbox, LabSocket listener)
    {
        Connection connection = Connection.Through(listener, sandbox, sandbox);
        sandbox.Run(() =>
        {
            connection.Client.Dispose();
            connection.Server.Dispose();
            return true;
        });
        // Under load loopback delivers a little later.
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(10));
        while (sandbox.Sockets.Read().Any(row => row.State is not (TcpState.TimeWait or TcpState.Listen) && row.LocalPort != 0))
        {
            Assert.False(deadline.Passed, "the connection did not close");
            Thread.Sleep(1);
        }
    }

    private static IReadOnlyList<SocketRow> TimeWaits(Sandbox sandbox) =>
        [.. sandbox.Sockets.Read().Where(row => row.State == TcpState.TimeWait)];

    private static int ReceiveBuffer(Sandbox sandbox, Connection connection)
    {
        string text = Info(sandbox, connection);
        int at = text.IndexOf(",rb", StringComparison.Ordinal) + 3;
        return int.Parse(text[at..text.IndexOf(',', at)], CultureInfo.InvariantCulture);
    }

    // The accepted end.
    private static string Info(Sandbox sandbox, Connection connection) =>
        sandbox.Exec("ss", "-tminH", "sport", "=", $":{connection.ServerEnd.Port}", "and", "dport", "=", $":{connection.ClientEnd.Port}").Checked("ss");

    private static Dictionary<string, long> Counters(Sandbox sandbox)
    {
        Dictionary<string, long> counters = [];
        foreach (string file in new[] { "snmp", "netstat" })
        {
            NetCounters.Parse(File.ReadAllBytes($"/proc/{Environment.ProcessId}/task/{sandbox.ThreadId}/net/{file}"), counters);
        }

        return counters;
    }
}
