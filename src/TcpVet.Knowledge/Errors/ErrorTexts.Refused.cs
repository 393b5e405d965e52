namespace TcpVet.Knowledge;

/// <summary>Errors of connecting that are answered.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Refused => """
= ECONNREFUSED | connection refused | errno 111 | os error 111
: The host answered RST: nothing listens on that address and port.
. The host is alive and reachable. It leaves no SYN_SENT behind and counts in AttemptFails. A firewall may refuse in the host's name. UDP: ICMP port unreachable.
. Is the service running, and bound to that address rather than to 127.0.0.1? In a container 127.0.0.1 and localhost are the container itself.
! No full queue: a full accept queue drops SYNs in silence, and the client waits until it times out.
! No wrong password, and no setting of the kernel.
$ tcpvet probe HOST:PORT | whether the port refuses, and who says so
$ tcpvet listeners | on the server: what listens, and on which addresses
~ LISTEN, SYN_SENT
# TV209
& SYN_SENT, AttemptFails, RST
% net/ipv4/tcp_input.c tcp_reset
% connect(2)
> glibc [strerror(3)]
Connection refused
> Java [openjdk java.base NioSocketImpl]
java.net.ConnectException: Connection refused
Connection refused (Connection refused)
> Go [golang/go src/net, syscall/zerrors_linux_amd64.go]
dial tcp … connect: connection refused
connect: connection refused
> Node.js [printed by Node.js 20]
connect ECONNREFUSED
> Python [printed by Python 3.11]
[Errno 111] Connection refused
ConnectionRefusedError
[Errno 111] Connect call failed
> Ruby [ruby/ruby lib/net/http.rb, errno]
Errno::ECONNREFUSED
Failed to open TCP connection to … Connection refused - connect(2)
> PHP [php-src ext/pdo_mysql, mysqlnd]
SQLSTATE[HY000] [2002] Connection refused
> Rust [rust std io::ErrorKind]
kind: ConnectionRefused
tcp connect error: Connection refused
> .NET [dotnet/runtime System.Net.Sockets]
System.Net.Sockets.SocketException (111): Connection refused
> nginx [nginx src/http/ngx_http_upstream.c]
connect() failed (111: Connection refused) while connecting to upstream
> HAProxy [haproxy src/check.c]
Layer4 connection problem, info: "Connection refused"
> Envoy [envoyproxy/envoy source/common/network/connection_impl.cc]
delayed connect error: 111
delayed connect error: Connection refused
> PostgreSQL [postgres src/interfaces/libpq/fe-connect.c]
Connection refused Is the server running on that host and accepting TCP/IP connections?
> pgjdbc [pgjdbc core/v3/ConnectionFactoryImpl.java]
Connection to … refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
> MySQL [mysql-server libmysql/errmsg.cc]
Can't connect to MySQL server on … (111)
Can't connect to server on … (111)
> Redis [redis src/redis-cli.c, redis-benchmark.c]
Could not connect to Redis at … Connection refused
> OpenSSH [openssh sshconnect.c]
ssh: connect to host … Connection refused
> gRPC [grpc-go internal/transport/http2_client.go]
transport: Error while dialing: dial tcp … connect: connection refused
> Docker [moby client/errors.go]
Cannot connect to the Docker daemon at … Is the docker daemon running?
> Kubernetes [kubectl 1.20]
The connection to the server … was refused - did you specify the right host or port?
> httpd [httpd modules/proxy/proxy_util.c]
(111)Connection refused: AH00957
> Chinese [glibc zh_CN.po]
拒绝连接
连接被拒绝
连接拒绝

