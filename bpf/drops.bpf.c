// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Counts the packets that the kernel throws away: by reason, direction, interface, namespace, protocol, port and socket.
 *
 * Nothing is sent on: a storm of drops costs one look into a table each. What a dropped packet still says of itself depends
 * on how far it had come; each place says what holds where.
 */
#include "kernel.h"
#include "tcpvet.h"
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>

char LICENSE[] SEC("license") = "GPL";

#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86DD
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_DSTOPTS 60
#define IPPROTO_UDP 17
#define IPPROTO_SCTP 132
#define IPPROTO_UDPLITE 136
#define IPPROTO_DCCP 33
#define PACKET_BROADCAST 1    /* include/uapi/linux/if_packet.h */
#define PACKET_MULTICAST 2
#define TCP_FLAGS_AT 13       /* RFC 9293, 3.1 */
#define TCP_SYN 0x02
#define TCP_ACK 0x10
#define IP_OFFSET 0x1FFF      /* include/net/ip.h */
#define SKB_DST_NOREF 1UL     /* include/linux/skbuff.h */
#define DST_METADATA 0x0080   /* include/net/dst.h */
#define RTN_UNICAST 1         /* include/uapi/linux/rtnetlink.h */
#define RTF_LOCAL 0x80000000  /* include/uapi/linux/ipv6_route.h */
#define TCP_TIME_WAIT 6
#define TCP_NEW_SYN_RECV 12
#define MOST_EXTENSIONS 4
#define MOST_DROPS 8192
#define MOST_REST 512

const volatile struct tcpvet_drops_config config SEC(".rodata.config");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MOST_DROPS);
	__type(key, struct tcpvet_drop_key);
	__type(value, struct tcpvet_drop);
} drops SEC(".maps");

/* What finds no room in the other, without ports, addresses and sockets: a scan of all ports must not hide the reasons. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MOST_REST);
	__type(key, struct tcpvet_drop_key);
	__type(value, struct tcpvet_drop);
} rest SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TCPVET_DROPS_FIGURES);
	__type(key, __u32);
	__type(value, __u64);
} figures SEC(".maps");

/* A packet, as far as it can still be read. */
struct packet {
	struct tcpvet_drop_key key;
	struct sock *sk;
	const struct net_device *dev;
	__u8 local[16];
	__u8 peer[16];
	__u16 local_port;
	__u16 peer_port;
	__u32 out_interface;
	bool full;              /* sk is no mini-socket */
};

struct ports {
	__be16 source;
	__be16 destination;
};

/* A union holds other things than pointers, too: those of the kernel lie in the upper half of the address space. */
static __always_inline bool is_pointer(const void *pointer)
{
	return (long)pointer < 0;
}

static __always_inline bool is_ignored(__u32 reason)
{
	__u32 subsystem = reason >> 16;

	if (subsystem)
		return subsystem < 32 && (config.ignored_subsystems >> subsystem & 1);
	if (reason >= TCPVET_DROP_MASKS * 64)
		return false;
	return config.ignored[(reason >> 6) & (TCPVET_DROP_MASKS - 1)] >> (reason & 63) & 1;
}

static __always_inline bool has_ports(__u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE || protocol == IPPROTO_SCTP ||
	       protocol == IPPROTO_DCCP;
}

/* Where the header behind the extension headers begins (RFC 8200, 4.1); 0 for a fragment that is not the first. */
static __always_inline __u32 skip_extensions(const unsigned char *ip, __u8 *next)
{
	__u32 at = 40;

	for (int i = 0; i < MOST_EXTENSIONS; i++) {
		__u8 head[8] = {};

		if (*next != IPPROTO_HOPOPTS && *next != IPPROTO_ROUTING && *next != IPPROTO_DSTOPTS && *next != IPPROTO_FRAGMENT)
			return at;
		if (bpf_probe_read_kernel(head, sizeof(head), ip + at))
			return 0;
		if (*next == IPPROTO_FRAGMENT) {
			*next = head[0];
			if (((head[2] << 8) | head[3]) & 0xFFF8)
				return 0;
			at += 8;
		} else {
			*next = head[0];
			at += (head[1] + 1) * 8;
		}
	}
	return at;
}

/* Source and destination in the order of the wire: the way decides later which is the local end. */
static __always_inline void read_packet(struct packet *packet, const struct sk_buff *skb, __u8 *source, __u8 *destination,
					struct ports *ports)
{
	const unsigned char *ip = skb->head + skb->network_header;
	__u8 head[40] = {}, flags = 0;
	__u32 transport = 0;

