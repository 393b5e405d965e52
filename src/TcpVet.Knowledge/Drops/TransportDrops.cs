namespace TcpVet.Knowledge;

/// <summary>Reasons at a socket's door: none there, no room, a filter.</summary>
internal static class TransportDrops
{
    private const string Offload = "count them: nstat -az | grep -i csum; compare with ethtool -K DEVICE rx off for a while, then suspect the card, the cable or a tunnel on the way";

    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("not_specified", DropKind.Loss, "the kernel gives no reason at this place", "include/net/dropreason-core.h",
            "the column LOCATION of -o wide names the function; its source says why"),
        new("no_socket", DropKind.Refused, "nobody listens on this port and address", "net/ipv4/tcp_ipv4.c tcp_v4_rcv, net/ipv4/udp.c __udp4_lib_rcv",
            "if the service should be here: start it, or let it listen on this address (tcpvet listeners); strays and scans need nothing"),
        new("socket_close", DropKind.Ordinary, "the socket was closed with data unread", "net/unix/af_unix.c unix_release_sock"),
        new("unix_disconnect", DropKind.Ordinary, "a Unix socket lost its peer", "net/unix/af_unix.c unix_dgram_disconnected"),
        new("unix_skip_oob", DropKind.Ordinary, "out-of-band data of a Unix socket was passed over", "net/unix/af_unix.c manage_oob"),
        new("queue_purge", DropKind.Ordinary, "a queue was emptied, as when a socket closes", "net/core/skbuff.c skb_queue_purge"),
        new("packet_sock_error", DropKind.Ordinary, "a copy for a packet capture found no room; the packet itself went on", "net/packet/af_packet.c packet_rcv"),
        new("socket_filter", DropKind.Refused, "a filter of the socket or of its control group refused it (SO_ATTACH_FILTER, BPF, IPAddressDeny= of systemd)",
            "net/core/filter.c sk_filter_trim_cap", "list the programs: bpftool cgroup tree; systemctl show -p IPAddressDeny UNIT"),
        new("bpf_cgroup_egress", DropKind.Refused, "a BPF program of the sender's control group refused it", "net/ipv4/ip_output.c ip_finish_output",
            "list the programs: bpftool cgroup tree; systemctl show -p IPAddressDeny UNIT"),
        new("socket_rcvbuff", DropKind.Loss, "the socket's receive buffer is full: its program reads too slowly", "net/ipv4/udp.c __udp_enqueue_schedule_skb, net/core/sock.c",
            "read faster, or more threads; a larger buffer bridges bursts alone (SO_RCVBUF, net.core.rmem_max)"),
        new("socket_backlog", DropKind.Loss, "packets came faster than the program that holds the socket let go of it", "net/ipv4/tcp_ipv4.c tcp_add_backlog",
            "larger receive and send buffers (net.ipv4.tcp_rmem, SO_RCVBUF), fewer system calls that hold the socket long"),
        new("proto_mem", DropKind.Loss, "the memory of all sockets of this protocol is at its limit, or the buffer cannot grow", "net/ipv4/udp.c, net/ipv4/tcp_input.c tcp_try_rmem_schedule",
            "see who holds it: tcpvet list -am --udp; the limits are net.ipv4.udp_mem and net.ipv4.tcp_mem, in pages"),
        new("nomem", DropKind.Loss, "the kernel had no memory for it", "net/core/skbuff.c", "free memory; raise vm.min_free_kbytes where bursts of packets come"),
        new("pfmemalloc", DropKind.Loss, "the kernel is out of memory, and the packet is not one that frees some", "net/core/filter.c sk_filter_trim_cap", "free memory on this host"),
        new("tcp_csum", DropKind.Loss, "its TCP checksum is wrong: it was damaged on the way, or an offload errs", "net/ipv4/tcp_ipv4.c tcp_v4_rcv", Offload),
        new("udp_csum", DropKind.Loss, "its UDP checksum is wrong: it was damaged on the way, or an offload errs", "net/ipv4/udp.c __udp4_lib_rcv", Offload),
        new("icmp_csum", DropKind.Loss, "its ICMP checksum is wrong: it was damaged on the way", "net/ipv4/icmp.c icmp_rcv", Offload),
        new("skb_csum", DropKind.Loss, "a checksum could not be computed or is wrong", "net/core/skbuff.c", Offload),
        new("security_hook", DropKind.Refused, "a security module refused it (SELinux, Smack, IP options)", "security/security.c security_sock_rcv_skb",
            "see its log: ausearch -m AVC, journalctl -k"),
        new("tcp_auth_hdr", DropKind.Loss, "its TCP-MD5 and TCP-AO options contradict each other", "include/net/tcp.h tcp_inbound_hash", Signature),
        new("tcp_md5notfound", DropKind.Loss, "it has no MD5 signature, and one is expected", "net/ipv4/tcp_ipv4.c tcp_inbound_md5_hash", Signature),
        new("tcp_md5unexpected", DropKind.Loss, "it has an MD5 signature, and none is expected", "net/ipv4/tcp_ipv4.c tcp_inbound_md5_hash", Signature),
        new("tcp_md5failure", DropKind.Loss, "its MD5 signature is wrong: the keys differ", "net/ipv4/tcp_ipv4.c tcp_inbound_md5_hash", Signature),
        new("tcp_aonotfound", DropKind.Loss, "it has no TCP-AO signature, and one is expected", "net/ipv4/tcp_ao.c tcp_inbound_ao_hash", Signature),
        new("tcp_aounexpected", DropKind.Loss, "it has a TCP-AO signature, and none is expected", "net/ipv4/tcp_ao.c tcp_inbound_ao_hash", Signature),
        new("tcp_aokeynotfound", DropKind.Loss, "its TCP-AO key is unknown here", "net/ipv4/tcp_ao.c tcp_inbound_ao_hash", Signature),
        new("tcp_aofailure", DropKind.Loss, "its TCP-AO signature is wrong: the keys differ", "net/ipv4/tcp_ao.c tcp_inbound_ao_hash", Signature),
        new("psp_input", DropKind.Loss, "it is not encrypted as this connection asks (PSP)", "net/psp/psp_sock.c", "let both ends use PSP, or neither"),
        new("psp_output", DropKind.Loss, "it could not be encrypted (PSP)", "net/psp/psp_sock.c", "let both ends use PSP, or neither"),
    ];

    private const string Signature = "give both ends the same key for this peer (BGP: the neighbour's password)";
}