= could not connect | connection failed | connect failed
^
: A connection was not made, and the text does not say why.
. Three kinds look alike here: refused at once (nothing listens), silence until a time limit (a firewall that drops, a dead host, a full accept queue there), and no way to the host. The seconds before the error tell them apart, or an errno further back in the same message.
! No fault of an established connection: there was none.
$ tcpvet probe HOST:PORT | open, closed, filtered or unreachable, and who says so
$ tcpvet list -p state syn-sent | attempts that nobody answers now
~ SYN_SENT
# TV209 TV301
& ECONNREFUSED, connect timed out, EHOSTUNREACH, name resolution
% connect(2)
> curl [curl lib/strerror.c, lib/cf-ip-happy.c]
Couldn't connect to server
Failed to connect to … port
> pgjdbc [pgjdbc core/v3/ConnectionFactoryImpl.java]
The connection attempt failed.
> PostgreSQL [postgres src/interfaces/libpq/fe-connect.c]
connection to server at … failed
> MySQL [mysql-server libmysql/errmsg.cc]
Can't connect to MySQL server on
Can't connect to local MySQL server through socket
> MariaDB [MariaDB libmariadb]
Can't connect to server on
Can't connect to local server through socket
> HikariCP [brettwooldridge/HikariCP 4 pool/HikariPool.java]
Exception during pool initialization
> Connector/J [mysql-connector-j LocalizedErrorMessages.properties]
Could not create connection to database server
> Jedis [jedis DefaultJedisSocketFactory.java]
JedisConnectionException: Failed to connect to
> Lettuce [lettuce AbstractRedisClient.java]
RedisConnectionException: Unable to connect to
> StackExchange.Redis [StackExchange.Redis ExceptionFactory.cs]
It was not possible to connect to the redis server
No connection is active/available to service this operation
> urllib3 [urllib3 connection.py, exceptions.py]
Failed to establish a new connection
Max retries exceeded with url
> aiohttp [aiohttp client_exceptions.py]
Cannot connect to host
> gunicorn [gunicorn gunicorn/sock.py]
Can't connect to
> reqwest [reqwest src/error.rs, hyper-util]
error sending request for url
client error (Connect)
> pq [lib/pq conn.go]
pq: could not connect to any of the hosts
> pgx [jackc/pgx pgconn/errors.go]
failed to connect to `user=
> Node.js [nodejs/undici lib/web/fetch]
TypeError: fetch failed
> gRPC [grpc/grpc src/core, libgrpc 1.51]
failed to connect to all addresses
transport: Error while dialing
> Kubernetes [kubectl 1.20]
Unable to connect to the server
> Chinese [what people write]
连接失败
无法连接

= ENETUNREACH | network is unreachable | errno 101 | os error 101
: This host has no route towards the address: connect() fails at once, and no packet leaves.
. The routing table of this network namespace has no entry for it, or an unreachable one. Often an IPv6 address of the name is tried on a host without IPv6. A router may say so too, by ICMP.
! Not a firewall that drops: that is silence. Not a closed port: that is a refusal.
$ tcpvet probe HOST:PORT | which address is tried, and who says that it is unreachable
~ SYN_SENT
# TV209
& EHOSTUNREACH, network namespace
% net/ipv4/route.c ip_route_output_key_hash_rcu
% connect(2)
> glibc [strerror(3)]
Network is unreachable
> Java [openjdk java.base]
java.net.SocketException: Network is unreachable
> Go [golang/go syscall/zerrors_linux_amd64.go]
connect: network is unreachable
> Node.js [libuv]
connect ENETUNREACH
> Python [glibc strerror(3)]
[Errno 101] Network is unreachable
> Ruby [ruby errno]
Errno::ENETUNREACH
> Rust [rust std io::ErrorKind]
kind: NetworkUnreachable
> nginx [nginx src/http/ngx_http_upstream.c]
connect() to … failed (101: Network is unreachable)
> OpenSSH [openssh sshconnect.c]
ssh: connect to host … Network is unreachable
> MySQL [mysql-server libmysql/errmsg.cc]
Can't connect to MySQL server on … (101)
> Chinese [glibc zh_CN.po]
网络不可达

= EHOSTUNREACH | no route to host | host is unreachable | errno 113 | os error 113
: The network said that the host cannot be reached.
. No answer to ARP or neighbour discovery on the last link, or an ICMP error from a router or firewall: firewalls that reject say so with "host prohibited". connect() ends at once; a standing connection only remembers it until its retransmissions end.
! Despite its name it rarely is the routing table: that is ENETUNREACH.
$ tcpvet probe HOST:PORT | who sent the ICMP error
$ tcpvet list -p state syn-sent | other attempts that wait
~ SYN_SENT
# TV209
& SYN_SENT, ETIMEDOUT, ENETUNREACH
% net/ipv4/tcp_ipv4.c tcp_v4_err
% icmp(7)
> glibc [strerror(3)]
No route to host
Host is down
> Java [openjdk java.base]
java.net.NoRouteToHostException: No route to host
> Go [golang/go syscall/zerrors_linux_amd64.go]
connect: no route to host
> Node.js [libuv]
connect EHOSTUNREACH
> Python [glibc strerror(3)]
[Errno 113] No route to host
[Errno 113] Connect call failed
> Ruby [ruby errno]
Errno::EHOSTUNREACH
> Rust [rust std io::ErrorKind]
kind: HostUnreachable
> nginx [nginx src/http/ngx_http_upstream.c]
connect() failed (113: No route to host) while connecting to upstream
> OpenSSH [openssh sshconnect.c]
ssh: connect to host … No route to host
> MySQL [mysql-server libmysql/errmsg.cc]
Can't connect to MySQL server on … (113)
> Redis [redis src/redis-benchmark.c]
Could not connect to Redis at … No route to host
> Chinese [glibc zh_CN.po]
没有到主机的路由
"""u8;
}
