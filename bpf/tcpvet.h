/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the programs in this folder and tcpvet say to each other: the records in the ring buffer and the figures that
 * both count. src/TcpVet.Ebpf/Interop declares the same in C#, and tests/TcpVet.Abi.Tests has the C compiler compare.
 *
 * Times are nanoseconds of CLOCK_MONOTONIC, ports are in host order, addresses in network order (four bytes of an IPv4
 * address). What is unknown is 0.
 */
#ifndef TCPVET_H
#define TCPVET_H

#include <linux/types.h>

#define TCPVET_COMM_LEN 16
#define TCPVET_STEPS 8

/* The first byte of every record. */
enum tcpvet_kind {
	TCPVET_KIND_TRANSITION = 1,
	TCPVET_KIND_LIFE = 2,
	TCPVET_KIND_RESET = 3,
};

/* Which way a connection was made. */
enum tcpvet_direction {
	TCPVET_DIRECTION_UNKNOWN = 0,
	TCPVET_DIRECTION_OUT = 1,
	TCPVET_DIRECTION_IN = 2,
};

/* What the program knows of a record beyond its fields. */
enum tcpvet_flag {
	/* A RST of the peer came in this state. */
	TCPVET_FLAG_RESET_RECEIVED = 1,
	/* A RST went out in this state. */
	TCPVET_FLAG_RESET_SENT = 2,
	/* The peer's FIN came (SOCK_DONE, net/ipv4/tcp_input.c tcp_fin). */
	TCPVET_FLAG_FIN_RECEIVED = 4,
	/* No process holds the socket any more (SOCK_DEAD). */
	TCPVET_FLAG_ORPHAN = 8,
	/* The transition was made by the process itself, not by a packet or a timer. */
	TCPVET_FLAG_BY_PROCESS = 16,
	/* TCP_LINGER2 is negative: there will be no FIN_WAIT2 mini-socket. */
	TCPVET_FLAG_NO_FIN_WAIT2 = 32,
	/* Here closed first: ESTABLISHED (or SYN_RECV) to FIN_WAIT1. */
	TCPVET_FLAG_CLOSED_HERE = 64,
	/* The peer closed first: ESTABLISHED (or SYN_RECV) to CLOSE_WAIT. */
	TCPVET_FLAG_CLOSED_THERE = 128,
};

/* One end of a connection, and who it belongs to. */
struct tcpvet_socket {
	__u64 cookie;
	__u32 netns;                    /* inode of the network namespace */
	__u32 inode;                    /* in sockfs */
	__u8 local[16];
	__u8 peer[16];
	__u16 local_port;
	__u16 peer_port;
	__u16 family;                   /* AF_INET, AF_INET6 */
	__u16 flags;                    /* enum tcpvet_flag */
	__u32 error;                    /* sk_err */
	__u32 uid;                      /* of who made the socket */
	__u32 interface;                /* index of the interface that it is bound to */
	__u32 pid;                      /* thread group that last acted on the socket; 0: none was seen to */
	__u32 padding;
	char comm[TCPVET_COMM_LEN];     /* its name; not always terminated */
};

/* A change of state. */
struct tcpvet_transition {
	__u8 kind;
	__u8 from;
	__u8 to;
	__u8 direction;
	__u32 padding;
	__u64 at;
	__u64 since;                    /* when the socket came into the state that it leaves */
	struct tcpvet_socket socket;
};

/* A connection that has come to CLOSE. */
struct tcpvet_life {
	__u8 kind;
	__u8 steps;                     /* states that it went through, the last one included */
	__u8 direction;
	__u8 last;                      /* the state that it left */
	__u32 retransmits;
	__u64 opened;                   /* 0: before the trace began */
	__u64 closed;
	__u64 bytes_in;
	__u64 bytes_out;
	__u32 rtt_us;
	__u32 padding;
	__u8 state[TCPVET_STEPS];
	__u64 ns[TCPVET_STEPS];         /* spent in that state; 0 of the first one when opened is unknown */
	struct tcpvet_socket socket;
};

/* A RST that went out after the socket had come to CLOSE, or went in or out at all where resets are asked for. */
struct tcpvet_reset {
	__u8 kind;
	__u8 sent;                      /* 1: sent, 0: received */
	__u8 state;                     /* the state that the socket was in */
	__u8 late;                      /* 1: it was in CLOSE already */
	__u32 reason;                   /* enum sk_rst_reason of Linux 6.10; 0: not known */
	__u64 at;
	struct tcpvet_socket socket;
};

