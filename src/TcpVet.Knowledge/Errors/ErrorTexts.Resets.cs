namespace TcpVet.Knowledge;

/// <summary>Connections that ended by a reset or too early.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Resets => """
= ECONNRESET | connection reset by peer | connection reset | errno 104 | os error 104
: The other end, or something in its name, sent RST.
. Typical causes: the peer closed with our data unread; it closed an idle connection just as we used it (its keep-alive shorter than our pool's idle time); it crashed and came back; a middlebox forgot the flow; its accept queue overflowed with tcp_abort_on_overflow=1.
. Make the client's idle time shorter than the server's.
! Not a time-out, and not a refusal: the connection stood. Which side closed, this text does not say.
$ tcpvet checkup --trace 10s | who resets whom, and why
$ tcpvet trace --lives --summary --duration 30s | how connections end, and after how long
~ ESTABLISHED, CLOSE_WAIT
# TV211 TV407 TV408 TV703
& RST, EPIPE, TCPAbortOnClose, EstabResets
% net/ipv4/tcp_input.c tcp_reset
% RFC 9293 section 3.5.2
> glibc [strerror(3)]
Connection reset by peer
> Java [openjdk java.base NioSocketImpl]
java.net.SocketException: Connection reset
java.io.IOException: Connection reset by peer
> Go [golang/go syscall/zerrors_linux_amd64.go]
read: connection reset by peer
write: connection reset by peer
> Node.js [libuv]
read ECONNRESET
write ECONNRESET
> Python [glibc strerror(3), urllib3 connectionpool.py]
ConnectionResetError
[Errno 104] Connection reset by peer
('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))
> Ruby [ruby errno]
Errno::ECONNRESET
> Rust [rust std io::ErrorKind]
kind: ConnectionReset
> .NET [System.Net.Sockets]
SocketException (104): Connection reset by peer
Unable to read data from the transport connection: Connection reset by peer
> nginx [nginx src/os/unix/ngx_recv.c, ngx_http_upstream.c]
recv() failed (104: Connection reset by peer) while reading response header from upstream
recv() failed (104: Connection reset by peer)
> httpd [httpd apr]
(104)Connection reset by peer
> curl [curl lib/cf-socket.c]
Recv failure: Connection reset by peer
Send failure: Connection reset by peer
> OpenSSH [openssh packet.c, kex.c]
Connection reset by … port
kex_exchange_identification: read: Connection reset by peer
> Envoy [envoyproxy/envoy source/common/http/utility.cc]
reset reason: connection termination
reset reason: remote reset
> Chinese [glibc zh_CN.po, what people write]
连接被对方重设
连接被重置
连接被对端重置
连接重置

= closed before the answer | premature close | empty reply
: The server closed the connection where an answer was due.
. On a connection from a pool it is mostly a race: the server's idle limit ran out just as the client wrote. Signs: it comes after pauses, more on quiet hosts, and a second try works. Make the client's idle time shorter than the server's keep-alive, and let the client repeat what is safe to repeat.
. On a fresh connection the server, or a balancer before it, gave up: the program crashed, was restarted, or does not speak this protocol on this port.
! Not a time-out, and no packet was lost: the end came in order, by FIN or RST.
! A longer keep-alive at the client makes it worse.
$ tcpvet trace --lives --summary --duration 30s | who closes first, and after how long
$ tcpvet list -p state close-wait | connections that the peer has closed and this host still keeps
~ CLOSE_WAIT, TIME_WAIT
# TV408 TV703 TV725 TV751 TV767 TV211
& ECONNRESET, half-close, keepalive
% RFC 9112 section 9.3.1 and 9.5
> Java [apache/httpcomponents-client HttpRequestRetryExec.java]
NoHttpResponseException
org.apache.http.NoHttpResponseException: … failed to respond
> OkHttp [okhttp Http1ExchangeCodec.kt]
unexpected end of stream on
> Reactor Netty [reactor/reactor-netty]
Connection prematurely closed BEFORE response
Connection prematurely closed DURING response
> Node.js [printed by Node.js 20, nodejs/undici client-h1.js]
socket hang up
other side closed
UND_ERR_SOCKET
> Python [python http/client.py]
RemoteDisconnected
Remote end closed connection without response
('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))
> aiohttp [aiohttp client_exceptions.py]
ServerDisconnectedError
Server disconnected
> httpx [encode/httpcore]
Server disconnected without sending a response.
> Ruby [ruby lib/net/protocol.rb]
EOFError: end of file reached
end of file reached
> Go [golang/go net/http/transport.go]
http: server closed idle connection
net/http: HTTP/1.x transport connection broken
> Rust [hyperium/hyper src/error.rs]
connection closed before message completed
IncompleteMessage
> .NET [System.Net.Http]
The response ended prematurely.
HttpIOException: The response ended prematurely
> curl [curl lib/http.c]
Empty reply from server
Connection died, tried
> nginx [nginx src/http/ngx_http_upstream.c]
upstream prematurely closed connection while reading response header from upstream
upstream prematurely closed connection
upstream prematurely closed FastCGI stdout
> httpd [httpd mod_proxy_http.c]
AH01102: error reading status line from remote server
Error reading from remote server
The proxy server received an invalid response from an upstream server
> Envoy [envoyproxy/envoy source/common/http/utility.cc]
reset reason: HTTP/1 premature upstream half close
> wget [wget http.c]
No data received.
> Chinese [what people write]
服务器关闭了连接

= EPIPE | broken pipe | errno 32 | os error 32 | SIGPIPE
: A write to a connection that was reset or closed before.
. The first write after the peer closed may still succeed and draws an RST; the next one fails with EPIPE. In CLOSE_WAIT an RST shows as EPIPE instead of ECONNRESET.
. At a server it mostly is a client that did not wait for the answer.
! Not the first sign: the peer left before. Look at how long the answer took.
$ tcpvet checkup --trace 10s | who closes first
$ tcpvet list -p state close-wait | what this host keeps although the peer has closed
~ CLOSE_WAIT
# TV101 TV407 TV408
& ECONNRESET, CLOSE_WAIT, half-close, client went away
% net/ipv4/tcp_input.c tcp_reset
% write(2)
> glibc [strerror(3)]
Broken pipe
> Java [openjdk java.base]
java.io.IOException: Broken pipe
java.net.SocketException: Broken pipe
Broken pipe (Write failed)
> Go [golang/go syscall/zerrors_linux_amd64.go]
write: broken pipe
> Node.js [libuv]
write EPIPE
This socket has been ended by the other party
> Python [glibc strerror(3)]
BrokenPipeError
[Errno 32] Broken pipe
> Ruby [ruby errno]
Errno::EPIPE
> Rust [rust std io::ErrorKind]
kind: BrokenPipe
> .NET [System.Net.Sockets]
Unable to write data to the transport connection: Broken pipe
> nginx [nginx src/os/unix/ngx_writev_chain.c]
writev() failed (32: Broken pipe)
> PHP [php-src main/streams/xp_socket.c]
errno=32 Broken pipe
> curl [curl lib/cf-socket.c]
Send failure: Broken pipe
> Chinese [glibc zh_CN.po]
断开的管道
管道破裂
"""u8;
}
