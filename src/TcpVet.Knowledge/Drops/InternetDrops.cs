namespace TcpVet.Knowledge;

/// <summary>Reasons of IP, routes, neighbours and the firewall.</summary>
internal static class InternetDrops
{
    private const string Route = "net/ipv4/route.c";
    private const string Martian = "see where it comes from: sysctl net.ipv4.conf.all.log_martians=1 writes it to the kernel's log";
    private const string Neighbour = "see the neighbour: ip neigh show; it does not answer ARP or neighbour discovery: dead, wrong network or VLAN, or a wrong route";
    private const string Fragments = "avoid fragments: a smaller MTU or EDNS size at the sender; the memory is net.ipv4.ipfrag_high_thresh";
    private const string Discovery = "net/ipv6/ndisc.c ndisc_rcv";

    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("ip_rpfilter", DropKind.Loss, "the way back to its sender leads by another interface, and the strict reverse-path filter forbids that", Route + " fib_validate_source",
            "a route to the sender by the interface that it comes in by, or sysctl net.ipv4.conf.INTERFACE.rp_filter=2 (tcpvet explain TV409)"),
        new("netfilter_drop", DropKind.Refused, "a firewall rule dropped it, or connection tracking refused it", "net/netfilter/core.c nf_hook_slow",
            "which rule: nft monitor trace (after meta nftrace set 1), nft list ruleset, iptables -nvL"),
        new("xfrm_policy", DropKind.Refused, "IPsec policy forbids it, or it is not encrypted as the policy asks", "net/xfrm/xfrm_policy.c __xfrm_policy_check", "ip xfrm policy; ip -s xfrm state; cat /proc/net/xfrm_stat"),
        new("ip_outnoroutes", DropKind.Loss, "there is no route to its destination", "net/ipv4/ip_output.c __ip_queue_xmit", "ip route get ADDRESS; add the route"),
        new("ip_innoroutes", DropKind.Loss, "it is to be forwarded, and there is no route on", Route + " ip_error", "ip route get ADDRESS from SOURCE iif INTERFACE; add the route"),
        new("ip_inaddrerrors", DropKind.Refused, "it is for another host, and this one does not forward there", Route + " ip_error",
            "if this host should forward: sysctl net.ipv4.ip_forward=1; else its sender has a wrong route or address"),
        new("ip_local_source", DropKind.Refused, "it claims to come from an address of this host itself", Route + " fib_validate_source", "an address that is given twice, or a loop: " + Martian),
        new("ip_invalid_source", DropKind.Refused, "its source address is impossible", Route + " ip_route_input_slow", Martian),
        new("ip_localnet", DropKind.Refused, "an address of 127.0.0.0/8 came in from outside", Route + " ip_route_input_slow", "forwarding to loopback needs net.ipv4.conf.INTERFACE.route_localnet=1, with a firewall before it"),
        new("ip_invalid_dest", DropKind.Refused, "its destination address is impossible", Route + " ip_route_input_slow", Martian),
        new("ip_noproto", DropKind.Refused, "nothing here speaks its IP protocol", "net/ipv4/ip_input.c ip_protocol_deliver_rcu", "load the module, or stop the sender"),
        new("ip_inhdr", DropKind.Loss, "its IP header is wrong; of a forwarded packet: its TTL ran out, as traceroute wants it, or in a loop of routes", "net/ipv4/ip_input.c ip_rcv_core, net/ipv4/ip_forward.c", "forwarded: traceroute to the destination shows a loop"),
        new("ip_csum", DropKind.Loss, "the checksum of its IP header is wrong", "net/ipv4/ip_input.c ip_rcv_core", "suspect the card, the cable or a tunnel on the way"),
        new("pkt_too_small", DropKind.Loss, "it is shorter than its headers say", "net/ipv4/ip_input.c ip_rcv_core, net/ipv4/udp.c", "its sender, or something on the way, cuts packets"),
        new("pkt_too_big", DropKind.Loss, "it is larger than the next interface takes and may not be cut", "net/ipv4/ip_forward.c ip_exceeds_mtu", "let ICMP 'fragmentation needed' through, or clamp: nft … tcp option maxseg size set rt mtu"),
        new("hdr_trunc", DropKind.Loss, "its headers are cut off", "net/core/skbuff.c", "its sender, or something on the way, cuts packets"),
        new("invalid_proto", DropKind.Refused, "it breaks its protocol's rules, as an ICMP request to a broadcast address does", "net/ipv4/icmp.c icmp_rcv"),
        new("ipv6disabled", DropKind.Refused, "IPv6 is switched off on the interface", "net/ipv6/ip6_input.c ip6_rcv_core", "if it should be on: sysctl net.ipv6.conf.INTERFACE.disable_ipv6=0"),
        new("unicast_in_l2_multicast", DropKind.Refused, "its Ethernet address is a group's, its IP address is one host's", "net/ipv4/ip_input.c ip_rcv_finish_core", "a switch or balancer that shares by multicast MAC: drop_unicast_in_l2_multicast"),
        new("otherhost", DropKind.Ordinary, "it is for another host and was seen because the interface listens to all", "net/ipv4/ip_input.c ip_rcv_core"),
        new("unhandled_proto", DropKind.Ordinary, "a frame of a protocol that nothing here speaks", "net/core/dev.c __netif_receive_skb_core"),
        new("neigh_failed", DropKind.Loss, "the next hop does not answer: its link address stays unknown", "net/core/neighbour.c neigh_probe, net/ipv4/arp.c arp_error_report", Neighbour),
        new("neigh_createfail", DropKind.Loss, "the table of neighbours is full", "net/ipv4/ip_output.c ip_finish_output2", "raise net.ipv4.neigh.default.gc_thresh3 (and _thresh2) above the number of hosts on the link"),
        new("neigh_queuefull", DropKind.Loss, "too many packets wait for the next hop's link address", "net/core/neighbour.c __neigh_event_send", Neighbour),
        new("neigh_dead", DropKind.Loss, "the next hop was just forgotten", "net/core/neighbour.c __neigh_event_send", Neighbour),
        new("neigh_hh_fillfail", DropKind.Loss, "the link header could not be written", "net/core/neighbour.c neigh_resolve_output"),
        new("dup_frag", DropKind.Ordinary, "a fragment that had come already", "net/ipv4/inet_fragment.c"),
        new("frag_reasm_timeout", DropKind.Loss, "a fragment never came, and the others waited in vain", "net/ipv4/ip_fragment.c ip_expire", Fragments),
        new("frag_too_far", DropKind.Loss, "fragments came too far out of order", "net/ipv4/ip_fragment.c ip_frag_too_far", Fragments),
        new("ipv6_bad_exthdr", DropKind.Refused, "it has an IPv6 extension header that this host does not take", "net/ipv6/exthdrs.c"),
        new("ipv6_ndisc_frag", DropKind.Refused, "neighbour discovery came in fragments", Discovery),
        new("ipv6_ndisc_hop_limit", DropKind.Refused, "neighbour discovery came from beyond the link", Discovery),
        new("ipv6_ndisc_bad_code", DropKind.Refused, "neighbour discovery with a wrong code", Discovery),
        new("ipv6_ndisc_bad_options", DropKind.Refused, "neighbour discovery with wrong options", Discovery),
        new("ipv6_ndisc_ns_otherhost", DropKind.Ordinary, "a neighbour was looked for that is another host", Discovery),
    ];
}
