namespace TcpVet.Knowledge;

/// <summary>Reasons of devices, queues, bridges, tunnels and programs that stand before them.</summary>
internal static class DeviceDrops
{
    private const string Queue = "see its figures: tc -s qdisc show dev INTERFACE; the link is slower than what is sent to it";
    private const string Program = "list the programs: bpftool net show; tc -s filter show dev INTERFACE";
    private const string Tunnel = "see both ends of the tunnel: ip -d link show";
    private const string Fair = "net/sched/sch_fq.c fq_enqueue";

    public static IReadOnlyList<DropReason> All { get; } =
    [
        new("qdisc_drop", DropKind.Loss, "the interface's queue refused it", "net/core/dev.c __dev_xmit_skb", Queue),
        new("qdisc_overlimit", DropKind.Loss, "the interface's queue is full", "include/net/sch_generic.h qdisc_drop_reason", Queue),
        new("qdisc_congested", DropKind.Loss, "the queue's own control dropped it, so that senders slow down", "net/sched/sch_codel.c, sch_red.c", Queue),
        new("cake_flood", DropKind.Loss, "its flow does not slow down, and the queue punishes it", "net/sched/sch_cake.c", Queue),
        new("fq_band_limit", DropKind.Loss, "the queue is full for its priority", Fair, Queue),
        new("fq_horizon_limit", DropKind.Loss, "it is to be sent too far in the future", Fair, Queue),
        new("fq_flow_limit", DropKind.Loss, "its flow has too many packets in the queue", Fair, Queue),
        new("dualpi2_step_drop", DropKind.Loss, "the queue's own control dropped it, so that senders slow down", "net/sched/sch_dualpi2.c", Queue),
        new("tc_egress", DropKind.Refused, "a filter of traffic control, often a BPF program, refused it on its way out", "net/core/dev.c sch_handle_egress", Program),
        new("tc_ingress", DropKind.Refused, "a filter of traffic control, often a BPF program, refused it on its way in", "net/core/dev.c sch_handle_ingress", Program),
        new("tc_cookie_error", DropKind.Loss, "traffic control lost its thread", "net/sched/cls_api.c tcf_classify", Program),
        new("tc_chain_notfound", DropKind.Loss, "traffic control was sent to a chain that is not there", "net/sched/cls_api.c tcf_classify", Program),
        new("tc_reclassify_loop", DropKind.Loss, "rules of traffic control lead in a circle", "net/sched/cls_api.c __tcf_classify", Program),
        new("xdp", DropKind.Refused, "an XDP program refused it", "net/core/dev.c do_xdp_generic", Program),
        new("cpu_backlog", DropKind.Loss, "a processor's queue of received packets is full", "net/core/dev.c enqueue_to_backlog", "spread the load (RPS, more queues); net.core.netdev_max_backlog bridges bursts (tcpvet explain TV505)"),
        new("full_ring", DropKind.Loss, "the reader of a tunnel device (VPN, virtual machine) is too slow", "drivers/net/tun.c tun_net_xmit", "give it processor time, or a longer queue: ip link set dev INTERFACE txqueuelen N"),
        new("dev_ready", DropKind.Loss, "the interface is not up, or nobody reads it", "drivers/net/tun.c, drivers/net/veth.c", "ip link show; start what reads it"),
        new("dev_hdr", DropKind.Loss, "what the device put before the packet is wrong", "drivers/net/tun.c, drivers/net/virtio_net.c"),
        new("skb_gso_seg", DropKind.Loss, "it could not be cut into segments", "net/core/dev.c validate_xmit_skb", "ethtool -K INTERFACE gso off, to see whether it helps"),
        new("skb_ucopy_fault", DropKind.Loss, "its data could not be copied from the program", "net/core/skbuff.c"),
        new("no_tx_target", DropKind.Loss, "the bridge, team or bond had no port to send it by", "net/bridge/br_forward.c, drivers/net/bonding", "bridge link; ip link show: is a port up?"),
        new("recursion_limit", DropKind.Loss, "virtual interfaces lead to each other in a circle", "net/core/dev.c __dev_queue_xmit", Tunnel),
        new("tap_filter", DropKind.Refused, "a filter of the tunnel device refused it (TUNSETFILTEREBPF)", "drivers/net/tun.c tun_net_xmit"),
        new("tap_txfilter", DropKind.Ordinary, "the virtual machine does not want this Ethernet address", "drivers/net/tun.c check_filter"),
        new("vxlan_invalid_hdr", DropKind.Refused, "its VXLAN header is wrong", "drivers/net/vxlan/vxlan_core.c vxlan_rcv", Tunnel),
        new("vxlan_vni_not_found", DropKind.Refused, "no VXLAN device here has its network number", "drivers/net/vxlan/vxlan_core.c vxlan_rcv", Tunnel),
        new("vxlan_entry_exists", DropKind.Refused, "its Ethernet address belongs to another end of the VXLAN", "drivers/net/vxlan/vxlan_core.c vxlan_snoop", Tunnel),
        new("mac_invalid_source", DropKind.Refused, "its Ethernet source address is impossible, or this interface's own", "drivers/net/vxlan/vxlan_core.c vxlan_set_mac"),
        new("ip_tunnel_ecn", DropKind.Refused, "the congestion marks inside and outside the tunnel contradict each other (RFC 6040)", "include/net/inet_ecn.h", Tunnel),
        new("tunnel_txinfo", DropKind.Loss, "it was sent into a tunnel without saying where to", "drivers/net/vxlan/vxlan_core.c vxlan_xmit", Tunnel),
        new("local_mac", DropKind.Refused, "a packet of this host came back: a loop of switches", "drivers/net/vxlan/vxlan_core.c, net/bridge", "look for two ways between the same switches"),
        new("bridge_ingress_stp_state", DropKind.Refused, "the spanning tree has closed this port of the bridge", "net/bridge/br_input.c br_handle_frame", "bridge link"),
        new("arp_pvlan_disable", DropKind.Ordinary, "an ARP question that this host must not answer for others", "net/ipv4/arp.c arp_process"),
        new("mac_ieee_mac_control", DropKind.Ordinary, "a frame between neighbouring switches", "net/bridge/br_input.c br_handle_frame"),
        new("can_rx_invalid_frame", DropKind.Loss, "an invalid frame of a CAN bus", "net/can/af_can.c"),
        new("canfd_rx_invalid_frame", DropKind.Loss, "an invalid frame of a CAN bus", "net/can/af_can.c"),
        new("canxl_rx_invalid_frame", DropKind.Loss, "an invalid frame of a CAN bus", "net/can/af_can.c"),
    ];
}
