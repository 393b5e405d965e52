namespace TcpVet.Knowledge;

/// <summary>Errors of limits: descriptors, buffers, workers.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Limits => """
= EMFILE | too many open files | errno 24 | os error 24
: The process has as many descriptors open as RLIMIT_NOFILE allows.
. accept() fails, the accept queue fills, and clients hang although the port answers. Often the end of a CLOSE_WAIT leak.
. Find the leak first (rules TV101 to TV103); then LimitNOFILE=.
! Not the whole host: that is ENFILE. fs.file-max does not help.
$ tcpvet count --by process,state | which process holds so many, and in which state
$ tcpvet checkup --only TV1,TV504 | leaks, and how near the limit is
~ CLOSE_WAIT, ESTABLISHED
# TV101 TV103 TV504 TV706 TV722 TV746
& RLIMIT_NOFILE, ENFILE, CLOSE_WAIT, inode 0
% accept(2)
% getrlimit(2)
% measured on Linux 6.18 in a namespace of its own
> glibc [strerror(3)]
Too many open files
> Java [openjdk java.base]
java.net.SocketException: Too many open files
java.io.IOException: Too many open files
> Tomcat [tomcat util/net LocalStrings.properties]
Socket accept failed
> Go [golang/go net/http/server.go, syscall]
accept4: too many open files
http: Accept error
socket: too many open files
> Node.js [libuv]
EMFILE: too many open files
accept EMFILE
> Python [glibc strerror(3)]
[Errno 24] Too many open files
> Ruby [ruby errno]
Errno::EMFILE
> nginx [nginx src/event/ngx_event_accept.c]
accept4() failed (24: Too many open files)
accept() failed (24: Too many open files)
socket() failed (24: Too many open files) while connecting to upstream
worker_connections exceed open file resource limit
> HAProxy [haproxy src/sock.c]
reached process FD limit
> Redis [redis src/server.c, src/networking.c]
You requested maxclients of
Error accepting a client connection
> PostgreSQL [postgres src/backend/storage/file/fd.c]
out of file descriptors
> .NET [System.Net.Sockets]
SocketException (24): Too many open files
> Chinese [glibc zh_CN.po, what people write]
打开的文件过多
打开文件过多
文件描述符耗尽
句柄数耗尽

= ENFILE | too many open files in system | file table overflow | errno 23 | os error 23
: The whole host has as many files open as fs.file-max allows.
. Not one process's limit: that is EMFILE. The log says "VFS: file-max limit reached".
! ulimit and LimitNOFILE do not help.
$ tcpvet checkup --only TV504 | how near the host is to fs.file-max, and who holds most
~ CLOSE_WAIT, ESTABLISHED
# TV504
& fs.file-max, EMFILE
% fs/file_table.c alloc_empty_file
> glibc [strerror(3)]
Too many open files in system
> kernel [Linux fs/file_table.c]
VFS: file-max limit … reached
> Java [openjdk java.base]
java.io.IOException: Too many open files in system
> nginx [nginx src/event/ngx_event_accept.c]
accept4() failed (23: Too many open files in system)
> HAProxy [haproxy src/sock.c]
reached system FD limit
> Ruby [ruby errno]
Errno::ENFILE
> Chinese [glibc zh_CN.po]
系统中打开的文件过多

= ENOBUFS | no buffer space available | errno 105 | os error 105
: No room in a buffer or queue of the kernel.
. UDP and raw sockets: the send buffer or the interface's queue is full (SndbufErrors). Netlink: the reader was too slow and messages were lost. A full table of neighbours answers so too.
! Not the memory of the host: that is ENOMEM.
$ tcpvet checkup --only TV5 | memory, queues and drops of the host
~ CLOSE
# TV506
& Udp.SndbufErrors, wmem_max
% send(2)
% netlink(7)
> glibc [strerror(3)]
No buffer space available
> Java [openjdk java.base]
java.net.SocketException: No buffer space available
> Go [golang/go syscall/zerrors_linux_amd64.go]
sendto: no buffer space available
> Chinese [glibc zh_CN.po]
没有可用的缓冲区空间

