// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Counts what leaves no socket behind: attempts to connect that fail, by process and destination, and the datagrams that
 * processes send and receive. No event is copied: the reader takes the sums. Every map is bounded, and what finds no room
 * is counted.
 *
 * Only tp_btf tracepoints, as in trace.bpf.c.
 */
#include "kernel.h"
#include "tcpvet.h"
#include <bpf/bpf_tracing.h>

/* Of the two licences above, the one that the kernel asks for: its tracing helpers are for programs under the GPL. */
char LICENSE[] SEC("license") = "GPL";

#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_CLOSE 7
#define ECONNRESET 104
#define SOCK_BINDPORT_LOCK 8 /* include/net/sock.h: bind(2) named the port */
#define MSG_PEEK 2
#define MSG_ERRQUEUE 0x2000

const volatile struct tcpvet_listen_config config SEC(".rodata.config");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 8192);
	__type(key, struct tcpvet_failure_key);
	__type(value, struct tcpvet_failure);
} failures SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 8192);
	__type(key, struct tcpvet_flow_key);
	__type(value, struct tcpvet_flow);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TCPVET_LISTEN_FIGURES);
	__type(key, __u32);
	__type(value, __u64);
} figures SEC(".maps");

/*
 * Who called connect(2), from there until the connection leaves SYN_SENT, or ESTABLISHED: the answer comes in a softirq. By
 * address, as in trace.bpf.c. A connection that finds no room fails without a name.
 */
struct attempt {
	__u64 began;
	__u32 pid;
	__u32 reset;                    /* a RST of the peer came */
	char comm[TCPVET_COMM_LEN];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 64 * 1024);
	__type(key, __u64);
	__type(value, struct attempt);
} attempts SEC(".maps");

static __always_inline void leave_out(__u32 figure)
{
	__u64 *value = bpf_map_lookup_elem(&figures, &figure);

	if (value)
		__sync_fetch_and_add(value, 1);
}

static __always_inline bool is_heard(const struct sock *sk)
{
	return !config.netns || sk->__sk_common.skc_net.net->ns.inum == config.netns;
}

static __always_inline void name_process(char *comm, struct task_struct *task)
{
	bpf_probe_read_kernel_str(comm, TCPVET_COMM_LEN, task->group_leader->comm);
}

