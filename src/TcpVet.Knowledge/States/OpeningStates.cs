using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>The states before and during a connection.</summary>
internal static class OpeningStates
{
    public static IReadOnlyList<StateEntry> All { get; } =
    [
        new()
        {
            State = TcpState.Close,
            Summary = "No connection: never bound or listening, or ended while a process still holds the descriptor. For UDP: not connected.",
            Meaning = """
                A TCP socket in CLOSE is in none of the kernel's tables, so neither ss nor tcpvet sees it; only /proc/PID/fd shows that it exists.
                Each UDP socket that is bound and not connected is shown in this state (ss writes UNCONN).
                """,
            WhoMustAct = "The application: connect(), listen() or close().",
            Timer = "None.",
            Queues = "UDP: bytes that wait to be read, bytes that wait to be sent.",
            PilesUp = "TCP: descriptors of dead connections that were never closed. Compare /proc/PID/fd with the sockets of the process. UDP: normal.",
            Rules = ["TV103", "TV506"],
            SeeAlso = ["inode 0", "EMFILE", "BOUND_INACTIVE"],
            Sources = ["net/ipv4/tcp.c tcp_set_state (unhash)", "RFC 9293 section 3.3.2"],
        },
        new()
        {
            State = TcpState.BoundInactive,
            Summary = "Bound to a port, neither listening nor connected; a pseudo-state that only sock_diag knows.",
            Meaning = "In the kernel the socket is in CLOSE and in the table of bound ports. Shown from Linux 6.8 on, and only to those who ask for it; older kernels hide such sockets.",
            WhoMustAct = "The application: listen(), connect() or close().",
            Timer = "None.",
            Queues = "Empty.",
            PilesUp = "bind(address, 0) before connect(): each takes an ephemeral port for all destinations. Set IP_BIND_ADDRESS_NO_PORT.",
            Rules = ["TV302", "TV303"],
            SeeAlso = ["IP_BIND_ADDRESS_NO_PORT", "EADDRINUSE", "ephemeral port"],
            Sources = ["net/ipv4/inet_diag.c inet_diag_dump_icsk", "include/net/tcp_states.h", "commit 91051f003948"],
        },
        new()
        {
            State = TcpState.Listen,
            Summary = "Waits for connections on a port.",
            Meaning = """
                The kernel completes handshakes by itself and queues the connections until accept() takes them.
                Its own drop counter (sk_drops) counts the connections that this listener turned away; the counters ListenOverflows and ListenDrops only say that some listener did.
                """,
            WhoMustAct = "The application: accept(), faster than connections come.",
            Timer = "None.",
            Queues = "Recv-Q: connections that wait for accept(). Send-Q: the limit, min(backlog, somaxconn) as it was at listen(). Full when Recv-Q is greater than Send-Q.",
            PilesUp = "A full queue: threads busy, a stop-the-world pause, or no descriptors left (EMFILE). A longer queue only delays the same end.",
            DoesNotHelp =
            [
                new("Raising somaxconn alone", "the running listener keeps the limit that it got at listen()"),
                new("tcp_max_syn_backlog", "the kernel does not read it while SYN cookies are on"),
            ],
            Rules = ["TV201", "TV202", "TV203", "TV303", "TV304"],
            SeeAlso = ["accept queue", "SYN queue", "backlog", "somaxconn", "ListenOverflows"],
            Sources = ["net/ipv4/tcp_diag.c tcp_diag_get_info", "net/socket.c __sys_listen_socket", "listen(2)"],
        },
        new()
        {
            State = TcpState.SynSent,
            Summary = "connect() was called and nobody has answered yet.",
            Meaning = "Normally it lasts one round trip. A host that refuses answers RST and leaves no SYN_SENT behind, so sockets that stay here met silence: a firewall that drops, a dead host, or a listener whose queue is full.",
            WhoMustAct = "The peer, or the network in between.",
            Timer = "SYNs after 1, 2, 3, 4, 5 s and then doubling waits; given up after about 131 s (tcp_syn_retries 6 and tcp_syn_linear_timeouts 4), 127 s on kernels before 6.5.",
            Queues = "Send-Q 1 is the SYN itself.",
            PilesUp = "One destination: it is filtered, dead or overloaded. Many destinations from one process: discovery, a crawler, or a scanner.",
            DoesNotHelp =
            [
                new("Closing them (ss -K)", "the application tries again"),
                new("tcp_tw_reuse, tcp_fin_timeout", "they concern the other end of a connection's life"),
            ],
            Rules = ["TV209", "TV210"],
            SeeAlso = ["tcp_syn_retries", "tcp_syn_linear_timeouts", "TCPSynRetrans", "AttemptFails", "ECONNREFUSED", "ETIMEDOUT"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_timeout", "RFC 9293 section 3.5", "Documentation/networking/ip-sysctl.rst"],
        },
        new()
        {
            State = TcpState.SynRecv,
            Summary = "A SYN was answered; the handshake's last ACK is missing. The entries of the SYN queue are shown as this.",
            Meaning = """
                Almost always a request socket (NEW_SYN_RECV), 320 bytes on Linux 6.18, without inode or process. A full socket is in this state only for an instant, in a simultaneous open, or with TCP Fast Open.
                With TCP_DEFER_ACCEPT on the listener a client that sends nothing stays here on purpose, and believes itself connected.
                """,
            WhoMustAct = "The peer, by its ACK; the application, by accept(), if the accept queue is full.",
            Timer = "SYN-ACKs after 1, 2, 4, 8, 16 s; given up after 63 s (tcp_synack_retries 5), earlier when the queue is more than half full.",
            Queues = "0 and 0.",
            PilesUp = "Few sources: the SYN-ACK or ACK is lost on the way (asymmetric path, firewall), or the accept queue is full. Many sources and few that finish: SYN flood. The SYN queue's limit is the listener's backlog.",
            DoesNotHelp =
            [
                new("tcp_max_syn_backlog", "not read while SYN cookies are on"),
                new("More SYN-ACK retries", "they keep the dead ones longer"),
            ],
            Rules = ["TV204", "TV205", "TV206", "TV207", "TV208"],
            SeeAlso = ["SYN queue", "SYN cookies", "request socket", "NEW_SYN_RECV", "tcp_synack_retries"],
            Sources = ["net/ipv4/inet_connection_sock.c reqsk_timer_handler", "net/ipv4/tcp_input.c tcp_conn_request", "RFC 4987"],
        },
        new()
        {
            State = TcpState.NewSynRecv,
            Summary = "The kernel's internal state of a request socket; every tool shows it as SYN_RECV.",
            Meaning = "Since Linux 4.4 request sockets live in the table of connections under this number, so that no listener lock is needed. sock_diag reports them as SYN_RECV.",
            WhoMustAct = "The peer, by its ACK.",
            Timer = "As SYN_RECV: 63 s.",
            Queues = "0 and 0.",
            PilesUp = "See SYN_RECV.",
            Rules = ["TV204", "TV205", "TV207"],
            SeeAlso = ["SYN_RECV", "request socket"],
            Sources = ["include/net/tcp_states.h", "net/ipv4/inet_diag.c (idiag_states)"],
        },
        new()
        {
            State = TcpState.Established,
            Summary = "Connected: both ends may send.",
            Meaning = """
                Without unacknowledged data and without SO_KEEPALIVE no timer runs: a peer that vanished without a word is never noticed.
                With inode 0 it is a connection that no process has accepted yet.
                """,
            WhoMustAct = "Nobody: it may stay for ever.",
            Timer = "Unacknowledged data: retransmission, 15 minutes at least (tcp_retries2). Zero window: probes for ever while the peer answers. SO_KEEPALIVE: 7875 s with the defaults.",
            Queues = "Recv-Q: bytes that the application has not read. Send-Q: bytes that the peer has not acknowledged.",
            PilesUp = "Growing and mostly idle: connections that nobody closes (pool without eviction, no read timeout). Recv-Q growing: the application stopped reading. Send-Q growing: the peer stopped reading (zero window) or the path swallows data.",
            DoesNotHelp = [new("tcp_keepalive_time", "only sockets on which the application set SO_KEEPALIVE look at it")],
            Rules = ["TV113", "TV114", "TV115", "TV116", "TV401", "TV402", "TV403"],
            SeeAlso = ["keepalive", "zero window", "Recv-Q", "Send-Q", "TCP_USER_TIMEOUT"],
            Sources = ["RFC 9293 section 3.3.2", "net/ipv4/tcp_timer.c", "RFC 1122 section 4.2.3.6"],
        },
    ];
}
