// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Follows TCP sockets from state to state and remembers which process acted on each.
 *
 * Only tp_btf tracepoints are used: they need no kprobes and no function tracing. What the kernel tells with them is less
 * than it looks like, and each place where something has to be inferred says from what.
 */
#include "kernel.h"
#include "tcpvet.h"
#include <bpf/bpf_tracing.h>

/* Of the two licences above, the one that the kernel asks for: its tracing helpers are for programs under the GPL. */
char LICENSE[] SEC("license") = "GPL";

enum tcp_state {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT,
	TCP_SYN_RECV,
	TCP_FIN_WAIT1,
	TCP_FIN_WAIT2,
	TCP_TIME_WAIT,
	TCP_CLOSE,
	TCP_CLOSE_WAIT,
	TCP_LAST_ACK,
	TCP_LISTEN,
	TCP_CLOSING,
};

#define ECONNABORTED 103
#define SHUTDOWN_MASK 3 /* include/net/sock.h */

const volatile struct tcpvet_trace_config config SEC(".rodata.config");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TCPVET_FIGURES);
	__type(key, __u32);
	__type(value, __u64);
} figures SEC(".maps");

/*
 * What is remembered of a socket, from its first change of state to CLOSE. A hash by address costs half of what socket
 * storage does, whose making and freeing a short connection pays for. An address is used anew only after CLOSE, and each
 * beginning starts afresh.
 */
struct memory {
	__u64 opened;
	__u64 since;
	__u64 ns[TCPVET_STEPS];
	__u8 state[TCPVET_STEPS];
	__u32 steps;
	__u32 pid;
	__u16 flags;
	__u8 direction;
	__u8 padding;
	char comm[TCPVET_COMM_LEN];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4 * 1024 * 1024);
	__type(key, __u64);
	__type(value, struct memory);
} memories SEC(".maps");

static __always_inline void count(__u32 figure)
{
	__u64 *value = bpf_map_lookup_elem(&figures, &figure);

	if (value)
		__sync_fetch_and_add(value, 1);
}

static __always_inline __u64 wake(void)
{
	return bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA) >= config.wake_bytes ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

static __always_inline bool is_traced(const struct sock *sk)
{
	return !config.netns || sk->__sk_common.skc_net.net->ns.inum == config.netns;
}

/*
 * True when the current task holds the socket's lock: it called into the socket, or works off packets that came meanwhile.
 * Softirqs and timers leave a locked socket alone (net/ipv4/tcp_ipv4.c tcp_v4_rcv, tcp_timer.c tcp_write_timer).
 */
static __always_inline bool is_in_call(const struct sock *sk, const struct task_struct *task)
{
	return sk->sk_lock.owned && !(task->flags & PF_KTHREAD);
}

/*
 * True for a change that only a process makes. Others also happen in a process, on packets that waited for the lock, and
 * the lock may be held by someone who merely looks (net/ipv4/tcp.c tcp_get_info, tcp_ipv4.c bpf_iter_tcp_seq_show).
 */
static __always_inline bool is_call(const struct sock *sk, int from, int to)
{
	/* connect(2), listen(2) */
	if (from == TCP_CLOSE)
		return true;
	/* close(2), shutdown(2): net/ipv4/tcp.c tcp_close_state */
	if (to == TCP_FIN_WAIT1 || to == TCP_LAST_ACK)
		return true;
	/*
	 * close(2) that resets the connection or ends what had none yet: __tcp_close has shut both directions down before. In
	 * these states nothing else does. SOCK_DESTROY runs in the process of whoever asked for it, and leaves an error.
	 */
	return to == TCP_CLOSE && sk->sk_shutdown == SHUTDOWN_MASK && sk->sk_err != ECONNABORTED &&
	       (from == TCP_ESTABLISHED || from == TCP_CLOSE_WAIT || from == TCP_SYN_SENT || from == TCP_SYN_RECV || from == TCP_LISTEN);
}

static __always_inline void remember(struct memory *memory, struct task_struct *task)
{
	__u32 pid = task->tgid;

	if (memory->pid == pid)
		return;
	memory->pid = pid;
	bpf_probe_read_kernel_str(memory->comm, sizeof(memory->comm), task->group_leader->comm);
}