/* What trace.bpf.c is told before it is loaded (.rodata.config). */
struct tcpvet_trace_config {
	__u32 netns;                    /* inode of the only network namespace to trace; 0: all */
	__u32 wake_bytes;               /* records that wait before the reader is woken; it looks at intervals besides */
	__u8 transitions;               /* send struct tcpvet_transition */
	__u8 lives;                     /* send struct tcpvet_life */
	__u8 resets;                    /* send every struct tcpvet_reset, not only the late ones */
	__u8 padding;
};

/* Figures that the programs count. */
enum tcpvet_figure {
	/* Records that found no room in the ring buffer. */
	TCPVET_FIGURE_LOST = 0,
	/* Sockets that could not be remembered (no memory). */
	TCPVET_FIGURE_FORGOTTEN = 1,
	TCPVET_FIGURES = 2,
};

/* Which way a packet went that was thrown away. */
enum tcpvet_way {
	TCPVET_WAY_UNKNOWN = 0,
	TCPVET_WAY_IN = 1,
	TCPVET_WAY_OUT = 2,
	TCPVET_WAY_FORWARD = 3,
};

/* What drops.bpf.c counts by. Members that are not told apart are 0, and so is what is unknown. */
struct tcpvet_drop_key {
	__u32 reason;                   /* enum skb_drop_reason of the running kernel */
	__u32 netns;                    /* inode of the network namespace */
	__u32 interface;                /* index of the interface that the packet came in by, or should have left by */
	__u16 ethertype;
	__u16 local_port;               /* of a forwarded packet: the destination's */
	__u16 peer_port;                /* told apart with tcpvet_drops_config.peers alone, as the addresses are */
	__u8 family;                    /* AF_INET, AF_INET6; 0: no IP packet */
	__u8 protocol;
	__u8 way;                       /* enum tcpvet_way */
	__u8 group;                     /* 1: it came to a group of hosts or to all: multicast, broadcast */
	__u8 opening;                   /* 1: a SYN that asks for a connection */
	__u8 padding;
	__u32 inode;                    /* in sockfs, of the socket that the packet was of or for */
	__u8 local[16];                 /* of a forwarded packet: the destination's */
	__u8 peer[16];
	__u32 zero;                     /* no hole: the table compares bytes */
	__u64 location;                 /* told apart for reasons that say nothing: where in the kernel */
};

/* What is counted of a key, and the first packet of it. */
struct tcpvet_drop {
	__u64 packets;
	__u64 bytes;
	__u64 first;
	__u64 last;
	__u64 location;                 /* address of the code that threw it away */
	__u64 cgroup;                   /* id of the socket's control group (version 2) */
	__u8 local[16];
	__u8 peer[16];
	__u16 local_port;
	__u16 peer_port;
	__u32 uid;                      /* of who made the socket; only with an inode */
	__u32 pid;                      /* the thread group that was sending it; 0: not seen to */
	__u32 out_interface;            /* of a forwarded packet, when it had one already */
	char comm[TCPVET_COMM_LEN];     /* the name of pid; not always terminated */
	char device[TCPVET_COMM_LEN];   /* the name of the interface; not always terminated */
};

#define TCPVET_DROP_MASKS 8

/* What drops.bpf.c is told before it is loaded (.rodata.config). */
struct tcpvet_drops_config {
	__u64 ignored[TCPVET_DROP_MASKS];       /* a bit for each reason of the core that is not counted */
	__u64 vague;                            /* the same of the first 64: told apart by location */
	__u32 ignored_subsystems;               /* a bit for each subsystem (reason >> 16) that is not counted */
	__u32 netns;                            /* inode of the only network namespace; 0: all */
	__u8 others;                            /* count what is no IP packet, too */
	__u8 peers;                             /* tell apart by address and peer's port */
	__u8 has_socket;                        /* the tracepoint has a fourth argument, rx_sk (Linux 6.11) */
	__u8 padding[5];
};

/* Figures that drops.bpf.c counts. */
enum tcpvet_drops_figure {
	/* Packets for which there was no room, even without ports and addresses. */
	TCPVET_DROPS_FIGURE_LOST = 0,
	TCPVET_DROPS_FIGURES = 1,
};

