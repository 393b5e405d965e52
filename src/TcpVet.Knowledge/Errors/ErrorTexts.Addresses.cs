namespace TcpVet.Knowledge;

/// <summary>Errors of addresses and ports of this host.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Addresses => """
= EADDRNOTAVAIL | cannot assign requested address | can't assign requested address | address not available | errno 99 | os error 99 | port exhaustion
: connect(): no local port is free towards this destination. bind(): this host does not have the address.
. All ports of ip_local_port_range are held by connections from this source address to this destination address and port, TIME_WAIT included. Other destinations still work.
. Pool connections; tcp_tw_reuse=1; more addresses. At bind(): check the address, or ip_nonlocal_bind for floating ones.
! No shortage of descriptors (EMFILE) or memory, and no limit of the server's.
! tcp_fin_timeout does not shorten TIME_WAIT.
$ tcpvet count --by rport,peer,state | towards whom the ports are spent
$ tcpvet checkup --only TV3 | how long the ports will last
~ TIME_WAIT, ESTABLISHED
# TV105 TV301 TV302 TV728 TV752
& ephemeral port, ip_local_port_range, TIME_WAIT, ip_nonlocal_bind
% net/ipv4/inet_hashtables.c __inet_hash_connect
% bind(2), connect(2)
> glibc [strerror(3)]
Cannot assign requested address
> Java [openjdk java.base]
java.net.NoRouteToHostException: Cannot assign requested address
java.net.BindException: Cannot assign requested address
> Go [golang/go syscall/zerrors_linux_amd64.go]
connect: cannot assign requested address
bind: cannot assign requested address
> Node.js [libuv]
EADDRNOTAVAIL: address not available
connect EADDRNOTAVAIL
> Python [printed by Python 3.11]
[Errno 99] Cannot assign requested address
> Ruby [ruby errno]
Errno::EADDRNOTAVAIL
> Rust [rust std io::ErrorKind]
kind: AddrNotAvailable
> nginx [nginx src/http/ngx_http_upstream.c]
connect() failed (99: Cannot assign requested address) while connecting to upstream
bind() to … failed (99: Cannot assign requested address)
> HAProxy [haproxy src/proto_tcp.c]
Cannot bind to source address before connect
no free ports
> MySQL [mysql-server libmysql/errmsg.cc]
Can't connect to MySQL server on … (99)
SQLSTATE[HY000] [2002] Cannot assign requested address
> curl [curl lib/cf-socket.c]
bind failed with errno 99: Cannot assign requested address
> Chinese [glibc zh_CN.po, what people write]
无法指定被请求的地址
无法分配请求的地址
不能分配请求的地址
端口耗尽
端口用尽
临时端口不足

= EADDRINUSE | address already in use | address in use | errno 98 | os error 98 | port already in use
: bind() or listen(): another socket holds the port.
. A listener; a connection or TIME_WAIT on the port, when the server does not set SO_REUSEADDR; a wildcard beside a specific address; or an outgoing connection that got this port as its ephemeral one. bind(address, 0) also fails so when no port is free for all destinations. SO_REUSEPORT must be set by all who share, with the same user.
. Set SO_REUSEADDR in servers; reserve service ports (ip_local_reserved_ports).
! Rarely TIME_WAIT: most servers set SO_REUSEADDR. The usual holder is the old process, or a second copy of it.
$ tcpvet list -a -p 'sport = :PORT' | who holds the port
$ tcpvet checkup --bind PORT | whether a program could bind it, and what hinders
~ LISTEN, TIME_WAIT
# TV302 TV303 TV304 TV613
& ip_local_reserved_ports, IP_BIND_ADDRESS_NO_PORT, TIME_WAIT, BOUND_INACTIVE
% net/ipv4/inet_connection_sock.c inet_csk_get_port, inet_bind_conflict
% socket(7)
% measured on Linux 6.18 in a namespace of its own
> glibc [strerror(3)]
Address already in use
> Java [openjdk java.base]
java.net.BindException: Address already in use
> Tomcat [tomcat util/net, catalina/connector LocalStrings.properties]
Socket bind failed
Protocol handler initialization failed
> Spring Boot [spring-boot web server start]
Web server failed to start. Port … was already in use.
> Go [golang/go syscall/zerrors_linux_amd64.go]
bind: address already in use
> Node.js [printed by Node.js 20]
listen EADDRINUSE: address already in use
EADDRINUSE: address already in use
> Python [printed by Python 3.11]
[Errno 98] Address already in use
[Errno 98] error while attempting to bind on address
> gunicorn [gunicorn gunicorn/sock.py]
Connection in use
> Ruby [ruby errno, puma]
Errno::EADDRINUSE
Address already in use - bind(2) for
> Rust [rust std io::ErrorKind]
kind: AddrInUse
> .NET [Microsoft.AspNetCore.Server.Kestrel.Core]
Failed to bind to address … address already in use
> nginx [nginx src/core/ngx_connection.c]
bind() to … failed (98: Address already in use)
still could not bind()
> httpd [httpd server/listen.c]
(98)Address already in use: AH00072: make_sock: could not bind to address
> HAProxy [haproxy src/sock_inet.c]
cannot bind socket (Address already in use)
> Redis [redis src/server.c]
Could not create server TCP listening socket … bind: Address already in use
> PostgreSQL [postgres src/backend/libpq/pqcomm.c]
could not bind … address … Address already in use
> OpenSSH [openssh channels.c, ssh.c]
remote port forwarding failed for listen port
channel_setup_fwd_listener_tcpip: cannot listen to port
bind […]:… Address already in use
> systemd [systemd src/core/socket.c]
Failed to create listening socket … Address already in use
Failed to listen on sockets: Address already in use
> Docker [moby daemon/libnetwork/portallocator]
port is already allocated
Error starting userland proxy: listen tcp4 … bind: address already in use
failed to bind host port
driver failed programming external connectivity on endpoint
> Erlang [erlang inet]
eaddrinuse
> Chinese [glibc zh_CN.po, what people write]
地址已在使用
地址已被使用
地址已经被使用
端口被占用
端口已被占用
端口占用
"""u8;
}