static __always_inline __u16 flags_of(const struct sock *sk, const struct tcp_sock *tp)
{
	unsigned long flags = sk->__sk_common.skc_flags;
	__u16 known = 0;

	if (flags & (1UL << bpf_core_enum_value(enum sock_flags, SOCK_DEAD)))
		known |= TCPVET_FLAG_ORPHAN;
	if (flags & (1UL << bpf_core_enum_value(enum sock_flags, SOCK_DONE)))
		known |= TCPVET_FLAG_FIN_RECEIVED;
	if (tp->linger2 < 0)
		known |= TCPVET_FLAG_NO_FIN_WAIT2;
	return known;
}

static __always_inline void describe(struct tcpvet_socket *to, struct sock *sk, const struct tcp_sock *tp, const struct memory *memory)
{
	const struct socket *socket = sk->sk_socket;

	to->cookie = bpf_get_socket_cookie(sk);
	to->netns = sk->__sk_common.skc_net.net->ns.inum;
	to->inode = socket ? BPF_CORE_READ((const struct socket_alloc *)socket, vfs_inode.i_ino) : 0;
	to->family = sk->__sk_common.skc_family;
	to->local_port = __builtin_bswap16(tp->inet_conn.icsk_inet.inet_sport);
	to->peer_port = __builtin_bswap16(sk->__sk_common.skc_dport);
	__builtin_memset(to->local, 0, sizeof(to->local));
	__builtin_memset(to->peer, 0, sizeof(to->peer));
	if (to->family == AF_INET6) {
		bpf_probe_read_kernel(to->local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(to->peer, 16, &sk->__sk_common.skc_v6_daddr);
	} else {
		*(__be32 *)to->local = sk->__sk_common.skc_rcv_saddr;
		*(__be32 *)to->peer = sk->__sk_common.skc_daddr;
	}
	to->flags = memory->flags | flags_of(sk, tp);
	to->error = sk->sk_err;
	to->uid = sk->sk_uid.val;
	to->interface = sk->__sk_common.skc_bound_dev_if;
	to->pid = memory->pid;
	to->padding = 0;
	__builtin_memcpy(to->comm, memory->comm, sizeof(to->comm));
}

static __always_inline void send_transition(struct sock *sk, const struct tcp_sock *tp, const struct memory *memory,
					    __u8 from, __u8 to, __u64 at, __u64 since)
{
	struct tcpvet_transition *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record) {
		count(TCPVET_FIGURE_LOST);
		return;
	}
	record->kind = TCPVET_KIND_TRANSITION;
	record->from = from;
	record->to = to;
	record->direction = memory->direction;
	record->padding = 0;
	record->at = at;
	record->since = since;
	describe(&record->socket, sk, tp, memory);
	bpf_ringbuf_submit(record, wake());
}

/*
 * tcp_sock.bytes_acked and bytes_received count a SYN and a FIN as one byte each (net/ipv4/tcp_input.c
 * tcp_snd_una_update, tcp_rcv_nxt_update): the SYN of the side that connected, and FINs that were acknowledged or came.
 */
static __always_inline __u64 bytes_out(const struct tcp_sock *tp, const struct memory *memory, bool fin_sent)
{
	__u64 bytes = tp->bytes_acked;

	if (bytes && memory->direction != TCPVET_DIRECTION_IN)
		bytes--;
	if (bytes && fin_sent && tp->snd_una == tp->write_seq)
		bytes--;
	return bytes;
}