static __always_inline void addresses(const struct sock *sk, __u8 *local, __u8 *peer)
{
	if (sk->__sk_common.skc_family == AF_INET6) {
		bpf_probe_read_kernel(local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(peer, 16, &sk->__sk_common.skc_v6_daddr);
		return;
	}
	__builtin_memset(local, 0, 16);
	__builtin_memset(peer, 0, 16);
	*(__be32 *)local = sk->__sk_common.skc_rcv_saddr;
	*(__be32 *)peer = sk->__sk_common.skc_daddr;
}

static __always_inline struct tcpvet_failure *failure_of(const struct tcpvet_failure_key *key)
{
	struct tcpvet_failure *failure = bpf_map_lookup_elem(&failures, key), fresh = {};

	if (failure)
		return failure;
	bpf_map_update_elem(&failures, key, &fresh, BPF_NOEXIST);
	failure = bpf_map_lookup_elem(&failures, key);
	if (!failure)
		leave_out(TCPVET_LISTEN_FAILURES_LEFT_OUT);
	return failure;
}

static __always_inline void count_failure(struct sock *sk, __u8 how, __u16 error, bool repeated, const struct attempt *attempt)
{
	struct tcpvet_failure_key key = {};
	struct tcpvet_failure *failure;
	__u64 now = bpf_ktime_get_ns();
	__u8 local[16];

	key.netns = sk->__sk_common.skc_net.net->ns.inum;
	key.pid = attempt ? attempt->pid : 0;
	key.peer_port = __builtin_bswap16(sk->__sk_common.skc_dport);
	key.family = sk->__sk_common.skc_family;
	key.error = error;
	key.protocol = sk->sk_protocol;
	key.how = how;
	addresses(sk, local, key.peer);
	failure = failure_of(&key);
	if (!failure)
		return;
	__sync_fetch_and_add(&failure->count, 1);
	if (repeated)
		__sync_fetch_and_add(&failure->repeated, 1);
	failure->last = now;
	failure->uid = sk->sk_uid.val;
	__builtin_memcpy(failure->local, local, sizeof(local));
	if (attempt) {
		__builtin_memcpy(failure->comm, attempt->comm, sizeof(failure->comm));
		if (now - attempt->began > failure->longest)
			failure->longest = now - attempt->began;
	}
}

static __always_inline void begin(__u64 key)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct attempt attempt = {};

	/* A kernel thread (NFS, a tunnel) has no program to speak of. */
	if (task->flags & PF_KTHREAD)
		return;
	attempt.began = bpf_ktime_get_ns();
	attempt.pid = task->tgid;
	name_process(attempt.comm, task);
	bpf_map_update_elem(&attempts, &key, &attempt, BPF_ANY);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(set_state, struct sock *sk, int from, int to)
{
	struct attempt *attempt;
	__u64 key = (__u64)sk;
	struct tcp_sock *tp;
	__u16 error;
	__u8 how;

	/* MPTCP and SCTP use the tracepoint too. */
	if (sk->sk_protocol != IPPROTO_TCP || !is_heard(sk))
		return 0;
	if (to == TCP_SYN_SENT) {
		begin(key);
		return 0;
	}
	if (from == TCP_SYN_SENT ? to == TCP_ESTABLISHED : from != TCP_ESTABLISHED)
		return 0;
	attempt = bpf_map_lookup_elem(&attempts, &key);
	/* An accepted connection, or one from before, that was established. */
	if (from == TCP_ESTABLISHED && !attempt)
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	if (tp && to == TCP_CLOSE) {
		error = sk->sk_err;
		if (from == TCP_SYN_SENT) {
			/* net/ipv4/tcp_ipv4.c tcp_v4_connect: inet_hash_connect() found no port. */
			how = !tp->inet_conn.icsk_inet.inet_sport ? TCPVET_HOW_NO_PORT
			    : !error ? TCPVET_HOW_GIVEN_UP
			    : attempt && attempt->reset ? TCPVET_HOW_RESET : TCPVET_HOW_ERROR;
			count_failure(sk, how, error, tp->total_retrans > 0, attempt);
		} else if (error == ECONNRESET && attempt->reset && !tp->bytes_received) {
			count_failure(sk, TCPVET_HOW_RESET_LATER, error, false, attempt);
		}
	}
	if (attempt)
		bpf_map_delete_elem(&attempts, &key);
	return 0;
}

/* net/ipv4/tcp_input.c tcp_reset: a RST that is taken, before the state changes. An ICMP message never comes by here. */
SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(receive_reset, struct sock *sk)
{
	__u64 key = (__u64)sk;
	struct attempt *attempt, unknown = {};
	__u8 state = sk->__sk_common.skc_state;

	if ((state != TCP_SYN_SENT && state != TCP_ESTABLISHED) || sk->sk_protocol != IPPROTO_TCP || !is_heard(sk))
		return 0;
	attempt = bpf_map_lookup_elem(&attempts, &key);
	if (!attempt && state == TCP_SYN_SENT) {
		unknown.began = bpf_ktime_get_ns();
		bpf_map_update_elem(&attempts, &key, &unknown, BPF_NOEXIST);
		attempt = bpf_map_lookup_elem(&attempts, &key);
	}
	if (attempt)
		attempt->reset = 1;
	return 0;
}

/* Linux 5.14. An ICMP message about a connected socket's datagram (net/ipv4/udp.c __udp4_lib_err). */
SEC("tp_btf/inet_sk_error_report")
int BPF_PROG(error_report, struct sock *sk)
{
	if (sk->sk_protocol == IPPROTO_UDP && sk->sk_err && sk->__sk_common.skc_dport && is_heard(sk))
		count_failure(sk, TCPVET_HOW_ERROR, sk->sk_err, false, NULL);
	return 0;
}

static __always_inline struct tcpvet_flow *flow_of(struct sock *sk)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct tcpvet_flow *flow, fresh = {};
	struct tcpvet_flow_key key = {};
	__u8 local[16];

	if (task->flags & PF_KTHREAD)
		return NULL;
	key.netns = sk->__sk_common.skc_net.net->ns.inum;
	key.pid = task->tgid;
	key.family = sk->__sk_common.skc_family;
	addresses(sk, local, key.peer);
	key.peer_port = __builtin_bswap16(sk->__sk_common.skc_dport);
	/* A port that the kernel chose is another one for each question. */
	if (BPF_CORE_READ_BITFIELD(sk, sk_userlocks) & SOCK_BINDPORT_LOCK)
		key.local_port = sk->__sk_common.skc_num;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (flow)
		return flow;
	__builtin_memcpy(fresh.local, local, sizeof(local));
	fresh.uid = sk->sk_uid.val;
	name_process(fresh.comm, task);
	bpf_map_update_elem(&flows, &key, &fresh, BPF_NOEXIST);
	flow = bpf_map_lookup_elem(&flows, &key);
	if (!flow)
		leave_out(TCPVET_LISTEN_DATAGRAMS_LEFT_OUT);
	return flow;
}

