namespace TcpVet.Knowledge;

/// <summary>Connections that ended otherwise, and answers that did not come.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Endings => """
= client went away | client closed request | 499 | client abort
: The client closed before it had its answer: it lost patience, was stopped, or the way broke.
. Compare the time that the request took with the client's or balancer's limit: values close below a round number (10, 30, 60 s) mean a time limit over there. The server's work was in vain and often goes on.
! Not a fault of the network as a rule, and not of the server's sockets. Raising limits here does not help.
$ tcpvet trace --lives --summary --duration 30s | who closes first, and after how long
$ tcpvet list -p state close-wait | requests whose clients have left and which still run
~ CLOSE_WAIT
# TV101 TV102 TV407
& EPIPE, CLOSE_WAIT, timed out waiting for an answer
% RFC 9110 section 15.5
> nginx [nginx src/http/ngx_http_request.c, ngx_http_upstream.c]
client prematurely closed connection
epoll_wait() reported that client prematurely closed connection
client closed connection while waiting for request
> Tomcat [tomcat catalina/connector/ClientAbortException.java]
ClientAbortException
org.apache.catalina.connector.ClientAbortException: java.io.IOException: Broken pipe
> Spring [spring-web]
AsyncRequestNotUsableException
> Go [golang/go context, net/http/server.go]
context canceled
http: abort Handler
> httpd [httpd server/core_filters.c]
(32)Broken pipe: … core_output_filter: writing data to the network
> Gunicorn [gunicorn workers]
Ignoring EPIPE
> Kestrel [Microsoft.AspNetCore.Server.Kestrel.Core]
The client reset the request stream.
> Chinese [what people write]
客户端主动断开
客户端断开连接