/* States by their number, NEW_SYN_RECV (12) among them: a power of two, so that any number can be masked into it. */
#define TCPVET_STATES 16

/* Index of the counts. */
enum tcpvet_family {
	TCPVET_FAMILY_IPV4 = 0,
	TCPVET_FAMILY_IPV6 = 1,
	TCPVET_FAMILIES = 2,
};

/* What scan.bpf.c is told before each walk, and what it counted (.data.scan). One walk at a time. */
struct tcpvet_scan {
	__u64 counts[TCPVET_FAMILIES][TCPVET_STATES];
	__u32 states;                   /* to hand out: 1 << state */
	__u16 family;                   /* to hand out: AF_INET, AF_INET6; 0: both */
	__u16 padding;
};

/* What owners.bpf.c writes for each open descriptor of a process. */
struct tcpvet_descriptor {
	__u32 inode;                    /* in sockfs; 0: no socket */
	__u32 pid;                      /* thread group, in the pid namespace of the reader */
	__u32 fd;
};

/* How an attempt to reach somebody failed. */
enum tcpvet_how {
	/* By the socket's error: an ICMP message, or the kernel's patience was at its end. */
	TCPVET_HOW_ERROR = 0,
	/* By a RST that answered the SYN. */
	TCPVET_HOW_RESET = 1,
	/* The process closed the socket before anything came. */
	TCPVET_HOW_GIVEN_UP = 2,
	/* By a RST after the handshake, before the peer had sent a byte. */
	TCPVET_HOW_RESET_LATER = 3,
	/* No SYN went out: there was no local port left. */
	TCPVET_HOW_NO_PORT = 4,
};

/* What listen.bpf.c counts attempts by. */
struct tcpvet_failure_key {
	__u32 netns;                    /* inode of the network namespace */
	__u32 pid;                      /* thread group that called connect(2); 0: that was before, or it is a datagram's */
	__u8 peer[16];
	__u16 peer_port;
	__u16 family;                   /* AF_INET, AF_INET6 */
	__u16 error;                    /* sk_err; 0 where there was none */
	__u8 protocol;                  /* IPPROTO_TCP, IPPROTO_UDP */
	__u8 how;                       /* enum tcpvet_how */
};

/* Attempts that failed alike. */
struct tcpvet_failure {
	__u64 count;
	__u64 repeated;                 /* of them, those whose SYN was sent more than once */
	__u64 last;                     /* when the last one failed */
	__u64 longest;                  /* the longest wait of one, from connect(2) on; 0: none was seen to begin */
	__u8 local[16];                 /* the last one's local address */
	__u32 uid;                      /* of who made the last socket */
	__u32 padding;
	char comm[TCPVET_COMM_LEN];
};

/* What listen.bpf.c counts datagrams by. */
struct tcpvet_flow_key {
	__u32 netns;
	__u32 pid;                      /* thread group that called */
	__u8 peer[16];                  /* zeros: the socket is not connected */
	__u16 peer_port;
	__u16 local_port;               /* 0: the process did not ask for a port */
	__u16 family;
	__u16 padding;
};

/* Datagrams of sockets that are alike. */
struct tcpvet_flow {
	__u64 sent;                     /* calls that sent */
	__u64 received;                 /* calls that received */
	__u64 first_sent;
	__u64 last_sent;
	__u64 last_received;
	__u8 local[16];                 /* the last socket's local address */
	__u32 uid;
	__u32 padding;
	char comm[TCPVET_COMM_LEN];
};

/* What list_silent of listen.bpf.c writes for each connected UDP socket that has never received anything since it was connected. */
struct tcpvet_silent {
	__u32 inode;                    /* in sockfs */
	__u16 family;
	__u16 peer_port;
	__u8 peer[16];
};

/* What listen.bpf.c is told before it is loaded (.rodata.config). */
struct tcpvet_listen_config {
	__u32 netns;                    /* inode of the only network namespace to listen in; 0: all */
};

/* What listen.bpf.c counts of what found no room. */
enum tcpvet_listen_figure {
	TCPVET_LISTEN_FAILURES_LEFT_OUT = 0,
	TCPVET_LISTEN_DATAGRAMS_LEFT_OUT = 1,
	TCPVET_LISTEN_FIGURES = 2,
};

#endif
