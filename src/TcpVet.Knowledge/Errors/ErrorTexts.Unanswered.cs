namespace TcpVet.Knowledge;

/// <summary>Errors of connecting that are not answered, and of names.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Unanswered => """
= connect timed out | connect timeout | connection timeout
: SYNs were sent and nobody answered within the program's own time limit.
. The client sent its SYN again, after 1 s and then at longer distances; the program gave up before the kernel did. Silence has three makers: a firewall or security group that drops, a host that is gone or has another address, and a full accept queue at the server, which ignores the last ACK or the SYN.
. A limit below 1 s does not survive the loss of one packet: the first repetition comes after 1 s.
! Not refused: a port without a listener answers at once.
! No shortage of local ports: that fails at once with EADDRNOTAVAIL.
$ tcpvet list -p state syn-sent | which process waits for whom
$ tcpvet probe HOST:PORT | whether anybody answers, and who filters
$ tcpvet listeners | on the server: queues at their limit, and their drops
~ SYN_SENT, SYN_RECV
# TV209 TV201 TV202 TV730
& ETIMEDOUT, SYN_SENT, tcp_syn_retries, accept queue
% net/ipv4/tcp_timer.c tcp_retransmit_timer
> Java [openjdk java.base NioSocketImpl, java.net.http]
SocketTimeoutException: connect timed out
SocketTimeoutException: Connect timed out
connect timed out
java.net.http.HttpConnectTimeoutException: HTTP connect timed out
> HttpClient 5 [apache/httpcomponents-client ConnectExceptionSupport.java]
ConnectTimeoutException: Connect to … failed
> Netty [netty AbstractNioChannel.java]
ConnectTimeoutException: connection timed out
> Go [golang/go src/net/net.go]
dial tcp … i/o timeout
net/http: request canceled while waiting for connection
> Node.js [printed by Node.js 20, nodejs/undici lib/core/errors.js]
connect ETIMEDOUT
Connect Timeout Error
UND_ERR_CONNECT_TIMEOUT
> node-postgres [brianc/node-postgres pg-pool/index.js]
timeout exceeded when trying to connect
Connection terminated due to connection timeout
> Python [urllib3 connection.py]
ConnectTimeoutError
timed out. (connect timeout=
> aiohttp [aiohttp client.py]
Connection timeout to host
> redis-py [redis-py connection.py]
Timeout connecting to server
> Ruby [ruby lib/net/http.rb]
Net::OpenTimeout
Failed to open TCP connection to … execution expired
> .NET [System.Net.Http]
A connection could not be established within the configured ConnectTimeout.
> curl [curl lib/connect.c]
Connection timed out after … milliseconds
> OpenSSH [openssh sshconnect.c]
ssh: connect to host … Connection timed out
> nginx [nginx src/http/ngx_http_upstream.c]
upstream timed out (110: Connection timed out) while connecting to upstream
> HAProxy [haproxy src/check.c]
Layer4 timeout
> Envoy [envoyproxy/envoy source/common/http/utility.cc]
reset reason: connection timeout
> PostgreSQL [postgres src/interfaces/libpq/fe-connect.c]
timeout expired
> PgBouncer [pgbouncer src]
server_login_retry
> PHP [php-src main/streams]
stream_socket_client(): … Connection timed out
fsockopen(): … Connection timed out
> Redis [redis src/replication.c]
Timeout connecting to the MASTER
> Docker [Docker 28, kubectl 1.20]
net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)
> Chinese [what people write]
建立连接超时

= ETIMEDOUT | connection timed out | operation timed out | errno 110 | os error 110
: Nobody answered: to connect(), to data, or to keepalive probes.
. connect(): after about 131 s of unanswered SYNs. On a connection: data unacknowledged for tcp_retries2 (15 minutes) or TCP_USER_TIMEOUT, or keepalive probes unanswered.
. A firewall that drops, a dead host, or a full accept queue over there.
! Not slow answers: a server that works on the request acknowledges it, and TCP is content.
$ tcpvet list -p state syn-sent | attempts that nobody answers
$ tcpvet list -p -e sendq '>' 0 | data that nobody acknowledges
~ SYN_SENT, ESTABLISHED
# TV209 TV402
& SYN_SENT, tcp_syn_retries, tcp_retries2, TCPAbortOnTimeout
% net/ipv4/tcp_timer.c tcp_write_err
% connect(2)
> glibc [strerror(3)]
Connection timed out
> Java [openjdk java.base]
java.net.ConnectException: Connection timed out
Connection timed out (Read failed)
> Go [golang/go syscall/zerrors_linux_amd64.go]
connect: connection timed out
read: connection timed out
> Node.js [libuv]
read ETIMEDOUT
write ETIMEDOUT
> Python [printed by Python 3.11]
[Errno 110] Connection timed out
[Errno 110] Connect call failed
> Ruby [ruby errno]
Errno::ETIMEDOUT
> Rust [rust std io::ErrorKind]
kind: TimedOut
> .NET [System.Net.Sockets]
SocketException (110): Connection timed out
> MySQL [mysql-server libmysql/errmsg.cc]
Can't connect to MySQL server on … (110)
> curl [curl lib/cf-socket.c]
Recv failure: Connection timed out
> Chinese [glibc zh_CN.po]
连接超时

= name resolution | DNS | unknown host | name not resolved
: The name was not turned into an address: no connection was tried yet.
. "Not known" and "no such host" are an answer: the name does not exist there, often a misprint, a missing search domain, or a service of another namespace. "Temporary failure", EAI_AGAIN and "server misbehaving" mean that no usable answer came from the servers of /etc/resolv.conf: unreachable, dropped by a firewall, or overloaded.
. UDP answers are lost too where this host drops: a full receive buffer, a full conntrack table.
! No fault of TCP or of the server that was meant. A ping of the address proves nothing about the name.
$ tcpvet probe udp://HOST:53 | whether a name server answers, with its address for HOST
$ tcpvet checkup --only TV502,TV506 | whether this host drops UDP
~ CLOSE
# TV502 TV506
& conntrack, Udp.RcvbufErrors
% getaddrinfo(3), resolv.conf(5)
> glibc [gai_strerror(3)]
Name or service not known
Temporary failure in name resolution
No address associated with hostname
> BSD and macOS [gai_strerror(3)]
nodename nor servname provided, or not known
> Java [openjdk java.base InetAddress]
java.net.UnknownHostException
> Go [golang/go src/net/net.go, dnsclient_unix.go]
no such host
server misbehaving
lookup … i/o timeout
> Node.js [printed by Node.js 20]
getaddrinfo ENOTFOUND
getaddrinfo EAI_AGAIN
> Python [printed by Python 3.11]
[Errno -2] Name or service not known
[Errno -3] Temporary failure in name resolution
socket.gaierror
> Ruby [ruby ext/socket]
Socket::ResolutionError
SocketError: getaddrinfo
> PHP [php-src main/network.c]
php_network_getaddresses
> Rust [rust std]
failed to lookup address information
> curl [curl lib/strerror.c, printed by curl]
Could not resolve host
Could not resolve hostname
> nginx [nginx src/core/ngx_inet.c, ngx_resolver.c, ngx_http_upstream.c]
host not found in upstream
could not be resolved
> OpenSSH [openssh ssh.c]
ssh: Could not resolve hostname
> MySQL [mysql-server libmysql/errmsg.cc]
Unknown MySQL server host
> PostgreSQL [postgres src/interfaces/libpq/fe-connect.c]
could not translate host name
> Chinese [glibc zh_CN.po, what people write]
域名解析暂时失败
未知的名称或服务
域名解析失败
无法解析主机
"""u8;
}