= timed out waiting for an answer | read timeout | read timed out | request timeout | response timeout
: The connection stood and the request was sent; no answer, or not the rest of it, came within the program's own limit.
. Mostly the server is slow: its threads are busy, its database locks, or the request waits in its accept queue, where the kernel has finished the handshake and the program does not know of it yet. Less often data is lost on the way.
. The client's port and the server's work remain until both sides notice.
! Connecting worked. A firewall that drops SYNs shows as "connect timed out".
! No kernel setting shortens or lengthens this limit: it is the program's.
$ tcpvet listeners | on the server: requests that wait in the accept queue
$ tcpvet list -p -i sendq '>' 0 | data that the peer has not acknowledged
~ ESTABLISHED, CLOSE_WAIT
# TV201 TV402 TV404 TV705
& connect timed out, accept queue, Send-Q, client went away
% the programs that print it
> Java [openjdk java.base NioSocketImpl, java.net.http]
java.net.SocketTimeoutException: Read timed out
Read timed out
java.net.SocketTimeoutException: timeout
java.net.http.HttpTimeoutException: request timed out
> Go [golang/go net/http/client.go, transport.go, context]
Client.Timeout exceeded while awaiting headers
Client.Timeout or context cancellation while reading body
context deadline exceeded
net/http: timeout awaiting response headers
read tcp … i/o timeout
i/o timeout
http2: timeout awaiting response headers
> Node.js [nodejs/undici lib/core/errors.js, printed by Node.js 20]
Headers Timeout Error
Body Timeout Error
UND_ERR_HEADERS_TIMEOUT
ESOCKETTIMEDOUT
> axios [axios lib/adapters/http.js]
timeout of …ms exceeded
> Python [urllib3 connectionpool.py, python ssl]
ReadTimeoutError
Read timed out. (read timeout=
The read operation timed out
socket.timeout: timed out
> Ruby [ruby lib/net/protocol.rb]
Net::ReadTimeout
> PHP [curl lib/transfer.c through ext/curl]
cURL error 28
> .NET [System.Net.Http, System.Private.CoreLib]
The request was canceled due to the configured HttpClient.Timeout of
A task was canceled.
> Rust [tokio src/time/error.rs]
deadline has elapsed
> curl [curl lib/multi.c, lib/transfer.c]
Operation timed out after … milliseconds
Operation too slow
> nginx [nginx src/http/ngx_http_upstream.c]
upstream timed out (110: Connection timed out) while reading response header from upstream
upstream timed out (110: Connection timed out) while reading upstream
upstream timed out
> HAProxy [haproxy src/check.c]
Layer7 timeout
> Envoy [envoyproxy/envoy source/common/router/router.cc, http/conn_manager_impl.cc]
upstream request timeout
stream timeout
> httpd [httpd apr]
(70007)The timeout specified has expired
> Redis clients [redis-py socket.py, lettuce ExceptionFactory, StackExchange.Redis]
Timeout reading from socket
RedisCommandTimeoutException
RedisCommandTimeoutException: Command timed out after
Timeout performing
> gRPC [grpc/grpc, grpc-go status]
Deadline Exceeded
code = DeadlineExceeded
DEADLINE_EXCEEDED
> PostgreSQL [postgres src/backend/tcop/postgres.c]
canceling statement due to statement timeout
> MySQL [mysql-server libmysql/errmsg.cc]
Lost connection to MySQL server at 'reading initial communication packet'
> Kubernetes [etcd server/etcdserver/errors]
etcdserver: request timed out
> Chinese [what people write]
读取超时
请求超时
响应超时

= body cut short | incomplete read | unexpected EOF | truncated response
: The answer began, and the connection ended before all of it came.
. The sender crashed, hit a limit of its own (a proxy's send or read time-out, an output buffer), or closed with SO_LINGER 0, which throws away what was not sent.
! Lost packets do not shorten an answer: TCP repeats them or fails with a time-out.
$ tcpvet checkup --trace 10s | who ends the connections, and with RST or FIN
$ tcpvet lint FILE | settings of the proxy or server that cut answers off
~ ESTABLISHED, CLOSE_WAIT
# TV407 TV408 TV714 TV743
& ECONNRESET, RST, closed before the answer
% RFC 9112 section 8
> curl [curl lib/transfer.c, lib/http_chunks.c]
transfer closed with outstanding read data remaining
transfer closed with … bytes remaining to read
> Python [python http/client.py, urllib3 response.py]
IncompleteRead
Connection broken: IncompleteRead
> aiohttp [aiohttp]
ContentLengthError
ClientPayloadError
> Go [golang/go io]
unexpected EOF
> Java [apache/httpcomponents-core]
ConnectionClosedException: Premature end of
Premature EOF
Premature end of Content-Length delimited message body
> .NET [System.Net.Http]
The response ended prematurely, with at least … additional bytes expected.
> Node.js [nodejs/undici]
TypeError: terminated
> hyper [hyperium/hyper src/error.rs]
error reading a body from connection
> nginx [nginx src/http/ngx_http_upstream.c]
upstream prematurely closed connection while reading upstream
> Chinese [what people write]
响应不完整

= used after its own close | socket closed | connection is closed
: This program itself had closed the connection, and another part of it still used it.
. A pool or client was shut down while requests ran, a handler ended too early, or a connection was put back into a pool twice. The other end and the network have no part in it.
! Not a reset, and nothing that the kernel's counters would show.
$ tcpvet trace --lives --summary --duration 30s | whether this host closes first
~ FIN_WAIT1, FIN_WAIT2, TIME_WAIT
# TV115
& active close, TIME_WAIT
% the programs that print it
> Java [openjdk java.base, httpcomponents-client]
java.net.SocketException: Socket closed
java.net.SocketException: Socket is closed
java.nio.channels.ClosedChannelException
Connection pool shut down
> Go [golang/go src/net/net.go, net/http/server.go]
use of closed network connection
http: Server closed
> Node.js [printed by Node.js 20]
write after end
ERR_STREAM_DESTROYED
ERR_STREAM_WRITE_AFTER_END
> ioredis [redis/ioredis]
Connection is closed.
> gRPC [grpc-go clientconn.go]
grpc: the client connection is closing
the client connection is closing
> MySQL [mysql-connector-j LocalizedErrorMessages.properties]
No operations allowed after connection closed
> Rust [hyperium/hyper src/error.rs]
dispatch task is gone
> Ruby [ruby io.c]
IOError: closed stream
> .NET [System.Net.Sockets]
Cannot access a disposed object. Object name: 'System.Net.Sockets

= ECONNABORTED | software caused connection abort | errno 103 | os error 103
: The connection was given up on this host before the program took it or while it used it.
. accept() on other systems answers so for a client that left while it waited; Linux hands such a connection out, and the first read fails instead. On Windows clients it is the local stack that gave up after repeated sending.
! Rare on Linux; where a log shows it, read which system wrote it.
$ tcpvet listeners | connections that wait for accept()
~ ESTABLISHED, CLOSE_WAIT
# TV201 TV208
& accept queue, ECONNRESET
% accept(2)
> glibc [strerror(3)]
Software caused connection abort
> Java [openjdk java.base]
java.net.SocketException: Software caused connection abort
> Python [python errno]
ConnectionAbortedError
> Node.js [libuv]
ECONNABORTED
> Rust [rust std io::ErrorKind]
kind: ConnectionAborted
> Ruby [ruby errno]
Errno::ECONNABORTED
> Chinese [glibc zh_CN.po]
由软件导致的连接断开

= ENOTCONN | transport endpoint is not connected | socket is not connected | errno 107 | os error 107
: The socket is not connected, or not any more.
. getpeername(), shutdown() or send() on a socket whose connection was never made or was reset before: servers meet it with clients that left at once, such as port scans and health checks of balancers.
! No fault by itself: the connection is gone anyway.
$ tcpvet list -p state close-wait | connections that clients have left
~ CLOSE, CLOSE_WAIT
# TV408
& ECONNRESET, scanning
% net/ipv4/af_inet.c inet_getname, inet_shutdown
> glibc [strerror(3)]
Transport endpoint is not connected
> Java [openjdk java.base]
java.net.SocketException: Socket is not connected
> Python [glibc strerror(3)]
[Errno 107] Transport endpoint is not connected
> Node.js [libuv]
shutdown ENOTCONN
> Ruby [ruby errno]
Errno::ENOTCONN
> Rust [rust std io::ErrorKind]
kind: NotConnected
> Chinese [glibc zh_CN.po]
传输端点尚未连接
"""u8;
}
