namespace TcpVet.Knowledge;

/// <summary>Settings of the handshake and of listening.</summary>
internal static class HandshakeSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.core.somaxconn",
            Summary = "The longest accept queue that listen() gives.",
            Meaning = """
                listen(fd, backlog) gets min(backlog, somaxconn); a negative backlog from C is taken as unsigned and gets somaxconn. The queue is full when longer than that limit: listen(0) holds one connection.
                The same limit also bounds the SYN queue of the listener.
                """,
            Unit = "connections",
            Defaults = [new(new(5, 4), "4096", [4096]), new(null, "128", [128])],
            Range = SettingRange.Between(0, int.MaxValue, "at most 65535 between commits 5f671d6b4ec3 (2013) and becb74f0acca (2015); before, larger values wrapped at 65536"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtListen,
            ReadNote = "a running listener keeps its limit: raise it, then restart the service or make it listen again",
            Dangers = ["A longer queue hides a server that is too slow: clients wait in it, then time out."],
            Myths =
            [
                new("raising somaxconn takes effect at once", MythVerdict.Wrong, "Only at the next listen()."),
                new("acceptCount or backlog of 5000 means 5000", MythVerdict.Misleading, "It is cut to somaxconn without a word."),
            ],
            Rules = ["TV201", "TV202", "TV203"],
            SeeAlso = ["accept queue", "backlog", "ListenOverflows", "tcp_max_syn_backlog"],
            Sources = ["net/socket.c __sys_listen_socket", "net/ipv4/inet_connection_sock.c inet_csk_listen_start", "listen(2)", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_max_syn_backlog",
            Summary = "The SYN queue's limit; from Linux 4.4 on consulted only while SYN cookies are off.",
            Meaning = """
                With tcp_syncookies not 0 the kernel never reads it; the listener's own backlog then bounds the SYN queue. Measured with cookies on: 200 SYNs to a backlog of 50 leave 51 SYN_RECV, whether this is 16 or 8192.
                Before Linux 4.4 it also cut the size that a listener's SYN queue got at listen(), cookies or not.
                With cookies off, SYNs of unknown peers are dropped once three quarters are in use: 16 admits 13, 100 admits 76.
                """,
            Unit = "requests of one listener",
            Defaults =
            [
                new(new(5, 4), "the larger of 128 and the TCP hash table's entries ÷ 128 (2048 on a host of 24 GB)"),
                new(null, "the larger of 128 and the TCP hash table's entries ÷ 256"),
            ],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            DependsOn =
            [
                new("net.ipv4.tcp_syncookies", "not 0 makes it void from Linux 4.4 on"),
                new("net.core.somaxconn", "the SYN queue is bounded by the accept queue's limit too"),
            ],
            Myths = [new("tcp_max_syn_backlog=8192 against SYN floods", MythVerdict.NoEffect, "Beside tcp_syncookies=1 it is not read. Raise the application's backlog and somaxconn.")],
            Rules = ["TV204", "TV205", "TV206", "TV604"],
            SeeAlso = ["SYN queue", "tcp_syncookies", "somaxconn", "SYN_RECV"],
            Sources = ["net/ipv4/tcp_input.c tcp_conn_request", "net/core/request_sock.c reqsk_queue_alloc (before 4.4)", "net/ipv4/tcp_ipv4.c tcp_set_hashinfo", Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_syncookies",
            Summary = "Answers SYNs without remembering them when the SYN queue is full.",
            Meaning = """
                0 = off, 1 = when the listener's SYN queue is full, 2 = always (for tests).
                A cookie keeps MSS, and with timestamps also window scaling and SACK; without timestamps those options are lost. A full accept queue is not helped: SYNs are dropped there, cookies or not.
                """,
            Unit = "switch",
            Defaults = [new(null, "1 where CONFIG_SYN_COOKIES is built in", [1])],
            Range = SettingRange.Byte("values above 2 act as 1"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Dangers = ["0 lets a SYN flood of any size lock out real clients."],
            Myths =
            [
                new("set tcp_syncookies=1", MythVerdict.Redundant, "It is the default."),
                new("SYN cookies raise capacity", MythVerdict.Misleading, "They are the fallback. A server that sends them under honest load needs a longer backlog."),
            ],
            Rules = ["TV204", "TV205", "TV206", "TV617"],
            SeeAlso = ["SYN cookies", "SYN queue", "SyncookiesSent", "TCPReqQFullDoCookies", "tcp_max_syn_backlog"],
            Sources = ["net/ipv4/tcp_input.c tcp_conn_request, tcp_syn_flood_action", "net/ipv4/syncookies.c", "RFC 4987", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_synack_retries",
            Summary = "How often an unanswered SYN-ACK is sent again.",
            Meaning = "5 gives up after 63 s (waits of 1, 2, 4, 8, 16, 32 s). A SYN queue more than half full gives older requests fewer retries, down to 2. TCP_SYNCNT on the listener overrides it.",
            Unit = "retransmissions",
            Defaults = [new(null, "5", [5])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Dangers = ["0 or 1 loses clients with one lost packet."],
            Rules = ["TV207", "TV618"],
            SeeAlso = ["SYN_RECV", "SYN queue"],
            Sources = ["net/ipv4/inet_connection_sock.c reqsk_timer_handler", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_syn_retries",
            Summary = "How often an unanswered SYN of connect() is sent again, and for how long at the most.",
            Meaning = """
                connect() ends with ETIMEDOUT after so many repetitions and those of tcp_syn_linear_timeouts, or once (2^(retries+1) − 1) s have passed, whichever comes first. With 4 linear timeouts: 1 is 3 s (measured 3.1), 2 is 7, 3 is 19, 4 is 35, 6 is 131 s (measured 133.5); without them 6 is 127 s.
                TCP_SYNCNT overrides it for one socket; a connect timeout of the application is better than either.
                """,
            Unit = "retransmissions",
            Defaults = [new(new(3, 7), "6", [6]), new(null, "5", [5])],
            Range = SettingRange.Between(1, 127),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            DependsOn = [new("net.ipv4.tcp_syn_linear_timeouts", "its count is added; for 1 and 2 the time is over before the count")],
            Dangers = ["Below 3 one burst of loss makes connect() fail."],
            Rules = ["TV209", "TV618"],
            SeeAlso = ["SYN_SENT", "tcp_syn_linear_timeouts", "TCPSynRetrans"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_timeout, retransmits_timed_out", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_syn_linear_timeouts",
            Summary = "How many SYNs of connect() go out one second apart before the waits double.",
            Meaning = "With 4 a SYN is sent at 0, 1, 2, 3, 4, 5 s, and then after waits of 2, 4, 8 s. It finds a repaired path sooner and adds its count to tcp_syn_retries, but not to the time that this allows. The passive side does not use it.",
            Unit = "retransmissions",
            Defaults = [new(null, "4", [4])],
            Range = SettingRange.Between(0, 127),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Rules = ["TV209"],
            SeeAlso = ["SYN_SENT", "tcp_syn_retries"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_timeout", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_abort_on_overflow",
            Summary = "Answers the handshake's last ACK with RST when the accept queue is full.",
            Meaning = """
                With 0 the kernel drops that ACK: the client believes that it is connected, sends, and retransmits until there is room, or until the server gives up.
                With 1 the client learns at once. SYNs that meet a full queue are dropped in silence with either value.
                """,
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Dangers = ["1 turns a burst that would have been absorbed into errors."],
            Rules = ["TV201", "TV208"],
            SeeAlso = ["accept queue", "ListenOverflows", "connection reset by peer"],
            Sources = ["net/ipv4/tcp_minisocks.c tcp_check_req", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_migrate_req",
            Summary = "Hands the waiting connections of a closing SO_REUSEPORT listener to another one.",
            Meaning = "With 0, connections in the SYN and accept queues of a listener that closes are reset, although its siblings on the same port could take them: clients see resets at each reload.",
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Bit,
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtClose,
            Dangers = ["Listeners with different socket options should not inherit from one another."],
            Rules = ["TV211"],
            SeeAlso = ["TCPMigrateReqSuccess", "TCPMigrateReqFailure", "accept queue"],
            Sources = ["net/ipv4/inet_connection_sock.c inet_csk_listen_stop, reqsk_timer_handler", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_timestamps",
            Summary = "Sends and reads TCP timestamps (RFC 7323).",
            Meaning = "0 = off, 1 = on with a random offset for each connection, 2 = on without the offset. They measure round trips, protect against old segments (PAWS), make tcp_tw_reuse possible, and carry options through SYN cookies. Both ends must offer them.",
            Unit = "switch",
            Defaults = [new(null, "1 (with the random offset from 4.10 on)", [1])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtHandshake,
            Dangers = ["0 makes tcp_tw_reuse void and cookies lossy."],
            Rules = ["TV406", "TV604", "TV615"],
            SeeAlso = ["PAWS", "tcp_tw_reuse", "SYN cookies"],
            Sources = ["RFC 7323", Cite.Tcp7, Cite.IpSysctl],
        },
    ];
}
