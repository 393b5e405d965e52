namespace TcpVet.Knowledge;

/// <summary>Words of servers' configurations, as guides use them.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> ServerWords => """
= acceptCount | accept-count | server.tomcat.accept-count
: Tomcat's name for the backlog: the length of the kernel's accept queue of a Connector, 100 by default.
. It counts connections that the kernel has finished and Tomcat has not accepted. Tomcat accepts at once until maxConnections are open, so it acts only beyond that, or while the acceptor stands still. The kernel cuts it to somaxconn in silence.
! Not a number of requests or threads. A long queue hides an overload: clients wait instead of being sent elsewhere.
$ tcpvet listeners | the queue that is in force, and how full it is
$ tcpvet lint FILE | server.xml
~ LISTEN
# TV201 TV203 TV704 TV705 TV715
& backlog, somaxconn, accept queue, maxConnections
% Tomcat, The HTTP Connector: acceptCount

= connectionTimeout
: Tomcat: how long a Connector waits for the request after accepting, in milliseconds: 60000 by default, 20000 as shipped in server.xml.
. Also the limit between two pieces of a request, and the keep-alive limit unless keepAliveTimeout is set. In HikariCP the same word is how long a request waits for a pooled connection; in other clients, how long connect() may take.
! It does not limit how long the application works.
$ tcpvet lint FILE | server.xml
$ tcpvet list -p idle '>' 60s | connections that are silent
~ ESTABLISHED
# TV701 TV702 TV703
& keepAliveTimeout, connection pool exhausted, maxConnections
% Tomcat, The HTTP Connector: connectionTimeout

= keepAliveTimeout
: Tomcat and Node.js: how long an idle connection waits for its next request.
. Tomcat takes connectionTimeout where it is not set. Node.js has server.keepAliveTimeout, 5 s, which is shorter than most balancers' limits: a balancer then writes into connections that Node.js just closed. Let the server keep longer than the proxy before it.
! Not TCP keepalive.
$ tcpvet lint FILE | the limits of proxy and server against each other
$ tcpvet trace --lives --summary --duration 30s | who closes first
~ TIME_WAIT, CLOSE_WAIT
# TV703 TV711
& connectionTimeout, keepalive, closed before the answer
% Tomcat, The HTTP Connector: keepAliveTimeout

= maxConnections
: Tomcat: how many connections a Connector keeps open, 8192 by default; then it stops accepting and the accept queue fills.
. Each takes a descriptor. With fewer connections than threads some threads never work.
! Not the number of threads (maxThreads), and not the queue (acceptCount).
$ tcpvet listeners | connections and queue of the Connector
$ tcpvet lint FILE | server.xml
~ ESTABLISHED, LISTEN
# TV706 TV707 TV708
& acceptCount, maxThreads, EMFILE
% Tomcat, The HTTP Connector: maxConnections

= maxThreads
: Tomcat: how many requests a Connector works on at once, 200 by default.
. When all are busy, requests wait in connections that Tomcat has accepted already, so the accept queue stays empty until maxConnections. Ignored beside an executor.
! More threads help only when they wait, not when the processor or the database is the limit.
$ tcpvet listeners | connections and queue of the Connector
$ tcpvet lint FILE | server.xml
~ ESTABLISHED
# TV201 TV707 TV709
& maxConnections, acceptCount
% Tomcat, The HTTP Connector: maxThreads

= worker_connections | worker_rlimit_nofile
: nginx: how many connections one worker holds, those to upstreams included: 512 by default.
. At the limit a worker closes new connections at once. Each takes a descriptor: worker_rlimit_nofile raises the worker's own limit.
! Not the accept queue: that is backlog= of listen.
$ tcpvet lint FILE | nginx.conf
$ tcpvet count --by process,state | connections of each worker
~ ESTABLISHED
# TV722 TV731
& EMFILE, server is full
% nginx, ngx_core_module