	packet->key.ethertype = bpf_ntohs(skb->protocol);
	if (packet->key.ethertype != ETH_P_IP && packet->key.ethertype != ETH_P_IPV6)
		return;
	if (bpf_probe_read_kernel(head, sizeof(head), ip))
		return;
	if (packet->key.ethertype == ETH_P_IP && head[0] >> 4 == 4) {
		packet->key.family = AF_INET;
		packet->key.protocol = head[9];
		__builtin_memcpy(source, head + 12, 4);
		__builtin_memcpy(destination, head + 16, 4);
		if (!(((head[6] << 8) | head[7]) & IP_OFFSET))
			transport = (head[0] & 15) * 4;
	} else if (packet->key.ethertype == ETH_P_IPV6 && head[0] >> 4 == 6) {
		packet->key.family = AF_INET6;
		packet->key.protocol = head[6];
		__builtin_memcpy(source, head + 8, 16);
		__builtin_memcpy(destination, head + 24, 16);
		transport = skip_extensions(ip, &packet->key.protocol);
	}
	if (!transport || !has_ports(packet->key.protocol))
		return;
	bpf_probe_read_kernel(ports, sizeof(*ports), ip + transport);
	if (packet->key.protocol == IPPROTO_TCP) {
		bpf_probe_read_kernel(&flags, sizeof(flags), ip + transport + TCP_FLAGS_AT);
		packet->key.opening = (flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	}
}

/*
 * A packet has an skb_iif once __netif_receive_skb_core has seen it; those made here have none. A route that leads on to
 * another host makes a received packet a forwarded one: over loopback it still has the route that it left by.
 */
static __always_inline __u8 way_of(const struct sk_buff *skb, const struct packet *packet)
{
	const struct dst_entry *dst = (const struct dst_entry *)(skb->_skb_refdst & ~SKB_DST_NOREF);
	unsigned short family;

	if (!is_pointer(dst) || (BPF_CORE_READ(dst, flags) & DST_METADATA))
		return skb->skb_iif ? TCPVET_WAY_IN : packet->sk ? TCPVET_WAY_OUT : TCPVET_WAY_UNKNOWN;
	if (!skb->skb_iif)
		return TCPVET_WAY_OUT;
	family = BPF_CORE_READ(dst, ops, family);
	if (family == AF_INET && BPF_CORE_READ((const struct rtable *)dst, rt_is_input) &&
	    BPF_CORE_READ((const struct rtable *)dst, rt_type) == RTN_UNICAST)
		return TCPVET_WAY_FORWARD;
	if (family == AF_INET6 && packet->key.family == AF_INET6 && !packet->sk &&
	    !(BPF_CORE_READ((const struct rt6_info *)dst, rt6i_flags) & RTF_LOCAL) && packet->out_interface)
		return TCPVET_WAY_FORWARD;
	return TCPVET_WAY_IN;
}

/*
 * The socket is rx_sk where the kernel tells it; else skb->sk, which shares its place with an offset of fragments. A packet
 * that crosses a veth pair still bears the sender's, which is of the other namespace.
 */
static __always_inline void find_socket(struct packet *packet, const struct sk_buff *skb, struct sock *receiver)
{
	const struct net_device *dev = is_pointer(skb->dev) ? skb->dev : NULL;
	struct sock *sk = receiver ? receiver : is_pointer(skb->sk) ? skb->sk : NULL;
	struct net *of_sk = NULL, *of_dev = NULL;
	const struct socket *socket;
	unsigned short family;
	__u8 state;

	if (dev)
		of_dev = BPF_CORE_READ(dev, nd_net.net);
	if (sk) {
		family = BPF_CORE_READ(sk, __sk_common.skc_family);
		if (family == AF_INET || family == AF_INET6)
			of_sk = BPF_CORE_READ(sk, __sk_common.skc_net.net);
		else
			sk = NULL;
	}
	/* On a queue of TCP, dev is what is left of a tree: only a device knows the socket's namespace. */
	if (of_sk && of_dev != of_sk) {
		if (receiver || skb->skb_iif || !dev) {
			dev = NULL;
			of_dev = of_sk;
		} else {
			sk = NULL;
		}
	}
	if (of_dev)
		packet->key.netns = BPF_CORE_READ(of_dev, ns.inum);
	packet->dev = dev;
	packet->sk = sk;
	if (!sk)
		return;
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	packet->full = state != TCP_TIME_WAIT && state != TCP_NEW_SYN_RECV;
	if (!packet->full)
		return;
	socket = BPF_CORE_READ(sk, sk_socket);
	if (socket)
		packet->key.inode = BPF_CORE_READ((const struct socket_alloc *)socket, vfs_inode.i_ino);
}

static __always_inline void describe(struct packet *packet, const struct sk_buff *skb)
{
	const struct net_device *dev = packet->dev;
	__u8 source[16] = {}, destination[16] = {};
	struct ports ports = {};
	__u8 type;
	bool out;

	read_packet(packet, skb, source, destination, &ports);
	packet->key.interface = dev ? BPF_CORE_READ(dev, ifindex) : 0;
	if (skb->skb_iif) {
		if (packet->key.interface && packet->key.interface != (__u32)skb->skb_iif)
			packet->out_interface = packet->key.interface;
		packet->key.interface = skb->skb_iif;
	}
	packet->key.way = way_of(skb, packet);
	type = BPF_CORE_READ_BITFIELD(skb, pkt_type);
	packet->key.group = skb->skb_iif && (type == PACKET_BROADCAST || type == PACKET_MULTICAST);
	out = packet->key.way == TCPVET_WAY_OUT;
	packet->local_port = bpf_ntohs(out ? ports.source : ports.destination);
	packet->peer_port = bpf_ntohs(out ? ports.destination : ports.source);
	__builtin_memcpy(packet->local, out ? source : destination, 16);
	__builtin_memcpy(packet->peer, out ? destination : source, 16);
	packet->key.local_port = packet->local_port;
	if (config.peers) {
		packet->key.peer_port = packet->peer_port;
		__builtin_memcpy(packet->key.local, packet->local, 16);
		__builtin_memcpy(packet->key.peer, packet->peer, 16);
	}
}

/* Who sends a datagram runs while it goes out; of TCP, who holds the socket's lock (trace.bpf.c is_in_call). */
static __always_inline void name_sender(struct tcpvet_drop *drop, const struct packet *packet)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct sock *sk = packet->sk;

