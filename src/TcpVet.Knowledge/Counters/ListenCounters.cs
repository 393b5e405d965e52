namespace TcpVet.Knowledge;

/// <summary>Counters of the handshake and of listening.</summary>
internal static class ListenCounters
{
    public static IReadOnlyList<KernelCounter> All { get; } =
    [
        new()
        {
            Name = "TcpExt.ListenOverflows",
            Summary = "SYNs and last ACKs of handshakes that met a full accept queue.",
            NotThis = "Not connections: a client that tries again counts again. It does not name the listener; its own drops do (tcpvet listeners).",
            Rules = ["TV201", "TV202", "TV206"],
            SeeAlso = ["accept queue", "ListenDrops", "somaxconn"],
            MovedBy = "net/ipv4/tcp_input.c tcp_conn_request; tcp_ipv4.c tcp_v4_syn_recv_sock",
        },
        new()
        {
            Name = "TcpExt.ListenDrops",
            Summary = "SYNs and last ACKs that a listener dropped, for any reason.",
            NotThis = "It contains ListenOverflows; what is left over is the SYN queue with cookies off, no route back, or no memory.",
            Rules = ["TV202", "TV206"],
            SeeAlso = ["ListenOverflows", "tcp_syncookies"],
            MovedBy = "include/net/tcp.h tcp_listendrop, which also adds to the listener's sk_drops",
        },
        new()
        {
            Name = "TcpExt.TCPReqQFullDoCookies",
            Summary = "SYNs that met a full SYN queue and were answered with a cookie.",
            NotThis = "Not an attack by itself: bursts against a short backlog look the same. SyncookiesRecv ÷ SyncookiesSent tells: most come back = honest.",
            Rules = ["TV204", "TV205"],
            SeeAlso = ["SYN cookies", "TCPReqQFullDrop", "SyncookiesRecv"],
            MovedBy = "net/ipv4/tcp_input.c tcp_syn_flood_action (with tcp_syncookies=2 every SYN counts)",
        },
        new()
        {
            Name = "TcpExt.TCPReqQFullDrop",
            Summary = "SYNs beyond a listener's own backlog that were dropped, because SYN cookies are off.",
            NotThis = "Not those that tcp_max_syn_backlog turns away before the backlog is full: these count in ListenDrops alone (measured).",
            Rules = ["TV204", "TV206"],
            SeeAlso = ["tcp_syncookies", "TCPReqQFullDoCookies"],
            MovedBy = "net/ipv4/tcp_input.c tcp_syn_flood_action",
        },
        new()
        {
            Name = "TcpExt.SyncookiesSent",
            Summary = "SYN-ACKs that carried a cookie.",
            Rules = ["TV204", "TV205"],
            SeeAlso = ["SYN cookies", "SyncookiesRecv"],
            MovedBy = "include/net/tcp.h cookie_init_sequence",
        },
        new()
        {
            Name = "TcpExt.SyncookiesRecv",
            Summary = "Valid cookies that came back: clients that are real.",
            Rules = ["TV204", "TV205"],
            SeeAlso = ["SyncookiesSent", "SyncookiesFailed"],
            MovedBy = "net/ipv4/syncookies.c cookie_v4_check",
        },
        new()
        {
            Name = "TcpExt.SyncookiesFailed",
            Summary = "ACKs to a listener that lately sent cookies, and that carried no valid one.",
            NotThis = "Late ACKs of closed connections count too.",
            Rules = ["TV204"],
            SeeAlso = ["SyncookiesRecv"],
            MovedBy = "net/ipv4/syncookies.c cookie_v4_check",
        },
        new()
        {
            Name = "TcpExt.TCPDeferAcceptDrop",
            Summary = "Last ACKs without data that a listener with TCP_DEFER_ACCEPT let pass by.",
            NotThis = "Not a fault: the client is made to send first.",
            Rules = ["TV207"],
            SeeAlso = ["SYN_RECV"],
            MovedBy = "net/ipv4/tcp_minisocks.c tcp_check_req",
        },
        new()
        {
            Name = "TcpExt.EmbryonicRsts",
            Summary = "Requests in SYN_RECV that were reset.",
            SeeAlso = ["SYN_RECV", "AttemptFails"],
            MovedBy = "net/ipv4/tcp_minisocks.c tcp_check_req",
        },
        new()
        {
            Name = "TcpExt.TCPMigrateReqSuccess",
            Summary = "Waiting connections of a closing SO_REUSEPORT listener that another one took.",
            Rules = ["TV211"],
            SeeAlso = ["tcp_migrate_req", "TCPMigrateReqFailure"],
            MovedBy = "net/ipv4/inet_connection_sock.c inet_csk_listen_stop, reqsk_timer_handler (since Linux 5.14)",
        },
        new()
        {
            Name = "TcpExt.TCPMigrateReqFailure",
            Summary = "Waiting connections of a closing SO_REUSEPORT listener that no other one took, although migration is on.",
            Rules = ["TV211"],
            SeeAlso = ["tcp_migrate_req", "TCPMigrateReqSuccess"],
            MovedBy = "net/ipv4/inet_connection_sock.c inet_csk_listen_stop, reqsk_timer_handler (since Linux 5.14)",
        },
        new()
        {
            Name = "Tcp.ActiveOpens",
            Summary = "connect() calls that sent a SYN.",
            NotThis = "Not connections that came about: those that failed count too.",
            Rules = ["TV115"],
            SeeAlso = ["AttemptFails", "PassiveOpens"],
            MovedBy = "net/ipv4/tcp_output.c tcp_connect",
        },
        new()
        {
            Name = "Tcp.PassiveOpens",
            Summary = "Handshakes that listeners completed.",
            NotThis = "Not accept() calls: connections that wait in the queue have counted already.",
            Rules = ["TV115"],
            SeeAlso = ["ActiveOpens", "accept queue"],
            MovedBy = "net/ipv4/tcp_minisocks.c tcp_create_openreq_child",
        },
        new()
        {
            Name = "Tcp.AttemptFails",
            Summary = "Connections that failed before they were made: connect() refused or timed out, and handshakes with a listener that were reset.",
            NotThis = "Not handshakes of clients that fell silent: a request that times out in SYN_RECV counts nowhere but in TCPTimeouts.",
            Rules = ["TV209", "TV210"],
            SeeAlso = ["SYN_SENT", "SYN_RECV", "ECONNREFUSED"],
            MovedBy = "net/ipv4/tcp.c tcp_done; tcp_minisocks.c tcp_check_req",
        },
        new()
        {
            Name = "TcpExt.TCPSynRetrans",
            Summary = "SYNs and SYN-ACKs that were sent again.",
            NotThis = "They are part of RetransSegs; subtract them before speaking of loss in connections.",
            Rules = ["TV207", "TV209", "TV404"],
            SeeAlso = ["SYN_SENT", "SYN_RECV", "RetransSegs"],
            MovedBy = "net/ipv4/tcp_output.c __tcp_retransmit_skb, tcp_rtx_synack",
        },
    ];
}
