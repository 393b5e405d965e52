using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>The states in which a connection ends.</summary>
internal static class ClosingStates
{
    private static readonly FalseRemedy FinTimeout = new("tcp_fin_timeout", "it bounds FIN_WAIT2 of orphans and nothing else");
    private static readonly FalseRemedy Kill = new("ss -K or tcpvet close", "the kernel's socket goes, the application's descriptor and thread stay");

    public static IReadOnlyList<StateEntry> All { get; } =
    [
        new()
        {
            State = TcpState.CloseWait,
            Summary = "The peer has closed; the local application has not.",
            Meaning = """
                The kernel has acknowledged the peer's FIN and waits for the application's close(). It waits for ever: no setting ends it.
                A connection may rest here for a good reason only while the application still has something to send.
                """,
            WhoMustAct = "The local application: read to the end, then close().",
            Timer = "None. A keepalive probe may be answered with RST once the peer's FIN_WAIT2 is over; the socket then leaves the table and the descriptor stays.",
            Queues = "Recv-Q 0: the application read the end of the stream and never called close(). 1: it has not read since the FIN (a blocked thread, an idle pool). More: unread data and the FIN. Send-Q: data that the peer may never take.",
            PilesUp = "A leak in the application: a path that does not close, usually after an error; or a pool that keeps what the server closed. Ends at the descriptor limit (EMFILE).",
            DoesNotHelp =
            [
                FinTimeout,
                new("tcp_keepalive_*", "they only hide it: the socket vanishes, the descriptor leaks on"),
                new("A restart by schedule", "it treats the symptom; the dump of the threads at that moment shows the cause"),
                Kill,
            ],
            Rules = ["TV101", "TV102", "TV103"],
            SeeAlso = ["half-close", "EMFILE", "FIN_WAIT2", "Recv-Q"],
            Sources = ["net/ipv4/tcp_input.c tcp_fin", "RFC 9293 section 3.6", "measured on Linux 6.18 (Recv-Q, keepalive, descriptors)"],
        },
        new()
        {
            State = TcpState.LastAck,
            Summary = "Both have closed, the peer first; our FIN is not acknowledged yet.",
            Meaning = "Normally one round trip. The process is done with it; what is left is an orphan of the kernel, which retransmits data and FIN.",
            WhoMustAct = "The peer, by its ACK; or the network in between.",
            Timer = "Retransmission; an orphan is given up after tcp_orphan_retries, about 106 s.",
            Queues = "Send-Q: data and FIN that are not acknowledged; 1 is the FIN alone.",
            PilesUp = "The last ACK does not arrive: a firewall forgot the flow, or the peer is gone.",
            DoesNotHelp = [FinTimeout],
            Rules = ["TV110", "TV112"],
            SeeAlso = ["orphan", "tcp_orphan_retries", "conntrack"],
            Sources = ["net/ipv4/tcp_timer.c tcp_orphan_retries", "RFC 9293 section 3.6"],
        },
        new()
        {
            State = TcpState.FinWait1,
            Summary = "Closed here; the FIN is not acknowledged yet.",
            Meaning = "Linux enters it when the application closes, even if the FIN still waits behind data that the peer does not take.",
            WhoMustAct = "The peer: it must acknowledge, and first read, if its window is closed.",
            Timer = "Orphan with loss: tcp_orphan_retries, about 106 s. Orphan towards a live peer with a zero window: probes, 338 s measured. With a process (shutdown): as ESTABLISHED.",
            Queues = "Send-Q: data and FIN still to deliver.",
            PilesUp = "Peers that vanished (timer on) or that stopped reading (timer persist). Each keeps its send buffer: this is where closed connections eat memory.",
            DoesNotHelp = [FinTimeout, new("tcp_max_orphans lowered", "it resets clients that are only slow")],
            Rules = ["TV107", "TV112"],
            SeeAlso = ["orphan", "zero window", "TCP_USER_TIMEOUT", "tcp_orphan_retries"],
            Sources = ["net/ipv4/tcp.c __tcp_close", "net/ipv4/tcp_timer.c tcp_probe_timer, tcp_write_timeout", "measured on Linux 6.18"],
        },
        new()
        {
            State = TcpState.FinWait2,
            Summary = "Closed here and acknowledged; the peer has not closed.",
            Meaning = """
                Without a process it is usually a mini-socket, counted with TIME_WAIT in sockstat and by tcp_max_tw_buckets. Data that arrives for it is answered with RST.
                With a process it is a half-close: shutdown(SHUT_WR) was called and the reader waits.
                """,
            WhoMustAct = "The peer: its application must close. Seen from there, this connection is a CLOSE_WAIT.",
            Timer = "Orphan: tcp_fin_timeout, 60 s (from 61 to 119 less, not more). Held by a process: none.",
            Queues = "Recv-Q: what the peer still sends to a half-closed reader.",
            PilesUp = "Orphans: the peer does not close; look for CLOSE_WAIT there. Held by a process: it waits for an end that never comes; give the read a timeout.",
            DoesNotHelp = [new("tcp_fin_timeout between 61 and 119", "it shortens the wait: 70 gives 21 s"), new("tcp_tw_reuse", "it does not take FIN_WAIT2 sockets")],
            Rules = ["TV108", "TV109"],
            SeeAlso = ["half-close", "orphan", "tcp_fin_timeout", "CLOSE_WAIT", "mini-socket"],
            Sources = ["net/ipv4/tcp.c __tcp_close", "net/ipv4/tcp_minisocks.c tcp_time_wait", "net/ipv4/tcp_timer.c tcp_keepalive_timer", "measured on Linux 6.18"],
        },
        new()
        {
            State = TcpState.Closing,
            Summary = "Both closed at the same time; the ACK of our FIN is missing.",
            Meaning = "Rare and shorter than a round trip: the two FINs crossed on the way.",
            WhoMustAct = "The peer, by its ACK; or the network in between.",
            Timer = "Retransmission; an orphan is given up after tcp_orphan_retries, about 106 s.",
            Queues = "Send-Q: the FIN, and data before it.",
            PilesUp = "Simultaneous close and loss on the path, or a firewall that forgets a flow at the first FIN.",
            DoesNotHelp = [FinTimeout],
            Rules = ["TV111"],
            SeeAlso = ["orphan", "tcp_orphan_retries", "FIN_WAIT1"],
            Sources = ["net/ipv4/tcp_input.c tcp_fin", "RFC 9293 section 3.6, figure 14"],
        },
        new()
        {
            State = TcpState.TimeWait,
            Summary = "Closed by both, first here; kept for 60 s so that late segments harm no new connection.",
            Meaning = """
                A mini-socket of 256 bytes without process, inode or buffers. It belongs to the side that closed first, and it repeats the last ACK if the peer asks again.
                On a server it blocks nobody: a new SYN from the same client port is accepted. On a client it holds one local port towards one destination.
                """,
            WhoMustAct = "Nobody: the kernel ends it.",
            Timer = "60 s, the constant TCP_TIMEWAIT_LEN; measured 60.7 s with tcp_fin_timeout 5 and 300 alike. A late segment starts it again.",
            Queues = "0 and 0.",
            PilesUp = "On a listening port: this host closes first; harmless. Towards one destination: connections are not reused; at 28232 in 60 s connect() fails with EADDRNOTAVAIL. Keep connections alive and pool them.",
            DoesNotHelp =
            [
                new("tcp_fin_timeout", "TIME_WAIT does not look at it"),
                new("tcp_tw_reuse on a server", "it concerns outgoing connections"),
                new("tcp_tw_recycle", "removed in Linux 4.12; before that it dropped clients behind NAT"),
                new("tcp_max_tw_buckets lowered", "closing connections are reset instead"),
                new("SO_LINGER 0", "it throws away data that is still on the way"),
            ],
            Rules = ["TV104", "TV105", "TV106", "TV301"],
            SeeAlso = ["2MSL", "active close", "ephemeral port", "tcp_tw_reuse", "TW", "mini-socket"],
            Sources = ["include/net/tcp.h TCP_TIMEWAIT_LEN", "net/ipv4/tcp_minisocks.c", "RFC 9293 section 3.6.1", "RFC 6191", "measured on Linux 6.18"],
        },
    ];
}