static __always_inline void send_life(struct sock *sk, const struct tcp_sock *tp, const struct memory *memory, __u8 last, __u64 at)
{
	struct tcpvet_life *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);
	bool fin_sent = last == TCP_LAST_ACK || (memory->flags & TCPVET_FLAG_CLOSED_HERE);
	__u64 received = tp->bytes_received;

	if (!record) {
		count(TCPVET_FIGURE_LOST);
		return;
	}
	record->kind = TCPVET_KIND_LIFE;
	record->steps = memory->steps;
	record->direction = memory->direction;
	record->last = last;
	record->retransmits = tp->total_retrans;
	record->opened = memory->opened;
	record->closed = at;
	record->bytes_out = bytes_out(tp, memory, fin_sent);
	record->rtt_us = tp->srtt_us >> 3;
	record->padding = 0;
	__builtin_memcpy(record->state, memory->state, sizeof(record->state));
	__builtin_memcpy(record->ns, memory->ns, sizeof(record->ns));
	describe(&record->socket, sk, tp, memory);
	if (received && (record->socket.flags & TCPVET_FLAG_FIN_RECEIVED))
		received--;
	record->bytes_in = received;
	bpf_ringbuf_submit(record, wake());
}

static __always_inline struct memory *recall(const struct sock *sk)
{
	__u64 key = (__u64)sk;

	return bpf_map_lookup_elem(&memories, &key);
}

static __always_inline struct memory *memory_of(const struct sock *sk)
{
	struct memory *memory = recall(sk), fresh = {};
	__u64 key = (__u64)sk;

	if (memory)
		return memory;
	bpf_map_update_elem(&memories, &key, &fresh, BPF_ANY);
	memory = recall(sk);
	if (!memory)
		count(TCPVET_FIGURE_FORGOTTEN);
	return memory;
}

static __always_inline void forget(const struct sock *sk)
{
	__u64 key = (__u64)sk;

	bpf_map_delete_elem(&memories, &key);
}

static __always_inline void leave(struct memory *memory, __u8 from, __u64 at)
{
	__u32 step = memory->steps;

	if (step >= TCPVET_STEPS)
		return;
	memory->state[step] = from;
	memory->ns[step] = memory->since ? at - memory->since : 0;
	memory->steps = step + 1;
}

static __always_inline void begin(struct memory *memory, __u8 direction, __u64 at)
{
	__builtin_memset(memory, 0, sizeof(*memory));
	memory->opened = at;
	memory->since = at;
	memory->direction = direction;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(set_state, struct sock *sk, int from, int to)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 at = bpf_ktime_get_ns(), since;
	struct memory *memory;
	struct tcp_sock *tp;

	/* MPTCP and SCTP use the tracepoint too. */
	if (sk->sk_protocol != IPPROTO_TCP || from == to || !is_traced(sk))
		return 0;
	tp = bpf_skc_to_tcp_sock(sk);
	memory = memory_of(sk);
	if (!tp || !memory)
		return 0;

	/*
	 * A child of a listener is in the making (net/ipv4/inet_connection_sock.c inet_csk_clone_lock): it bears the
	 * listener's addresses and a cookie that will be overwritten. It is told with its next transition.
	 */
	if (from == TCP_LISTEN && to == TCP_SYN_RECV) {
		begin(memory, TCPVET_DIRECTION_IN, at);
		return 0;
	}

	if (from == TCP_CLOSE) {
		begin(memory, to == TCP_SYN_SENT ? TCPVET_DIRECTION_OUT : TCPVET_DIRECTION_UNKNOWN, at);
		since = 0;
	} else {
		since = memory->since;
		if (from == TCP_SYN_RECV && memory->direction == TCPVET_DIRECTION_IN && config.transitions)
			send_transition(sk, tp, memory, TCP_LISTEN, TCP_SYN_RECV, memory->opened, 0);
	}

	if (is_call(sk, from, to) && is_in_call(sk, task)) {
		remember(memory, task);
		memory->flags |= TCPVET_FLAG_BY_PROCESS;
	} else {
		memory->flags &= ~TCPVET_FLAG_BY_PROCESS;
	}
	if (from == TCP_ESTABLISHED || from == TCP_SYN_RECV) {
		if (to == TCP_FIN_WAIT1)
			memory->flags |= TCPVET_FLAG_CLOSED_HERE;
		else if (to == TCP_CLOSE_WAIT)
			memory->flags |= TCPVET_FLAG_CLOSED_THERE;
	}
	if (from != TCP_CLOSE)
		leave(memory, from, at);
	if (to != TCP_CLOSE)
		memory->flags &= ~(TCPVET_FLAG_RESET_RECEIVED | TCPVET_FLAG_RESET_SENT);
	memory->since = at;
	if (config.transitions)
		send_transition(sk, tp, memory, from, to, at, since);
	if (to == TCP_CLOSE) {
		if (config.lives && from != TCP_LISTEN)
			send_life(sk, tp, memory, from, at);
		forget(sk);
	}
	return 0;
}

