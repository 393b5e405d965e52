namespace TcpVet.Knowledge;

/// <summary>Counters of closing: TIME_WAIT, PAWS, aborts and resets.</summary>
internal static class ClosingCounters
{
    public static IReadOnlyList<KernelCounter> All { get; } =
    [
        new()
        {
            Name = "TcpExt.TW",
            Summary = "Mini-sockets that were started: connections that entered TIME_WAIT, or FIN_WAIT2 as orphans.",
            NotThis = "Not how many there are now: that is sockstat.TCP.tw. Counted at the beginning of the 60 s, not at the end, as older documentation says; those of 4 s or less are TWKilled.",
            Rules = ["TV104", "TV105"],
            SeeAlso = ["TIME_WAIT", "TWRecycled", "sockstat.TCP.tw"],
            MovedBy = "net/ipv4/inet_timewait_sock.c __inet_twsk_schedule",
        },
        new()
        {
            Name = "TcpExt.TWRecycled",
            Summary = "TIME_WAIT sockets that connect() took over (tcp_tw_reuse).",
            NotThis = "It has nothing to do with tcp_tw_recycle. It grows while the other half of the ports is still free: connect() takes the first port that it may use.",
            Rules = ["TV105", "TV301"],
            SeeAlso = ["tcp_tw_reuse", "TW"],
            MovedBy = "net/ipv4/inet_hashtables.c __inet_check_established",
        },
        new()
        {
            Name = "TcpExt.TWKilled",
            Summary = "Mini-sockets that were started with 4 s or less: FIN_WAIT2 under a very short tcp_fin_timeout.",
            NotThis = "Not TIME_WAIT ended by RST or by the limit. Before Linux 4.12 tcp_tw_recycle made them.",
            SeeAlso = ["tcp_fin_timeout", "TW"],
            MovedBy = "net/ipv4/inet_timewait_sock.c __inet_twsk_schedule",
        },
        new()
        {
            Name = "TcpExt.TCPTimeWaitOverflow",
            Summary = "Sockets that should have become TIME_WAIT or FIN_WAIT2 mini-sockets and vanished instead.",
            NotThis = "Usually the limit tcp_max_tw_buckets; a failed allocation counts too. Nothing is logged.",
            Rules = ["TV106", "TV612"],
            SeeAlso = ["tcp_max_tw_buckets", "TIME_WAIT", "OutRsts"],
            MovedBy = "net/ipv4/tcp_minisocks.c tcp_time_wait",
        },
        new()
        {
            Name = "TcpExt.PAWSActive",
            Summary = "SYN-ACKs that were refused for their timestamp.",
            Rules = ["TV406"],
            SeeAlso = ["PAWS"],
            MovedBy = "net/ipv4/tcp_input.c tcp_rcv_synsent_state_process",
        },
        new()
        {
            Name = "TcpExt.PAWSEstab",
            Summary = "Segments of existing connections that were dropped as older than the last one.",
            NotThis = "1–2 % of connections is noise. Before Linux 6.16 it also counts those in TIME_WAIT, which PAWSTimewait counts now.",
            Rules = ["TV406"],
            SeeAlso = ["PAWS", "PAWSTimewait", "tcp_timestamps"],
            MovedBy = "net/ipv4/tcp_input.c tcp_validate_incoming; tcp_minisocks.c tcp_check_req",
        },
        new()
        {
            Name = "TcpExt.PAWSTimewait",
            Summary = "Segments, most of them SYNs, that a TIME_WAIT refused for their timestamp: a NAT uses a tuple again.",
            NotThis = "Linux 6.16 brought it; kernels before count these in PAWSEstab.",
            Rules = ["TV406"],
            SeeAlso = ["PAWS", "TIME_WAIT", "TCPACKSkippedTimeWait"],
            MovedBy = "net/ipv4/tcp_minisocks.c tcp_timewait_state_process",
        },
        new()
        {
            Name = "TcpExt.PAWSOldAck",
            Summary = "ACKs that came late and out of order and were dropped for their timestamp.",
            NotThis = "Harmless reordering, split from PAWSEstab on newer kernels.",
            SeeAlso = ["PAWS", "PAWSEstab"],
            MovedBy = "net/ipv4/tcp_input.c tcp_validate_incoming",
        },
        new()
        {
            Name = "TcpExt.TCPACKSkippedTimeWait",
            Summary = "ACKs that a TIME_WAIT owed to a segment it did not accept, and left out by the rate limit.",
            NotThis = "Not dropped data: the segment was a repeated FIN, or a SYN of a client whose port came round too soon.",
            Rules = ["TV406"],
            SeeAlso = ["TIME_WAIT", "PAWS", "tcp_rfc1337"],
            MovedBy = "net/ipv4/tcp_minisocks.c tcp_timewait_check_oow_rate_limit",
        },
        new()
        {
            Name = "TcpExt.TCPAbortOnClose",
            Summary = "close() with data unread: the connection was reset.",
            NotThis = "The application closed before it read what the peer had sent; the peer may lose the answer too.",
            Rules = ["TV407"],
            SeeAlso = ["RST", "connection reset by peer"],
            MovedBy = "net/ipv4/tcp.c __tcp_close",
        },
        new()
        {
            Name = "TcpExt.TCPAbortOnData",
            Summary = "Resets by SO_LINGER 0, or because data arrived for a reader that had closed.",
            NotThis = "The name tells half: close() with SO_LINGER 0 counts here as well.",
            Rules = ["TV407"],
            SeeAlso = ["RST", "FIN_WAIT2"],
            MovedBy = "net/ipv4/tcp.c __tcp_close; tcp_input.c tcp_rcv_state_process",
        },
        new()
        {
            Name = "TcpExt.TCPAbortOnTimeout",
            Summary = "Connections given up: retransmissions, zero-window probes or keepalive probes went unanswered.",
            NotThis = "Not established connections alone: connect() that nobody answered counts too (with AttemptFails), and closed sockets that could not deliver their end, which are not in EstabResets.",
            Rules = ["TV407", "TV402"],
            SeeAlso = ["tcp_retries2", "keepalive", "TCP_USER_TIMEOUT"],
            MovedBy = "net/ipv4/tcp_timer.c tcp_write_err",
        },
        new()
        {
            Name = "TcpExt.TCPAbortOnMemory",
            Summary = "Orphans that were reset: more than tcp_max_orphans, or TCP's memory used up.",
            Rules = ["TV112"],
            SeeAlso = ["tcp_max_orphans", "tcp_mem", "orphan"],
            MovedBy = "net/ipv4/tcp.c __tcp_close; tcp_timer.c tcp_out_of_resources",
        },
        new()
        {
            Name = "TcpExt.TCPAbortOnLinger",
            Summary = "Sockets reset at close() in FIN_WAIT2, because TCP_LINGER2 is negative.",
            NotThis = "Not SO_LINGER: that is TCPAbortOnData.",
            Rules = ["TV407"],
            SeeAlso = ["FIN_WAIT2", "TCPAbortOnData"],
            MovedBy = "net/ipv4/tcp.c __tcp_close",
        },
        new()
        {
            Name = "TcpExt.TCPAbortFailed",
            Summary = "RSTs that could not be sent for want of memory or route: the peer was not told.",
            Rules = ["TV407"],
            SeeAlso = ["RST"],
            MovedBy = "net/ipv4/tcp_output.c tcp_send_active_reset",
        },
        new()
        {
            Name = "Tcp.EstabResets",
            Summary = "Connections that went from ESTABLISHED or CLOSE_WAIT to CLOSE without a FIN.",
            NotThis = "Not only RST from peers: own aborts, timeouts and ss -K count too. Subtract TCPAbortOn*.",
            Rules = ["TV408"],
            SeeAlso = ["RST", "OutRsts", "TCPAbortOnClose"],
            MovedBy = "net/ipv4/tcp.c tcp_set_state",
        },
        new()
        {
            Name = "Tcp.OutRsts",
            Summary = "RST segments sent.",
            NotThis = "Most answer segments for which there is no socket: refused connections, scans, late data.",
            Rules = ["TV106", "TV407"],
            SeeAlso = ["RST", "ECONNREFUSED"],
            MovedBy = "net/ipv4/tcp_ipv4.c tcp_v4_send_reset; tcp_output.c tcp_send_active_reset",
        },
        new()
        {
            Name = "Tcp.CurrEstab",
            Summary = "Connections in ESTABLISHED or CLOSE_WAIT now.",
            NotThis = "CLOSE_WAIT is counted with it: a leak looks like traffic.",
            Gauge = true,
            Rules = ["TV115", "TV116"],
            SeeAlso = ["ESTABLISHED", "CLOSE_WAIT"],
            MovedBy = "net/ipv4/tcp.c tcp_set_state",
        },
    ];
}