= proxy_read_timeout | proxy_connect_timeout | fastcgi_read_timeout
: nginx: how long it waits between two reads of the upstream's answer, 60 s by default; proxy_connect_timeout is the limit for connecting.
. When it runs out the client gets 504, and nginx closes the connection to the upstream, which may work on.
! It is no limit for the whole answer.
$ tcpvet lint FILE | nginx.conf
$ tcpvet list -p state connected | connections to the upstream
~ ESTABLISHED, SYN_SENT
# TV730 TV731
& 504 Gateway Timeout, timed out waiting for an answer
% nginx, ngx_http_proxy_module

= keepalive_timeout | keepalive_requests | HTTP keep-alive
: HTTP keep-alive: one connection for several requests, and for how long it waits for the next.
. nginx: 75 s towards clients, 60 s in an upstream block; httpd's KeepAliveTimeout is 5 s, Tomcat's 20 s as shipped. Behind a proxy the server has to keep longer than the proxy.
! Not TCP keepalive, which probes whether a silent peer is alive.
$ tcpvet lint FILE | limits of a proxy and its servers against each other
$ tcpvet trace --lives --summary --duration 30s | who closes first, and after how long
~ ESTABLISHED, TIME_WAIT
# TV703 TV725 TV726 TV727 TV748 TV761 TV764
& keepalive, closed before the answer, TIME_WAIT
% RFC 9112 section 9.3

= maxconn
: HAProxy: how many connections it takes at once, in all (global), at a frontend, or towards one server.
. At the global or frontend limit it stops accepting, and clients wait in the accept queue; at a server's limit requests wait in HAProxy's own queue, for timeout queue at most.
! Not the kernel's somaxconn, though without backlog it is what HAProxy asks for in listen().
$ tcpvet lint FILE | haproxy.cfg
$ tcpvet listeners | the queue of each frontend
~ ESTABLISHED, LISTEN
# TV745 TV746 TV753
& server is full, backlog
% HAProxy configuration manual: maxconn

= MaxRequestWorkers | ServerLimit
: httpd: how many requests it works on at once.
. With prefork each is a process, with event a thread; idle keep-alive connections hold one in prefork and worker, not in event. At the limit clients wait in the accept queue, whose length is ListenBacklog.
! ServerLimit bounds it, and a reload does not raise ServerLimit.
$ tcpvet lint FILE | httpd.conf
$ tcpvet listeners | the accept queue
~ ESTABLISHED
# TV761 TV762 TV763
& server is full, backlog
% httpd, mod_mpm_common

= max_connections | max_user_connections
: PostgreSQL and MySQL: how many clients may be connected at once.
. PostgreSQL: 100 by default, a process each; MySQL: 151, a thread each. Sum the pools of all clients before raising it.
! Not a limit of the kernel.
$ tcpvet peers sport = :PORT | which clients hold how many
~ ESTABLISHED
# TV116
& too many connections, connection pool
% PostgreSQL documentation, max_connections; MySQL reference manual, max_connections

= wait_timeout | interactive_timeout | idle_session_timeout
: After how long the database closes an idle connection.
. MySQL wait_timeout: 28800 s; PostgreSQL idle_session_timeout: never, unless set. The pool's maximum lifetime has to be shorter, and so must a firewall's idle limit be considered.
! It does not end queries.
$ tcpvet list -p idle '>' 1h | connections that were silent for long
~ CLOSE_WAIT
# TV101 TV113
& closed by the database, connection pool
% MySQL reference manual, wait_timeout; PostgreSQL documentation, idle_session_timeout

= maxclients | tcp-backlog
: Redis: how many clients may be connected (10000), and the backlog of its listener (511).
. maxclients is lowered at the start when the process may not open as many descriptors; tcp-backlog is cut to somaxconn, and Redis warns of it.
. httpd's MaxClients is the old name of MaxRequestWorkers.
! timeout 0 keeps idle clients for ever: they count too.
$ tcpvet peers sport = :PORT | which clients hold how many
$ tcpvet listeners | the backlog in force
~ ESTABLISHED, LISTEN
# TV203 TV113
& backlog, somaxconn, too many connections, MaxRequestWorkers
% redis.conf
> Redis [redis src/server.c]
The TCP backlog setting of
"""u8;
}
