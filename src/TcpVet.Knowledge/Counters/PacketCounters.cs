namespace TcpVet.Knowledge;

/// <summary>Counters of packets below and beside the connections: routes, fragments, order, guards.</summary>
internal static class PacketCounters
{
    public static IReadOnlyList<KernelCounter> All { get; } =
    [
        new()
        {
            Name = "TcpExt.IPReversePathFilter",
            Summary = "Packets dropped by rp_filter: an answer would leave by another interface (1), or there is no way back at all (2).",
            NotThis = "It does not say which packets: log_martians does. A client whose SYNs are dropped so sees a time-out.",
            SeeAlso = ["rp_filter"],
            MovedBy = "net/ipv4/ip_input.c ip_rcv_finish_core",
        },
        new()
        {
            Name = "TcpExt.TCPChallengeACK",
            Summary = "ACKs sent to ask a peer whether it meant a suspicious segment: a SYN or an RST that is not quite in order (RFC 5961).",
            NotThis = "Not attacks by themselves: a client whose port came round while this host still has the old connection makes one, and so does a late RST.",
            SeeAlso = ["tcp_challenge_ack_limit", "RST"],
            MovedBy = "net/ipv4/tcp_input.c tcp_send_challenge_ack",
        },
        new()
        {
            Name = "TcpExt.TCPSpuriousRTOs",
            Summary = "Retransmission timeouts that F-RTO found needless: the segment had arrived, its acknowledgement was late.",
            NotThis = "No loss: the path's delay jumped, as on radio links, or a processor was not given time.",
            SeeAlso = ["tcp_frto", "TCPTimeouts"],
            MovedBy = "net/ipv4/tcp_input.c tcp_try_undo_loss",
        },
        new()
        {
            Name = "TcpExt.TCPOFOQueue",
            Summary = "Segments that came before an earlier one and wait for it.",
            NotThis = "Loss or reordering on the way to this host, which retransmissions of the peers show; by itself no fault.",
            SeeAlso = ["tcp_reordering", "OfoPruned"],
            MovedBy = "net/ipv4/tcp_input.c tcp_data_queue_ofo",
        },
        new()
        {
            Name = "TcpExt.TCPWqueueTooBig",
            Summary = "Segments that were not split because the send queue is far above SO_SNDBUF; the sender then stalls.",
            NotThis = "A guard against CVE-2019-11478 (Linux 5.2). It counts for honest senders with a very small SO_SNDBUF: raise that.",
            SeeAlso = ["tcp_min_snd_mss", "Send-Q"],
            MovedBy = "net/ipv4/tcp_output.c tcp_fragment",
        },
        new()
        {
            Name = "TcpExt.TCPFromZeroWindowAdv",
            Summary = "Times that a window of this host opened again after it was zero: an application reads again.",
            NotThis = "TCPToZeroWindowAdv less this is how many windows stay shut, or have ended so.",
            SeeAlso = ["zero window"],
            MovedBy = "net/ipv4/tcp_output.c tcp_select_window",
        },
        new()
        {
            Name = "Ip.ReasmFails",
            Summary = "Times that the pieces of a fragmented IPv4 packet were given up: one was missing, memory was short, or they overlapped.",
            NotThis = "Not packets: each piece that is refused may count. TCP seldom fragments; large UDP datagrams (DNS, VPNs, NFS) do.",
            SeeAlso = ["ipfrag_high_thresh", "ipfrag_time"],
            MovedBy = "net/ipv4/ip_fragment.c ip_expire, ip_frag_queue, ip_frag_reasm, ip_defrag",
        },
        new()
        {
            Name = "Ip.OutNoRoutes",
            Summary = "Packets of this host that were not sent because there is no route.",
            NotThis = "Packets that this host should forward are not in it. connect() and send() say ENETUNREACH (\"Network is unreachable\").",
            MovedBy = "net/ipv4/ip_output.c __ip_queue_xmit; inet_connection_sock.c inet_csk_route_req",
        },
    ];
}
