namespace TcpVet.Knowledge;

/// <summary>Words of guides.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Words => """
= connection pool | pooling | maximumPoolSize
: A set of open connections that a program uses again instead of making new ones.
. It saves handshakes and TIME_WAIT. Three numbers matter: the most connections, how long a request waits for one, and for how long an idle one is kept, which has to be shorter than the server's and every firewall's limit.
! Connections in a pool that nobody tests may be dead.
$ tcpvet peers | connections towards each destination
$ tcpvet list -p idle '>' 5m | those that were not used for long
~ ESTABLISHED, CLOSE_WAIT
# TV105 TV115 TV116 TV703
& connection pool exhausted, keepalive, TIME_WAIT
% measured on Linux 6.18 in a namespace of its own

= number of connections | connection count | how many connections
: How many connections a host may have is not one limit but several.
. A server: descriptors of the process, memory, its own setting; not its port, for all its connections share one. A client: the ephemeral ports, for each destination address and port. 65535 bounds neither.
! net.core.somaxconn is a queue, no number of connections.
$ tcpvet states | how many there are, by state
$ tcpvet peers | by remote address
~ ESTABLISHED, TIME_WAIT
# TV116 TV301 TV504
& ephemeral port, RLIMIT_NOFILE, too many connections
% net/ipv4/inet_hashtables.c
> Chinese [what people write]
连接数
并发连接数
最大连接数
TCP 连接数

= dead connection | zombie connection | stale connection | ghost connection | hanging connection
: A connection whose peer is gone without a FIN: it stays ESTABLISHED here until something notices.
. Only sending notices: data (tcp_retries2, 15 minutes) or keepalive probes. Without both it stays for ever.
! Not CLOSE_WAIT: there the peer said goodbye and this host's program does not close.
$ tcpvet list -p -e idle '>' 2h | silent connections, and whether a keepalive timer runs
$ tcpvet checkup --only TV113,TV114,TV116 | leaks and connections without keepalive
~ ESTABLISHED
# TV113 TV114 TV116
& keepalive, TCP_USER_TIMEOUT, CLOSE_WAIT
% RFC 9293 section 3.8.4
> Chinese [what people write]
僵死连接
僵尸连接
死连接
空闲连接

= worm | botnet | malware
: A program that tries very many addresses on one port, to spread: it shows as SYN_SENT towards addresses that mostly do not answer.
. The same picture comes from scanners, monitoring and badly configured peers: the process tells. Look at its path and its user before ending it.
! Many connections to one address are no worm.
$ tcpvet checkup --only TV210 | which process tries how many addresses
$ tcpvet count --by process,rport state syn-sent | on which ports
~ SYN_SENT
# TV210
& scanning, SYN_SENT
% measured on Linux 6.18 in a namespace of its own
> Chinese [what people write]
蠕虫

= scanning | port scan | network scan | scanner
: Somebody tries ports or addresses one after the other.
. From here: SYN_SENT towards many addresses. Towards here: short SYN_RECV, many RSTs sent (OutRsts), connections that close without a byte.
! Health checks of a balancer look the same, from few addresses and in a steady rhythm.
$ tcpvet checkup --only TV210 | programs of this host that try many addresses
$ tcpvet trace --lives --duration 30s | short connections, and from whom
~ SYN_SENT, SYN_RECV
# TV204 TV210 TV407
& worm, OutRsts, SYN_SENT
% RFC 9293 section 3.5.2
> Chinese [what people write]
端口扫描

= slowloris | slow HTTP attack
: Many clients that open connections and send their requests so slowly that they never end.
. It needs no bandwidth. Time limits for the whole request end it: HAProxy timeout http-request, nginx client_header_timeout, httpd RequestReadTimeout, Tomcat connectionTimeout only between two pieces.
! Not a SYN flood: the handshakes are finished.
$ tcpvet peers state established | which addresses hold how many
$ tcpvet lint FILE | time limits that are missing
~ ESTABLISHED
# TV702 TV744 TV770 TV116
& 408 Request Timeout, server is full
% RFC 9110 section 15.5.9

= SO_REUSEADDR
: A socket option: bind() may take a port on which connections of an earlier process are in TIME_WAIT.
. Servers set it; Java and Go do by default. Two listeners on one port still exclude each other.
! It does not shorten TIME_WAIT.
$ tcpvet checkup --bind PORT | what hinders bind(), with and without it
~ TIME_WAIT, LISTEN
# TV303
& EADDRINUSE, SO_REUSEPORT, TIME_WAIT
% socket(7)

= SO_REUSEPORT
: A socket option: several sockets listen on one port, and the kernel spreads new connections over them.
. Each has its own accept queue: one slow process drops its share while the others idle. All must set it, under the same user. A listener that closes resets what waits in its queue.
! It does not take over a port from a program that does not set it.
$ tcpvet listeners | each listener of the port with its own queue
~ LISTEN
# TV201 TV211 TV303
& SO_REUSEADDR, accept queue, EADDRINUSE
% socket(7), net/core/sock_reuseport.c

= SO_LINGER
: A socket option: what close() does with data that is not yet sent. With a time of 0 it resets the connection.
. It avoids TIME_WAIT by breaking the promise that the data arrives: the other end sees "connection reset by peer", and may lose the end of an answer that it had received already.
! No remedy for TIME_WAIT.
$ tcpvet checkup --trace 10s | which process resets
~ TIME_WAIT, FIN_WAIT1
# TV407 TV714 TV743
& RST, ECONNRESET, TIME_WAIT
% socket(7)

= TCP_NODELAY | Nagle
: A socket option: small pieces are sent at once, instead of waiting for the ACK of the last one (Nagle's algorithm).
. With Nagle and delayed ACKs a request that is written in two pieces waits about 40 ms. Most servers and clients set the option.
! It does not matter for large transfers.
$ tcpvet list -p -i | round-trip times and what waits
~ ESTABLISHED
# TV405
& Send-Q
% tcp(7), RFC 896
"""u8;
}
