namespace TcpVet.Knowledge;

/// <summary>Messages of the kernel, and the size of packets.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Kernel => """
= message too long | EMSGSIZE | MTU | path MTU | fragmentation needed | errno 90
: A packet is larger than the way takes.
. UDP: the datagram is longer than the MTU allows and may not be fragmented. TCP finds the size by itself from ICMP "fragmentation needed"; where a firewall drops that ICMP, small requests work and large answers vanish: connections stand and hang, TLS handshakes stop after the first packets. Tunnels and overlay networks take 20 to 100 bytes off.
. tcp_mtu_probing=1 gets around such a black hole; a smaller MTU on the interface, or an MSS clamp on the router, mends it.
! Not loss by congestion: there some packets of each size get through.
$ tcpvet list -p -i sendq '>' 0 | connections whose data is not acknowledged, with their mss and pmtu
$ tcpvet checkup --only TV402,TV404 | black holes and retransmissions
~ ESTABLISHED
# TV402 TV404
& tcp_mtu_probing, TLS handshake failed
% RFC 1191, RFC 8899, ip(7) IP_MTU_DISCOVER
> glibc [strerror(3)]
Message too long
> Go [golang/go syscall/zerrors_linux_amd64.go]
sendto: message too long
> ping [iputils ping.c]
local error: message too long, mtu=
Frag needed and DF set
> Chinese [glibc zh_CN.po]
消息过长

= time wait bucket table overflow
: The kernel's message that TIME_WAIT reached tcp_max_tw_buckets: further ones end at once.
. Connections that close are then forgotten without the protection of TIME_WAIT.
! Not an error by itself, and a larger tcp_max_tw_buckets costs little memory. Do not lower it.
$ tcpvet checkup --only TV106 | how near the limit is
$ tcpvet peers state time-wait | towards whom connections close
~ TIME_WAIT
# TV104 TV105 TV106 TV612
& TIME_WAIT, tcp_max_tw_buckets
% net/ipv4/inet_timewait_sock.c, net/ipv4/tcp_minisocks.c tcp_time_wait
> kernel [Linux net/ipv4/tcp_minisocks.c]
TCP: time wait bucket table overflow

= possible SYN flooding | possible SYN flooding on port | SYN flooding | sending cookies | SYN flood
: The kernel's message that a listener's SYN queue was full for the first time.
. Said once for each listener, so its age says nothing. A burst of honest clients against a short backlog says the same.
. Compare SyncookiesRecv with SyncookiesSent; raise the backlog if the clients are real.
! Not yet an attack.
$ tcpvet checkup --only TV204,TV205 | flood or slow handshakes
$ tcpvet listeners | which listener
~ SYN_RECV
# TV204 TV205
& SYN cookies, TCPReqQFullDoCookies, backlog
% net/ipv4/tcp_input.c tcp_syn_flood_action
> kernel [Linux net/ipv4/tcp_input.c]
Possible SYN flooding on port
> Chinese [what people write]
SYN 洪水
SYN flood 攻击

= table full, dropping packet | nf_conntrack table full | conntrack table full
: The kernel's message that connection tracking has no room for a new flow.
. New connections vanish, standing ones go on.
. Raise nf_conntrack_max and nf_conntrack_buckets, shorten nf_conntrack_tcp_timeout_established, or exempt the traffic (notrack).
! No table of sockets: ss and tcpvet states show none of these flows.
$ tcpvet checkup --only TV502 | how full it is
~ SYN_SENT
# TV502
& conntrack, nf_conntrack_max
% net/netfilter/nf_conntrack_core.c __nf_conntrack_alloc
> kernel [Linux net/netfilter/nf_conntrack_core.c]
nf_conntrack: table full, dropping packet
nf_conntrack: nf_conntrack: table full, dropping packet
ip_conntrack: table full, dropping packet
> Chinese [what people write]
连接跟踪表满
连接跟踪表已满

= too many orphaned sockets | out of socket memory | out of memory -- consider tuning tcp_mem
: The kernel's messages that it resets closed sockets: too many orphans, or no TCP memory.
. "too many orphaned sockets": above tcp_max_orphans. "out of memory -- consider tuning tcp_mem": TCP's buffers reached tcp_mem's third number.
! Not the memory of the host or of the program.
$ tcpvet checkup --only TV112,TV501 | which of the two, and how near
$ tcpvet list state fin-wait-1 | orphans that keep their data
~ FIN_WAIT1, LAST_ACK, CLOSING
# TV112 TV501
& orphan, tcp_max_orphans, tcp_mem, TCPAbortOnMemory
% net/ipv4/tcp.c tcp_check_oom
> kernel [Linux net/ipv4/tcp.c]
TCP: too many orphaned sockets
TCP: out of memory -- consider tuning tcp_mem
Out of socket memory

= neighbour table overflow | ARP table full | gc_thresh3
: The kernel's table of link-layer neighbours is full: packets to new hosts of the local network are dropped.
. Large flat networks and overlay networks with thousands of pods reach net.ipv4.neigh.default.gc_thresh3 (1024).
! No table of connections.
$ tcpvet checkup | what else the host drops
$ tcpvet list -p state syn-sent | attempts that do not leave
~ SYN_SENT
# TV209
& EHOSTUNREACH, ENOBUFS
% net/core/neighbour.c neigh_alloc
> kernel [Linux net/core/neighbour.c]
neighbour: arp_cache: neighbor table overflow!
arp_cache: neighbor table overflow
Neighbour table overflow.
"""u8;
}
