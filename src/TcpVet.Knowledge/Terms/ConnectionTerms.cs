namespace TcpVet.Knowledge;

/// <summary>Terms of listening and connecting.</summary>
internal static class ConnectionTerms
{
    public static IReadOnlyList<Term> All { get; } =
    [
        new()
        {
            Name = "accept queue",
            Aliases = ["accept backlog", "listen queue", "completed connection queue"],
            Summary = "Connections that are ESTABLISHED and wait for accept().",
            Meaning = "One for each listener; its limit is min(backlog, somaxconn) at listen(), and it is full when longer than the limit. In a full queue new SYNs are dropped in silence and last ACKs are ignored: the client believes that it is connected. Connections in it have inode 0.",
            WhatToDo = "tcpvet listeners shows length, limit and each listener's own drops. A full queue is a slow application before it is a short queue.",
            Rules = ["TV201", "TV202", "TV203", "TV208"],
            SeeAlso = ["SYN queue", "backlog", "somaxconn", "ListenOverflows", "LISTEN"],
            Sources = ["listen(2)", "include/net/sock.h sk_acceptq_is_full", "net/ipv4/tcp_diag.c tcp_diag_get_info"],
        },
        new()
        {
            Name = "SYN queue",
            Aliases = ["half-open queue", "request queue", "incomplete connection queue"],
            Summary = "Handshakes of a listener that lack the last ACK: its SYN_RECV.",
            Meaning = "Not a list but request sockets in the table of connections. It is bounded by the listener's backlog; tcp_max_syn_backlog counts only while SYN cookies are off. When full, cookies are sent, or SYNs dropped if cookies are off.",
            Rules = ["TV204", "TV205", "TV206", "TV207"],
            SeeAlso = ["accept queue", "SYN cookies", "SYN_RECV", "tcp_max_syn_backlog"],
            Sources = ["net/ipv4/tcp_input.c tcp_conn_request", "include/net/inet_connection_sock.h inet_csk_reqsk_queue_is_full"],
        },
        new()
        {
            Name = "backlog",
            Aliases = ["listen backlog"],
            Summary = "listen()'s second argument: the accept queue's limit that the application asks for.",
            Meaning = "Cut to net.core.somaxconn without a word. Servers name it differently: acceptCount (Tomcat), backlog (nginx, HAProxy), ListenBacklog (httpd). Not the socket's own backlog of segments, and not netdev_max_backlog.",
            WhatToDo = "Raise it in the server's configuration, raise somaxconn, then restart the server.",
            Rules = ["TV203"],
            SeeAlso = ["accept queue", "somaxconn", "LISTEN"],
            Sources = ["listen(2)", "net/socket.c __sys_listen_socket"],
        },
        new()
        {
            Name = "SYN cookies",
            Aliases = ["SYN cookie"],
            Summary = "A sequence number that encodes the SYN, so that the server need not remember it.",
            Meaning = "Sent when the SYN queue is full. A valid ACK makes the connection out of nothing; without timestamps, window scaling and SACK are lost. They do not help a full accept queue.",
            WhatToDo = "SyncookiesRecv ÷ SyncookiesSent: under 10 % speaks for a flood, above 80 % for honest clients and a short backlog.",
            Rules = ["TV204", "TV205", "TV206", "TV617"],
            SeeAlso = ["tcp_syncookies", "SYN queue", "SyncookiesSent"],
            Sources = ["net/ipv4/syncookies.c", "RFC 4987 section 3.6"],
        },
        new()
        {
            Name = "request socket",
            Aliases = ["request_sock", "reqsk"],
            Summary = "The kernel's small record of a handshake that lacks its last ACK.",
            Meaning = "About 300 bytes (320 on Linux 6.18), no inode, no process, shown as SYN_RECV. It becomes a full socket when the last ACK arrives and the accept queue has room.",
            SeeAlso = ["mini-socket", "SYN_RECV", "NEW_SYN_RECV", "SYN queue"],
            Sources = ["include/net/request_sock.h", "Documentation/networking/ip-sysctl.rst (tcp_max_syn_backlog)"],
        },
        new()
        {
            Name = "mini-socket",
            Aliases = ["minisock", "timewait socket", "time-wait bucket", "tw bucket"],
            Summary = "A cut-down socket without buffers: TIME_WAIT, orphaned FIN_WAIT2, and request sockets.",
            Meaning = "256 bytes for TIME_WAIT. It has no inode, no process and no tcp_info, so nothing can be said about its owner. ss calls TIME_WAIT and SYN_RECV the group \"bucket\".",
            SeeAlso = ["TIME_WAIT", "FIN_WAIT2", "request socket", "tcp_max_tw_buckets"],
            Sources = ["include/net/inet_timewait_sock.h", "net/ipv4/tcp_minisocks.c"],
        },
        new()
        {
            Name = "tuple",
            Aliases = ["4-tuple", "four-tuple", "socket pair", "5-tuple"],
            Summary = "Local address and port, remote address and port: what makes a TCP connection one.",
            Meaning = "One local port can serve many connections as long as the destinations differ. Only connections that agree in the other three compete for local ports; TIME_WAIT holds its tuple for 60 s.",
            Rules = ["TV105", "TV301"],
            SeeAlso = ["ephemeral port", "TIME_WAIT", "EADDRNOTAVAIL"],
            Sources = ["RFC 9293 section 3.3.1", "net/ipv4/inet_hashtables.c __inet_check_established"],
        },
        new()
        {
            Name = "ephemeral port",
            Aliases = ["ephemeral ports", "local port range", "source port", "port exhaustion"],
            Summary = "A local port that the kernel chooses for connect() or bind(0).",
            Meaning = "28232 by default. connect() needs one that is free towards this destination; bind(address, 0) takes one for all destinations. 28232 ÷ 60 s = 470 new connections a second to one destination without reuse.",
            WhatToDo = "Keep connections alive and pool them; then tcp_tw_reuse=1; then more source or destination addresses; then a wider range with reserved service ports.",
            Rules = ["TV105", "TV301", "TV302", "TV304"],
            SeeAlso = ["ip_local_port_range", "ip_local_reserved_ports", "tuple", "EADDRNOTAVAIL", "IP_BIND_ADDRESS_NO_PORT"],
            Sources = ["ip(7)", "net/ipv4/inet_hashtables.c __inet_hash_connect", "RFC 6056"],
        },
        new()
        {
            Name = "socket cookie",
            Aliases = ["cookie", "sk"],
            Summary = "A number that names one socket as long as the host runs.",
            Meaning = "Unlike inode and tuple it is never used again before the next boot, TIME_WAIT keeps it, and eBPF sees the same one. ss -e writes it as sk:. It has nothing to do with SYN cookies.",
            SeeAlso = ["inode 0", "SYN cookies"],
            Sources = ["net/core/sock_diag.c __sock_gen_cookie", "socket(7) SO_COOKIE"],
        },
        new()
        {
            Name = "inode 0",
            Aliases = ["no process", "no inode", "ino:0", "zero inode"],
            Summary = "A socket that no descriptor refers to.",
            Meaning = """
                In ESTABLISHED and CLOSE_WAIT: nobody has accepted it yet; it waits in the accept queue.
                In FIN_WAIT1, FIN_WAIT2, CLOSING, LAST_ACK: an orphan, closed by its process.
                TIME_WAIT and SYN_RECV: always.
                """,
            Rules = ["TV201", "TV504"],
            SeeAlso = ["orphan", "accept queue", "mini-socket"],
            Sources = ["net/ipv4/inet_diag.c inet_diag_msg_attrs_fill, inet_diag_msg_common_fill", "net/core/sock.c sock_i_ino", Cite.Measured],
        },
        new()
        {
            Name = "Recv-Q",
            Aliases = ["Recv-Q and Send-Q", "receive queue", "rqueue", "idiag_rqueue"],
            Summary = "What waits on the receiving side; the unit depends on the state.",
            Meaning = """
                LISTEN: connections that wait for accept().
                ESTABLISHED and other connected states: bytes received and not read by the application.
                CLOSE_WAIT: the same, and 1 for the FIN: 0 = read to the end and not closed, 1 = FIN not read.
                UDP: bytes of buffer in use, bookkeeping included.
                """,
            WhatToDo = "Growing on connections: the application stopped reading.",
            Rules = ["TV101", "TV102", "TV201", "TV403"],
            SeeAlso = ["Send-Q", "accept queue", "CLOSE_WAIT", "skmem"],
            Sources = ["net/ipv4/tcp_diag.c tcp_diag_get_info", "ss(8)", Cite.Measured],
        },
        new()
        {
            Name = "Send-Q",
            Aliases = ["send queue", "wqueue", "idiag_wqueue"],
            Summary = "What waits on the sending side; the unit depends on the state.",
            Meaning = """
                LISTEN: the accept queue's limit (netlink only; /proc/net/tcp does not have it).
                Connected states: bytes that the peer has not acknowledged, the unsent ones included.
                SYN_SENT, LAST_ACK: 1 is the SYN or FIN.
                """,
            WhatToDo = "Growing with timer persist: the peer does not read. With timer on and retransmissions: the path or the peer is dead.",
            Rules = ["TV107", "TV203", "TV401", "TV402"],
            SeeAlso = ["Recv-Q", "zero window", "persist timer"],
            Sources = ["net/ipv4/tcp_diag.c tcp_diag_get_info", "ss(8)"],
        },
        new()
        {
            Name = "skmem",
            Aliases = ["skmem letters", "socket memory", "skmeminfo"],
            Summary = "The memory of one socket, as ss -m and tcpvet list -m write it.",
            Meaning = """
                r = bytes in the receive queue, rb = receive buffer's limit
                t = bytes in the send path below TCP, tb = send buffer's limit
                f = memory taken ahead and not used, w = bytes in the send queue
                o = options, bl = backlog: segments that arrived while the socket was busy
                d = drops: datagrams dropped; of a listener, connections that it turned away
                """,
            Rules = ["TV202", "TV501", "TV506"],
            SeeAlso = ["Recv-Q", "Send-Q", "tcp_rmem", "tcp_wmem"],
            Sources = ["net/core/sock.c sk_get_meminfo", "ss(8)"],
        },
    ];
}