static __always_inline void send_reset(struct sock *sk, const struct memory *memory, bool sent, __u32 reason)
{
	struct tcp_sock *tp = bpf_skc_to_tcp_sock(sk);
	struct tcpvet_reset *record;

	if (!tp)
		return;
	record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);
	if (!record) {
		count(TCPVET_FIGURE_LOST);
		return;
	}
	record->kind = TCPVET_KIND_RESET;
	record->sent = sent;
	record->state = sk->__sk_common.skc_state;
	record->late = record->state == TCP_CLOSE;
	record->reason = reason;
	record->at = bpf_ktime_get_ns();
	describe(&record->socket, sk, tp, memory);
	bpf_ringbuf_submit(record, wake());
}

static __always_inline bool is_connection(const struct sock *sk)
{
	__u8 state = sk->__sk_common.skc_state;

	/* Mini-sockets and request sockets have nothing behind struct sock_common; a listener's child is told by itself. */
	return state != TCP_TIME_WAIT && state < TCP_CLOSING + 1 && state != TCP_LISTEN;
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(receive_reset, struct sock *sk)
{
	struct memory *memory;

	if (!is_connection(sk) || sk->__sk_common.skc_state == TCP_CLOSE || !is_traced(sk))
		return 0;
	memory = memory_of(sk);
	if (!memory)
		return 0;
	memory->flags |= TCPVET_FLAG_RESET_RECEIVED;
	if (config.resets)
		send_reset(sk, memory, false, 0);
	return 0;
}

SEC("tp_btf/tcp_send_reset")
int tcp_send_reset(__u64 *arguments)
{
	struct sock *sk = (struct sock *)arguments[0];
	struct memory *memory, nothing = {};
	__u32 reason = 0;

	/* Without a socket: a closed port answers. */
	if (!sk || !is_connection(sk) || !is_traced(sk))
		return 0;
	/* Before Linux 6.10 there is no such argument; the verifier never sees this branch then. */
	if (bpf_core_type_exists(enum sk_rst_reason))
		reason = arguments[2];
	/* The RST follows CLOSE (net/ipv4/tcp.c __tcp_close, tcp_disconnect): the connection has been told and forgotten. */
	if (sk->__sk_common.skc_state == TCP_CLOSE) {
		send_reset(sk, &nothing, true, reason);
		return 0;
	}
	memory = memory_of(sk);
	if (!memory)
		return 0;
	memory->flags |= TCPVET_FLAG_RESET_SENT;
	if (config.resets)
		send_reset(sk, memory, true, reason);
	return 0;
}

/*
 * Nothing tells of accept(2). Whoever sends to a socket or receives from it holds it: that is how the process behind an
 * accepted connection becomes known, and a new one after the descriptor was handed on.
 */
static __always_inline int note_user(struct sock *sk)
{
	struct task_struct *task;
	struct memory *memory;

	if (sk->sk_protocol != IPPROTO_TCP || !is_traced(sk))
		return 0;
	memory = recall(sk);
	if (!memory)
		return 0;
	task = bpf_get_current_task_btf();
	if (memory->pid != (__u32)task->tgid && !(task->flags & PF_KTHREAD))
		remember(memory, task);
	return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(recv_length, struct sock *sk)
{
	return note_user(sk);
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(send_length, struct sock *sk)
{
	return note_user(sk);
}

/* Where the two above are missing (before Linux 6.3): data was copied to a process, or read by a softirq (strparser). */
SEC("tp_btf/tcp_rcv_space_adjust")
int BPF_PROG(rcv_space_adjust, struct sock *sk)
{
	return sk->sk_lock.owned ? note_user(sk) : 0;
}