static __always_inline bool is_datagram(const struct sock *sk)
{
	__u16 family = sk->__sk_common.skc_family;

	return sk->sk_protocol == IPPROTO_UDP && (family == AF_INET || family == AF_INET6) && is_heard(sk);
}

/* Both: Linux 6.3, after the call, with what it returns. */
SEC("tp_btf/sock_send_length")
int BPF_PROG(send_length, struct sock *sk, int ret)
{
	struct tcpvet_flow *flow;
	__u64 now;

	if (ret < 0 || !is_datagram(sk))
		return 0;
	flow = flow_of(sk);
	if (!flow)
		return 0;
	now = bpf_ktime_get_ns();
	if (!flow->first_sent)
		flow->first_sent = now;
	flow->last_sent = now;
	__sync_fetch_and_add(&flow->sent, 1);
	return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(recv_length, struct sock *sk, int ret, int flags)
{
	struct tcpvet_flow *flow;

	if (ret < 0 || (flags & (MSG_PEEK | MSG_ERRQUEUE)) || !is_datagram(sk))
		return 0;
	flow = flow_of(sk);
	if (!flow)
		return 0;
	flow->last_received = bpf_ktime_get_ns();
	__sync_fetch_and_add(&flow->received, 1);
	return 0;
}

/*
 * net/ipv4/udp.c __udp_queue_rcv_skb: a connected socket notes the processor of each datagram that comes; net/core/sock.c
 * sock_init_data begins with -1.
 */
SEC("iter/udp")
int list_silent(struct bpf_iter__udp *ctx)
{
	struct sock *sk = (struct sock *)ctx->udp_sk;
	struct tcpvet_silent silent = {};
	const struct socket *socket;
	__u8 local[16];

	if (!sk || !sk->__sk_common.skc_dport || sk->__sk_common.skc_incoming_cpu != -1)
		return 0;
	socket = sk->sk_socket;
	if (!socket)
		return 0;
	silent.inode = BPF_CORE_READ((const struct socket_alloc *)socket, vfs_inode.i_ino);
	silent.family = sk->__sk_common.skc_family;
	silent.peer_port = __builtin_bswap16(sk->__sk_common.skc_dport);
	addresses(sk, local, silent.peer);
	bpf_seq_write(ctx->meta->seq, &silent, sizeof(silent));
	return 0;
}
