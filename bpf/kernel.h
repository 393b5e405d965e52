/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The fields of kernel structures that the programs read, and no others. preserve_access_index makes each access a CO-RE
 * relocation: libbpf looks the offset up in the running kernel's BTF, so the order and the holes here mean nothing.
 */
#ifndef TCPVET_KERNEL_H
#define TCPVET_KERNEL_H

#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define PF_KTHREAD 0x00200000 /* include/linux/sched.h */

typedef _Bool bool;
#define true 1
#define false 0

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct in6_addr {
	union {
		__u8 u6_addr8[16];
		__be32 u6_addr32[4];
	} in6_u;
};

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	int skc_bound_dev_if;
	possible_net_t skc_net;
	unsigned long skc_flags;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	int skc_incoming_cpu;
};

struct socket;

typedef struct {
	int owned;
} socket_lock_t;

typedef struct {
	unsigned int val;
} kuid_t;

struct sock {
	struct sock_common __sk_common;
	socket_lock_t sk_lock;
	__u8 sk_shutdown;
	__u8 sk_userlocks : 4;
	struct socket *sk_socket;
	int sk_err;
	__u16 sk_protocol;
	kuid_t sk_uid;
};

enum sock_flags {
	SOCK_DEAD,
	SOCK_DONE,
};

struct inet_sock {
	__be16 inet_sport;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
};

/* A mini-socket of TIME_WAIT or of an orphan in FIN_WAIT2; begins with a struct sock_common. */
struct inet_timewait_sock {
	volatile unsigned char tw_substate;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u32 srtt_us;
	__u32 total_retrans;
	__u32 snd_una;
	__u32 write_seq;
	__u64 bytes_received;
	__u64 bytes_acked;
	int linger2;
};

struct socket {
	struct sock *sk;
};

struct inode {
	unsigned long i_ino;
};

struct socket_alloc {
	struct socket socket;
	struct inode vfs_inode;
};

struct file {
	struct inode *f_inode;
};

struct upid {
	int nr;
};

/* A process in every pid namespace that it is in; those below the first are numbers[1] up to numbers[level]. */
struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct task_struct {
	unsigned int flags;
	int pid;
	int tgid;
	struct pid *thread_pid;
	struct task_struct *group_leader;
	char comm[16];
};

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

/* The field of struct sock that is there with CONFIG_SOCK_CGROUP_DATA alone; ___ is libbpf's mark of another view of a type. */
struct sock___cgroup {
	struct sock_cgroup_data sk_cgrp_data;
};

struct net_device {
	char name[16];
	int ifindex;
	possible_net_t nd_net;
};

/* Of the union with dev, the UDP receive queue uses dev_scratch and the TCP queues rbnode: dev is no device there. */
struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	unsigned long _skb_refdst;
	unsigned int len;
	int skb_iif;
	__u8 pkt_type:3;
	__be16 protocol;
	__u16 network_header;
	unsigned char *head;
};

struct dst_ops {
	unsigned short family;
};

struct dst_entry {
	struct dst_ops *ops;
	unsigned short flags;
};

struct rtable {
	__u16 rt_type;
	__u8 rt_is_input;
};

struct rt6_info {
	__u32 rt6i_flags;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

/* What a program of iter/tcp gets: NULL instead of a socket once, at the end. */
struct bpf_iter__tcp {
	struct bpf_iter_meta *meta;
	struct sock_common *sk_common;
};

struct udp_sock;

/* What a program of iter/udp gets: NULL instead of a socket once, at the end. A struct udp_sock begins with a struct sock. */
struct bpf_iter__udp {
	struct bpf_iter_meta *meta;
	struct udp_sock *udp_sk;
};

/* What a program of iter/task_file gets. */
struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	unsigned int fd;
	struct file *file;
};

#pragma clang attribute pop

/* Linux 6.10: the third argument of the tracepoint tcp_send_reset came with this type. */
enum sk_rst_reason {
	SK_RST_REASON_NOT_SPECIFIED,
};

#endif
