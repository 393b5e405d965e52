namespace TcpVet.Knowledge;

/// <summary>Errors of TLS, gRPC and SSH, of service managers and container platforms.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Sessions => """
= TLS handshake failed | TLS handshake timeout | SSL handshake
: The TCP connection stood, and the negotiation of TLS did not come to its end.
. A time-out means that one side fell silent: a busy server, a balancer without a server behind it, or large packets that vanish on the way (the certificate is the first thing of full size: see MTU). An end without a word is a server that dropped the client: health checks and port scans do so on purpose.
. An alert names the reason: the certificate, the version, the name.
! Not a refused or filtered port: TCP was through.
$ tcpvet probe HOST:PORT | whether TCP connects, and how fast
$ tcpvet list -p -i sendq '>' 0 | handshakes whose bytes nobody acknowledges
~ ESTABLISHED, CLOSE_WAIT
# TV402 TV404 TV408
& MTU, plain text on a TLS port, timed out waiting for an answer
% RFC 8446 section 6
> Go [golang/go net/http/transport.go, server.go]
TLS handshake timeout
http: TLS handshake error from
remote error: tls
> Java [openjdk java.base sun/security/ssl]
Remote host terminated the handshake
Remote host closed connection during handshake
Received fatal alert: handshake_failure
javax.net.ssl.SSLHandshakeException
> Node.js [printed by Node.js 20]
Client network socket disconnected before secure TLS connection was established
> Python [python ssl]
EOF occurred in violation of protocol
[SSL: UNEXPECTED_EOF_WHILE_READING]
> OpenSSL [openssl 3.0 ssl]
unexpected eof while reading
SSL_ERROR_SYSCALL
> curl [curl lib/vtls/openssl.c]
OpenSSL SSL_connect
SSL connection timeout
> nginx [nginx src/event/ngx_event_openssl.c]
peer closed connection in SSL handshake
SSL_do_handshake() failed
> HAProxy [haproxy src/connection.c]
Connection closed during SSL handshake
SSL handshake failure
> .NET [System.Net.Http]
The SSL connection could not be established, see inner exception.
Received an unexpected EOF or 0 bytes from the transport stream.
> GnuTLS [gnutls 3.7]
The TLS connection was non-properly terminated.
> Ruby [ruby ext/openssl]
SSL_connect returned=… errno
> MySQL [mysql-server libmysql/errmsg.cc]
SSL connection error
> Chinese [wget zh_CN.po, what people write]
无法建立 SSL 连接
TLS 握手超时

= plain text on a TLS port | HTTP on HTTPS port
: One side speaks TLS and the other does not.
. The port is right and the protocol is wrong: http:// towards a TLS port, https:// towards a plain one, a proxy that ends TLS and a client that begins it again, or a PROXY protocol header where none is expected.
! No fault of certificates, and none of TCP.
$ tcpvet probe HOST:PORT | whether the port is open at all
$ tcpvet lint FILE | what the server's configuration says of this port
~ ESTABLISHED
# TV408
& TLS handshake failed
% RFC 8446 section 5
> Go [golang/go crypto/tls/conn.go, net/http/client.go, server.go]
first record does not look like a TLS handshake
server gave HTTP response to HTTPS client
Client sent an HTTP request to an HTTPS server
malformed HTTP response
> Java [openjdk java.base sun/security/ssl]
Unrecognized SSL message, plaintext connection
> OpenSSL [openssl 3.0 ssl]
wrong version number
> nginx [nginx src/http/ngx_http_request.c]
client sent plain HTTP request to HTTPS port
The plain HTTP request was sent to HTTPS port

= too_many_pings | ENHANCE_YOUR_CALM | gRPC keepalive
: A gRPC client sent keepalive pings more often than the server permits, and the server closed the connection.
. The server's minimum is 5 minutes by default, and pings without calls are not permitted at all (GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, in Go keepalive.EnforcementPolicy). Raise the client's keepalive time, or lower the server's minimum; a balancer in between has a policy of its own.
! These are HTTP/2 pings, not TCP keepalive: no sysctl changes them.
$ tcpvet list -p -e state established | connections, with TCP's own timers
$ tcpvet trace --lives --summary --duration 60s | how long the connections live
~ ESTABLISHED, TIME_WAIT
# TV114 TV408
& keepalive, gRPC connection lost
% grpc/grpc doc/keepalive.md
> gRPC [grpc/grpc src/core, grpc-go internal/transport]
too_many_pings
ENHANCE_YOUR_CALM
GOAWAY … too_many_pings

