// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Walks the TCP sockets of one network namespace: that of the thread which opens the iterator (kernel/bpf/bpf_iter.c
 * prepare_seq_file, net/ipv4/tcp_ipv4.c seq_sk_match). The kernel hands out listeners and all that is in the table of
 * connections, request sockets and mini-sockets too; sockets that are only bound are in neither (BOUND_INACTIVE).
 */
#include "kernel.h"
#include "tcpvet.h"
#include <linux/inet_diag.h>
#include <bpf/bpf_endian.h>

char LICENSE[] SEC("license") = "GPL";

enum tcp_state {
	TCP_SYN_RECV = 3,
	TCP_TIME_WAIT = 6,
	TCP_NEW_SYN_RECV = 12,
};

struct tcpvet_scan scan SEC(".data.scan");

/* The state as sock_diag reports it (net/ipv4/inet_diag.c inet_twsk_diag_fill, inet_req_diag_fill). */
static __always_inline __u8 state_of(struct sock_common *sk)
{
	__u8 state = sk->skc_state;

	/* A mini-socket says TIME_WAIT and means FIN_WAIT2 where the peer's FIN has not come. */
	if (state == TCP_TIME_WAIT)
		return BPF_CORE_READ((struct inet_timewait_sock *)sk, tw_substate);
	return state == TCP_NEW_SYN_RECV ? TCP_SYN_RECV : state;
}

/* Counts only: nothing is written, so that reading makes the kernel walk from end to end. */
SEC("iter/tcp")
int count_states(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk = ctx->sk_common;

	if (!sk)
		return 0;
	scan.counts[sk->skc_family == AF_INET6 ? TCPVET_FAMILY_IPV6 : TCPVET_FAMILY_IPV4][state_of(sk) & (TCPVET_STATES - 1)]++;
	return 0;
}

/*
 * Writes what sock_diag would (inet_diag_msg_common_fill), as far as the socket itself has it without looking further:
 * family, state, both ends, interface. The rest is 0. When the buffer is full the kernel asks for the same socket again.
 */
SEC("iter/tcp")
int list_sockets(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk = ctx->sk_common;
	struct inet_diag_msg message = {};

	if (!sk)
		return 0;
	message.idiag_family = sk->skc_family;
	message.idiag_state = state_of(sk);
	if (!(scan.states >> (message.idiag_state & 31) & 1) || (scan.family && scan.family != message.idiag_family))
		return 0;
	message.id.idiag_sport = bpf_htons(sk->skc_num);
	message.id.idiag_dport = sk->skc_dport;
	message.id.idiag_if = sk->skc_bound_dev_if;
	if (message.idiag_family == AF_INET6) {
		for (int i = 0; i < 4; i++) {
			message.id.idiag_src[i] = sk->skc_v6_rcv_saddr.in6_u.u6_addr32[i];
			message.id.idiag_dst[i] = sk->skc_v6_daddr.in6_u.u6_addr32[i];
		}
	} else {
		message.id.idiag_src[0] = sk->skc_rcv_saddr;
		message.id.idiag_dst[0] = sk->skc_daddr;
	}
	bpf_seq_write(ctx->meta->seq, &message, sizeof(message));
	return 0;
}
