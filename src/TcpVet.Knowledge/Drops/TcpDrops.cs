namespace TcpVet.Knowledge;

/// <summary>Reasons of TCP. Most are its daily work: what it throws away it has already, or the peer sends it again.</summary>
internal static class TcpDrops
{
    private const string Input = "net/ipv4/tcp_input.c";
    private const string Timestamps = "behind a NAT several hosts share an address: use its peers' own addresses, or let the NAT rewrite timestamps (tcpvet explain TV406)";

    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("tcp_listen_overflow", DropKind.Loss, "the listener's accept queue is full: the program accepts too slowly", "net/ipv4/tcp_ipv4.c tcp_v4_syn_recv_sock, " + Input + " tcp_conn_request",
            "let it accept faster; a longer queue bridges bursts alone (tcpvet listeners, tcpvet explain TV202)"),
        new("tcp_flags", DropKind.Refused, "its TCP flags make no sense in this state of the connection", Input + " tcp_rcv_state_process", Strays),
        new("tcp_abort_on_data", DropKind.Refused, "data came for a connection that its program had closed: the peer was reset", Input + " tcp_rcv_state_process",
            "read until the end before close(), or agree on who closes first (tcpvet explain TV407)"),
        new("tcp_rfc7323_paws", DropKind.Loss, "its timestamp is older than the connection's last one", Input + " tcp_validate_incoming", Timestamps),
        new("tcp_rfc7323_tw_paws", DropKind.Loss, "a new connection came for one in TIME_WAIT with an older timestamp", "net/ipv4/tcp_minisocks.c tcp_timewait_state_process", Timestamps),
        new("tcp_rfc7323_tsecr", DropKind.Loss, "it echoes a timestamp that was never sent", "net/ipv4/tcp_minisocks.c tcp_check_req", Timestamps),
        new("tcp_ofo_queue_prune", DropKind.Loss, "data that came out of order was thrown away for want of memory", Input + " tcp_prune_ofo_queue",
            "read faster; larger receive buffers (net.ipv4.tcp_rmem), and see net.ipv4.tcp_mem"),
        new("tcp_minttl", DropKind.Refused, "it came from farther away than the socket allows (IP_MINTTL)", "net/ipv4/tcp_ipv4.c tcp_v4_rcv",
            "for BGP: the neighbour is more hops away than ttl-security allows"),
        new("tcp_invalid_sequence", DropKind.Refused, "its sequence number lies outside the window", Input + " tcp_validate_incoming", Strays),
        new("tcp_invalid_end_sequence", DropKind.Refused, "it reaches beyond the window", Input + " tcp_validate_incoming", Strays),
        new("tcp_invalid_ack_sequence", DropKind.Refused, "it answers a SYN that was not sent", Input + " tcp_rcv_synsent_state_process", Strays),
        new("tcp_invalid_syn", DropKind.Refused, "a SYN came in the middle of a connection: the peer has forgotten it, or its port was taken again", Input + " tcp_validate_incoming", Strays),
        new("tcp_too_old_ack", DropKind.Refused, "it acknowledges what was acknowledged long ago", Input + " tcp_ack", Strays),
        new("tcp_ack_unsent_data", DropKind.Refused, "it acknowledges what was never sent", Input + " tcp_ack", Strays),

        new("tcp_zerowindow", DropKind.Ordinary, "a probe of a closed window; its byte is sent again", Input + " tcp_data_queue"),
        new("tcp_old_data", DropKind.Ordinary, "its data had come already", Input + " tcp_data_queue"),
        new("tcp_overwindow", DropKind.Ordinary, "it begins beyond the window; the peer sends it again", Input + " tcp_data_queue"),
        new("tcp_ofomerge", DropKind.Ordinary, "its data waits out of order already", Input + " tcp_data_queue_ofo"),
        new("tcp_ofo_drop", DropKind.Ordinary, "its data had come already by another way", Input + " tcp_ofo_queue"),
        new("tcp_old_sequence", DropKind.Ordinary, "a duplicate, or a keepalive probe", Input + " tcp_validate_incoming"),
        new("tcp_old_ack", DropKind.Ordinary, "an acknowledgement that a later one has overtaken", Input + " tcp_ack"),
        new("tcp_rfc7323_paws_ack", DropKind.Ordinary, "an acknowledgement that came late and out of order", Input + " tcp_disordered_ack_check"),
        new("tcp_reset", DropKind.Ordinary, "a RST that has done its work", Input + " tcp_validate_incoming"),
        new("tcp_close", DropKind.Ordinary, "it came for a connection that had just ended", Input + " tcp_rcv_state_process"),
        new("tcp_fastopen", DropKind.Ordinary, "it came for a Fast Open connection that is still in the making", Input + " tcp_rcv_state_process"),
    ];

    private const string Strays = "a few are strays, scans or a peer that restarted; many from one peer: tcpvet list -i dst ADDRESS";
}