	if (packet->key.way != TCPVET_WAY_OUT || !packet->full || (task->flags & PF_KTHREAD))
		return;
	if (packet->key.protocol == IPPROTO_TCP && !BPF_CORE_READ(sk, sk_lock.owned))
		return;
	drop->pid = task->tgid;
	bpf_probe_read_kernel_str(drop->comm, sizeof(drop->comm), task->group_leader->comm);
}

static __always_inline void fill(struct tcpvet_drop *drop, const struct packet *packet, const struct sk_buff *skb, __u64 location)
{
	const struct net_device *dev = packet->dev;
	struct sock *sk = packet->sk;

	drop->packets = 1;
	drop->bytes = skb->len;
	drop->first = drop->last = bpf_ktime_get_ns();
	drop->location = location;
	__builtin_memcpy(drop->local, packet->local, 16);
	__builtin_memcpy(drop->peer, packet->peer, 16);
	drop->local_port = packet->local_port;
	drop->peer_port = packet->peer_port;
	drop->out_interface = packet->out_interface;
	if (dev && !packet->out_interface)
		BPF_CORE_READ_STR_INTO(&drop->device, dev, name);
	if (!packet->full)
		return;
	drop->uid = BPF_CORE_READ(sk, sk_uid.val);
	if (bpf_core_field_exists(((struct sock___cgroup *)0)->sk_cgrp_data.cgroup))
		drop->cgroup = BPF_CORE_READ((struct sock___cgroup *)sk, sk_cgrp_data.cgroup, kn, id);
	name_sender(drop, packet);
}

static __always_inline bool add(void *map, const struct tcpvet_drop_key *key, const struct sk_buff *skb)
{
	struct tcpvet_drop *drop = bpf_map_lookup_elem(map, key);

	if (!drop)
		return false;
	__sync_fetch_and_add(&drop->packets, 1);
	__sync_fetch_and_add(&drop->bytes, skb->len);
	drop->last = bpf_ktime_get_ns();
	return true;
}

static __always_inline bool begin(void *map, const struct packet *packet, const struct sk_buff *skb, __u64 location)
{
	struct tcpvet_drop fresh = {};

	fill(&fresh, packet, skb, location);
	/* Another processor may have been faster: then there is one to add to. */
	return !bpf_map_update_elem(map, &packet->key, &fresh, BPF_NOEXIST) || add(map, &packet->key, skb);
}

static __always_inline void count_rest(struct packet *packet, const struct sk_buff *skb, __u64 location)
{
	__u32 lost = TCPVET_DROPS_FIGURE_LOST;
	__u64 *figure;

	packet->key.local_port = packet->key.peer_port = 0;
	packet->key.inode = 0;
	__builtin_memset(packet->key.local, 0, 16);
	__builtin_memset(packet->key.peer, 0, 16);
	if (add(&rest, &packet->key, skb) || begin(&rest, packet, skb, location))
		return;
	figure = bpf_map_lookup_elem(&figures, &lost);
	if (figure)
		__sync_fetch_and_add(figure, 1);
}

/* (skb, location, reason since Linux 5.17, rx_sk since 6.11) */
SEC("tp_btf/kfree_skb")
int kfree_skb(__u64 *arguments)
{
	struct sk_buff *skb = (struct sk_buff *)arguments[0];
	__u64 location = arguments[1];
	__u32 reason = arguments[2];
	struct sock *receiver = NULL;
	struct packet packet = {};

	if (is_ignored(reason))
		return 0;
	if (config.has_socket)
		receiver = (struct sock *)arguments[3];
	find_socket(&packet, skb, receiver);
	/* Messages of Unix and netlink sockets are of no device and of no socket of the internet. */
	if (!packet.key.netns || (config.netns && packet.key.netns != config.netns))
		return 0;
	packet.key.reason = reason;
	describe(&packet, skb);
	if (!packet.key.family && !config.others)
		return 0;
	if (reason < 64 && (config.vague >> reason & 1))
		packet.key.location = location;
	if (!add(&drops, &packet.key, skb) && !begin(&drops, &packet, skb, location))
		count_rest(&packet, skb, location);
	return 0;
}