= EAGAIN | resource temporarily unavailable | errno 11 | os error 11 | EWOULDBLOCK
: A call on a socket that does not block had nothing to do yet; at connect() to a Unix socket, the listener's queue is full.
. Programs meet it all the time and wait. In an error log it means that a receive or send time limit of the socket ran out (SO_RCVTIMEO), or, for a Unix socket, that the server behind it does not accept fast enough: there the client is refused at once instead of waiting, as TCP would.
! No shortage of memory or processes in these places, though fork() uses the same number for that.
$ tcpvet listeners | accept queues of the TCP services; for Unix sockets: ss -xl
~ LISTEN, ESTABLISHED
# TV201
& accept queue, backlog
% net/unix/af_unix.c unix_stream_connect
% socket(7)
> glibc [strerror(3)]
Resource temporarily unavailable
> nginx [nginx src/http/ngx_http_upstream.c]
connect() to unix:… failed (11: Resource temporarily unavailable) while connecting to upstream
> Python [python errno]
BlockingIOError: [Errno 11] Resource temporarily unavailable
> Rust [rust std io::ErrorKind]
kind: WouldBlock
> Chinese [glibc zh_CN.po]
资源暂时不可用

= server is full | server at its limit | all workers busy
: The server has as many connections or workers as its configuration allows, and makes new clients wait or turns them away.
. Look first at what keeps the workers: slow backends, clients that never finish (slowloris), idle keep-alive connections. Raising the number helps only when the work per request is short.
. nginx at worker_connections accepts and closes; httpd and PHP-FPM leave clients in the accept queue; HAProxy leaves them there too.
! No kernel limit, and no lack of descriptors: those have texts of their own.
$ tcpvet listeners | queues, drops and connections of each service
$ tcpvet lint FILE | limits of the configuration that contradict each other
~ ESTABLISHED, LISTEN
# TV201 TV202 TV731 TV753 TV761 TV762 TV765
& accept queue, EMFILE, slowloris, worker_connections, maxconn
% the programs that print it
> nginx [nginx src/event/ngx_event.c, core/ngx_connection.c]
worker_connections are not enough
> HAProxy [haproxy src/sock.c]
reached the configured maximum connection limit
> httpd [httpd server/mpm/event/event.c, prefork.c]
server reached MaxRequestWorkers setting
scoreboard is full, not at MaxRequestWorkers
> PHP-FPM [php-src sapi/fpm/fpm/fpm_process_ctl.c]
server reached pm.max_children setting
> uWSGI [uwsgi core/master.c]
uWSGI listen queue of socket
listen queue of socket … full !!!
> OpenSSH [openssh sshd.c]
beginning MaxStartups throttling
drop connection … MaxStartups
> systemd [systemd src/core/socket.c]
Too many incoming connections
> Tomcat [tomcat util/threads LocalStrings.properties]
Queue capacity is full
> Envoy [envoyproxy/envoy source/common/http/utility.cc]
reset reason: overflow
> Chinese [what people write]
工作进程不足
连接队列已满
队列溢出

= worker was killed | worker timeout
: The server's master process killed a worker that answered nothing for too long.
. gunicorn kills a sync worker after 30 s (--timeout) without a sign of life, so one slow request or upstream takes its worker and the client's connection with it. "Perhaps out of memory?" is a guess of the message: it says so after any SIGKILL.
! No time limit of TCP, and no fault of the client.
$ tcpvet listeners | requests that wait in the accept queue
$ tcpvet list -p state connected | towards whom the worker waits
~ ESTABLISHED, CLOSE_WAIT
# TV201 TV408
& timed out waiting for an answer, accept queue, ECONNRESET
% gunicorn docs, settings: timeout
> gunicorn [benoitc/gunicorn gunicorn/arbiter.py]
WORKER TIMEOUT
was sent SIGKILL! Perhaps out of memory?
> uWSGI [uwsgi core/master_checks.c]
HARAKIRI
> PHP-FPM [php-src sapi/fpm/fpm/fpm_request.c]
execution timed out … terminating
> Chinese [what people write]
工作进程超时
"""u8;
}