= gRPC connection lost | code Unavailable | transport is closing
^
: The HTTP/2 connection under the call ended: the server closed it, a keepalive ping went unanswered, or the way broke.
. received prior goaway, transport is closing: an orderly end by the server or a balancer, at its maximum age or at a restart; calls may be repeated. keepalive watchdog, failed to receive ACK: nobody answered the ping, so the peer or a middlebox forgot the connection.
! UNAVAILABLE does not say that the server is down: it says that this call did not get there.
$ tcpvet list -p -e idle '>' 1m | silent connections
$ tcpvet checkup --trace 10s | who closes or resets
~ ESTABLISHED, CLOSE_WAIT
# TV114 TV402 TV408 TV503
& too_many_pings, closed before the answer, conntrack
% grpc/grpc doc/statuscodes.md
> gRPC [grpc-go internal/transport, grpc/grpc src/core]
transport is closing
keepalive ping failed to receive ACK within timeout
keepalive watchdog timeout
error reading server preface
received prior goaway
code = Unavailable desc
StatusCode.UNAVAILABLE
io.grpc.StatusRuntimeException: UNAVAILABLE
14 UNAVAILABLE
> Go HTTP/2 [golang.org/x/net http2/transport.go]
http2: client connection lost
http2: server sent GOAWAY and closed the connection

= SSH session cut off | ssh disconnected
: A standing SSH session ended without a farewell.
. Most often a firewall or NAT forgot the silent connection: ServerAliveInterval in the client or ClientAliveInterval in the server sends something before it does. Otherwise the host went away or was restarted.
. During key exchange it is the server: MaxStartups, hosts.deny, fail2ban or a balancer's health check.
! Not a wrong key or password: those are told in words.
$ tcpvet list -p -e 'sport = :22' | SSH connections with their timers
$ tcpvet checkup --only TV503,TV114 | whether conntrack forgets before keepalive speaks
~ ESTABLISHED
# TV114 TV402 TV503
& keepalive, conntrack, ECONNRESET
% ssh_config(5), sshd_config(5)
> OpenSSH [openssh clientloop.c, packet.c, kex.c]
client_loop: send disconnect
packet_write_wait: … Broken pipe
Timeout, server … not responding.
kex_exchange_identification: Connection closed by remote host
ssh_exchange_identification
Connection timed out during banner exchange
Write failed: Broken pipe
Connection closed by … port

= service does not start | start-limit-hit
: systemd gave up on a service, because it failed too often or too slowly.
. The reason stands before it in the journal: often "Address already in use", since the old process still listens. A unit that is Type=notify and never notifies times out although it serves.
! "Start request repeated too quickly" is the end, never the cause.
$ tcpvet list -a -p 'sport = :PORT' | who holds the service's port
$ tcpvet listeners | what listens now
~ LISTEN
# TV303 TV304
& EADDRINUSE
% systemd.unit(5) StartLimitBurst, systemd.service(5)
> systemd [systemd src/core/unit.c, service.c, socket.c]
Start request repeated too quickly
start operation timed out. Terminating.
Failed to listen on sockets
start-limit-hit

= Kubernetes probe failed | readiness probe | liveness probe
^
: The kubelet asked the container and got no good answer; the end of the line says which kind.
. connection refused: nothing listens on that port of the pod yet or any more, or it listens on 127.0.0.1 only. context deadline exceeded: it listens, and did not answer within timeoutSeconds, 1 s by default. statuscode: it answers.
! A failed liveness probe restarts the container and so hides a full accept queue or blocked threads: look before it does.
$ tcpvet listeners -N PID | in the pod's namespace: what listens, and which queue is full
$ tcpvet probe HOST:PORT | the same question by hand
~ LISTEN, SYN_RECV
# TV201 TV209
& ECONNREFUSED, timed out waiting for an answer, accept queue
% kubernetes.io, Configure Liveness, Readiness and Startup Probes
> Kubernetes [kubernetes pkg/kubelet/prober/prober.go]
Readiness probe failed
Liveness probe failed
Startup probe failed
> kubectl [client-go tools/portforward, kubectl]
lost connection to pod
an error occurred forwarding
error upgrading connection
> containerd [containerd core/remotes/docker/resolver.go]
failed to do request: Head
> Chinese [what people write]
健康检查失败
"""u8;
}
