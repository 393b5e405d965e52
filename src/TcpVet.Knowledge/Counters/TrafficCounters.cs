namespace TcpVet.Knowledge;

/// <summary>Counters of transfer: loss, memory, keepalive.</summary>
internal static class TrafficCounters
{
    public static IReadOnlyList<KernelCounter> All { get; } =
    [
        new()
        {
            Name = "Tcp.OutSegs",
            Summary = "Segments sent; the base of every rate of loss.",
            NotThis = "Segments that are only sent again are not in it (RFC 1213); a large offloaded segment counts as the packets that the card makes of it.",
            Rules = ["TV404"],
            SeeAlso = ["RetransSegs"],
            MovedBy = "net/ipv4/tcp_output.c __tcp_transmit_skb",
        },
        new()
        {
            Name = "Tcp.InSegs",
            Summary = "Segments received, bad ones too.",
            SeeAlso = ["InErrs"],
            MovedBy = "net/ipv4/tcp_ipv4.c tcp_v4_rcv",
        },
        new()
        {
            Name = "Tcp.RetransSegs",
            Summary = "Segments sent again, SYNs and SYN-ACKs too.",
            NotThis = "Not lost packets: tail-loss probes and needless retransmissions (TCPDSACKRecv) count. On one peer it is the path, on all it is this host.",
            Rules = ["TV404"],
            SeeAlso = ["OutSegs", "TCPSynRetrans", "TCPLostRetransmit", "TCPDSACKRecv"],
            MovedBy = "net/ipv4/tcp_output.c __tcp_retransmit_skb, tcp_rtx_synack",
        },
        new()
        {
            Name = "Tcp.InErrs",
            Summary = "Segments received with a bad checksum or header, or a SYN inside a connection.",
            NotThis = "Bad checksums alone are InCsumErrors.",
            Rules = ["TV404"],
            SeeAlso = ["InSegs"],
            MovedBy = "net/ipv4/tcp_ipv4.c tcp_v4_rcv; tcp_input.c tcp_validate_incoming",
        },
        new()
        {
            Name = "TcpExt.TCPTimeouts",
            Summary = "Retransmission timers that ran out, those of SYN-ACKs included.",
            NotThis = "Zero-window probes are not in it.",
            Rules = ["TV404"],
            SeeAlso = ["RetransSegs", "TCPSynRetrans"],
            MovedBy = "net/ipv4/tcp_timer.c tcp_retransmit_timer, tcp_syn_ack_timeout",
        },
        new()
        {
            Name = "TcpExt.TCPLostRetransmit",
            Summary = "Retransmissions that were lost themselves.",
            NotThis = "A few mean congestion; many mean a path that drops whole runs.",
            Rules = ["TV404"],
            SeeAlso = ["RetransSegs"],
            MovedBy = "net/ipv4/tcp_input.c tcp_mark_skb_lost",
        },
        new()
        {
            Name = "TcpExt.TCPLossProbes",
            Summary = "Tail-loss probes: the last segment sent again to provoke an ACK (RFC 8985).",
            NotThis = "Not loss: the probe asks whether there was any.",
            Rules = ["TV404"],
            SeeAlso = ["RetransSegs"],
            MovedBy = "net/ipv4/tcp_output.c tcp_send_loss_probe",
        },
        new()
        {
            Name = "TcpExt.TCPDSACKRecv",
            Summary = "Reports of the peer that it got a segment twice: our retransmission was needless.",
            Rules = ["TV404"],
            SeeAlso = ["RetransSegs"],
            MovedBy = "net/ipv4/tcp_input.c tcp_check_dsack",
        },
        new()
        {
            Name = "TcpExt.TCPKeepAlive",
            Summary = "Keepalive probes sent.",
            NotThis = "0 with many idle connections means that nobody asked for keepalive.",
            Rules = ["TV113", "TV114"],
            SeeAlso = ["keepalive", "tcp_keepalive_time"],
            MovedBy = "net/ipv4/tcp_timer.c tcp_keepalive_timer",
        },
        new()
        {
            Name = "TcpExt.TCPToZeroWindowAdv",
            Summary = "Times that this host closed its receive window: an application here does not read.",
            Rules = ["TV403"],
            SeeAlso = ["zero window", "Recv-Q"],
            MovedBy = "net/ipv4/tcp_output.c tcp_select_window",
        },
        new()
        {
            Name = "TcpExt.TCPZeroWindowDrop",
            Summary = "Data that arrived while our window was closed.",
            Rules = ["TV403"],
            SeeAlso = ["zero window"],
            MovedBy = "net/ipv4/tcp_input.c tcp_data_queue",
        },
        new()
        {
            Name = "TcpExt.TCPBacklogDrop",
            Summary = "Segments dropped because the socket was busy and its own backlog of received segments full.",
            NotThis = "It has nothing to do with listen()'s backlog.",
            Rules = ["TV403", "TV501"],
            SeeAlso = ["skmem", "tcp_rmem"],
            MovedBy = "net/ipv4/tcp_ipv4.c tcp_add_backlog",
        },
        new()
        {
            Name = "TcpExt.TCPRcvQDrop",
            Summary = "Received data dropped for want of memory.",
            Rules = ["TV501"],
            SeeAlso = ["tcp_mem", "RcvPruned"],
            MovedBy = "net/ipv4/tcp_input.c tcp_data_queue, tcp_send_rcvq",
        },
        new()
        {
            Name = "TcpExt.TCPMemoryPressures",
            Summary = "Times that TCP's memory passed the second number of tcp_mem.",
            NotThis = "How long it lasted is TCPMemoryPressuresChrono, in milliseconds. The memory is the whole host's; the namespace of the socket that passed the mark counts.",
            Rules = ["TV501"],
            SeeAlso = ["tcp_mem", "sockstat.TCP.mem"],
            MovedBy = "net/ipv4/tcp.c tcp_enter_memory_pressure",
        },
        new()
        {
            Name = "TcpExt.PruneCalled",
            Summary = "Times that a socket's receive buffer was full and had to be squeezed.",
            NotThis = "Not lost data: that is RcvPruned and OfoPruned.",
            Rules = ["TV403", "TV501"],
            SeeAlso = ["RcvPruned", "tcp_rmem"],
            MovedBy = "net/ipv4/tcp_input.c tcp_prune_queue",
        },
        new()
        {
            Name = "TcpExt.RcvPruned",
            Summary = "Times that squeezing did not help and received data was dropped; the peer sends it again.",
            Rules = ["TV403", "TV501"],
            SeeAlso = ["PruneCalled", "tcp_rmem"],
            MovedBy = "net/ipv4/tcp_input.c tcp_prune_queue",
        },
        new()
        {
            Name = "TcpExt.OfoPruned",
            Summary = "Times that segments received out of order were thrown away to free memory.",
            Rules = ["TV501"],
            SeeAlso = ["PruneCalled"],
            MovedBy = "net/ipv4/tcp_input.c tcp_prune_ofo_queue",
        },
        new()
        {
            Name = "Udp.InDatagrams",
            Summary = "Datagrams that programs have read.",
            NotThis = "Not what has arrived: a datagram counts when recvmsg() takes it, and one that waits in a buffer does not count yet (measured).",
            SeeAlso = ["Udp.InErrors", "Udp.NoPorts"],
            MovedBy = "net/ipv4/udp.c udp_recvmsg",
        },
        new()
        {
            Name = "Udp.NoPorts",
            Summary = "Datagrams to a port that nobody listens on; answered with ICMP port unreachable.",
            Rules = ["TV506"],
            SeeAlso = ["ECONNREFUSED"],
            MovedBy = "net/ipv4/udp.c __udp4_lib_rcv",
        },
        new()
        {
            Name = "Udp.RcvbufErrors",
            Summary = "Datagrams dropped because the socket's receive buffer was full: the application reads too slowly.",
            NotThis = "It does not name the socket; its own drops do (tcpvet listeners, skmem's d).",
            Rules = ["TV506"],
            SeeAlso = ["rmem_max", "rmem_default", "skmem"],
            MovedBy = "net/ipv4/udp.c __udp_queue_rcv_skb",
        },
        new()
        {
            Name = "Udp.SndbufErrors",
            Summary = "Datagrams that could not be sent for want of buffer (ENOBUFS).",
            Rules = ["TV506"],
            SeeAlso = ["wmem_max"],
            MovedBy = "net/ipv4/udp.c udp_sendmsg, udp_send_skb",
        },
        new()
        {
            Name = "Udp.InErrors",
            Summary = "Datagrams dropped on the way in, for any reason.",
            NotThis = "It contains RcvbufErrors, MemErrors and InCsumErrors.",
            Rules = ["TV506"],
            SeeAlso = ["Udp.RcvbufErrors", "Udp.MemErrors"],
            MovedBy = "net/ipv4/udp.c",
        },
        new()
        {
            Name = "Udp.MemErrors",
            Summary = "Datagrams dropped because UDP's memory (udp_mem) was used up.",
            Rules = ["TV506"],
            SeeAlso = ["Udp.RcvbufErrors"],
            MovedBy = "net/ipv4/udp.c __udp_queue_rcv_skb",
        },
    ];
}
