"""Connections that are not closed, or closed by the wrong end."""
import os
import socket
import struct
import time

from stage import (HERE, THERE, case, dial, drain, every, folder, hang, hold, kept, listen, program, put, quietly, remote, run, serve,
                   server, thread, threads, wait_port)

ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4096\r\n\r\n" + b"x" * 4096


def answer_and_close(connection):
    connection.recv(4096)
    connection.sendall(ANSWER)
    connection.shutdown(socket.SHUT_WR)
    drain(connection)


@case
def body_unread():
    """An HTTP client that looks at the status line and forgets the response."""
    remote("rates", serve, 8080, answer_and_close)

    def look():
        connection = dial(THERE, 8080)
        connection.sendall(b"GET /rates HTTP/1.1\r\nHost: rates\r\n\r\n")
        connection.recv(15)
        kept.append(connection)

    run("report-api", lambda: ([look() for _ in range(60)], every(0.5, look)))
    return 13


@case
def stream_never_closed():
    """A client that reads each response to its end, and never closes the stream."""
    remote("collector", serve, 443, answer_and_close)

    def send():
        connection = dial(THERE, 443)
        connection.sendall(b"POST /events HTTP/1.1\r\nHost: collector\r\nContent-Length: 0\r\n\r\n")
        while connection.recv(65536):
            pass
        kept.append(connection)

    run("tracker", lambda: ([send() for _ in range(60)], every(0.5, send)))
    return 13


@case
def clients_forgotten():
    """A proxy whose threads hang on their upstream: the clients have left, and nobody looks."""
    run("tinyproxy", serve, 8888, hang)

    def leave():
        connection = dial(HERE, 8888)
        connection.sendall(b"CONNECT far:443 HTTP/1.1\r\n\r\n")
        time.sleep(0.05)
        connection.close()

    remote("clients", lambda: ([leave() for _ in range(60)], every(0.5, leave)))
    return 13


@case
def sockets_without_connection():
    """A resolver proxy keeps the descriptors of connections that were reset."""
    run("relay", serve, 8123, hang)

    def reset():
        connection = dial(HERE, 8123)
        connection.sendall(b"GET")
        time.sleep(0.02)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    remote("clients", lambda: ([reset() for _ in range(300)], every(0.05, reset)))
    return 12


@case
def client_for_each_request():
    """A job that makes a client with a pool of its own for each request, and lets none go."""
    remote("search", serve, 9200, hang)
    # Idle is what has been silent for a minute; then it goes on growing.
    run("indexer", lambda: (hold(THERE, 9200, 400, b"PUT /x"), time.sleep(64), every(0.4, hold, THERE, 9200, 1, b"PUT /x")))
    return 72


@case
def pool_of_five_overflows():
    """Five connections of a pool are never given back, and each request opens one beyond it and closes it."""
    remote("database", serve, 5432, lambda connection: (connection.recv(100), connection.sendall(b"T"), drain(connection)))

    def query():
        connection = dial(THERE, 5432)
        connection.sendall(b"select 1")
        connection.recv(10)
        connection.close()

    run("notify-api", lambda: (hold(THERE, 5432, 5), every(0.1, query)))
    return 66


@case
def cache_without_reuse():
    """A web worker opens a connection to the cache for each page, and closes it first."""
    remote("cache", serve, 6379, lambda connection: (connection.recv(100), connection.sendall(b"+OK\r\n"), drain(connection)))

    def page():
        connection = dial(THERE, 6379)
        connection.sendall(b"PING\r\n")
        connection.recv(10)
        connection.close()

    put("/proc/sys/net/ipv4/ip_local_port_range", "40000 40999")
    done = os.pipe()
    run("web-worker", lambda: ([page() for _ in range(760)], os.write(done[1], b"1"), every(0.05, page)))
    os.read(done[0], 1)
    return 1


@case
def proxy_half_closed():
    """A TCP proxy shuts its side down when the upstream has ended, and waits for clients that never close."""
    listener = listen(10000)

    def proxy():
        while True:
            connection, _ = listener.accept()
            connection.recv(100)
            connection.sendall(b"bye")
            connection.shutdown(socket.SHUT_WR)
            kept.append(connection)

    run("tcp-proxy", proxy)
    listener.close()
    remote("clients", lambda: (hold(HERE, 10000, 150, b"GET"), every(0.4, hold, HERE, 10000, 1, b"GET")))
    return 66


@case
def haproxy_fin_timeout():
    """Real HAProxy in TCP mode, timeouts of two hours and no client-fin: servers have ended, clients do not close."""
    path = folder()
    put(f"{path}/haproxy.cfg", """defaults
  mode tcp
  timeout connect 5s
  timeout client 2h
  timeout server 2h
frontend fe
  bind 0.0.0.0:7000
  default_backend be
backend be
  server s 127.0.0.1:7001
""")
    run("backend", serve, 7001, lambda c: (c.recv(10), c.sendall(b"x"), c.shutdown(socket.SHUT_WR), c.recv(10), c.close()), "127.0.0.1")
    wait_port(7001)
    program([server("usr/sbin/haproxy"), "-db", "-f", f"{path}/haproxy.cfg"], path)
    wait_port(7000)
    remote("clients", lambda: (hold(HERE, 7000, 120, b"GET"), every(0.4, hold, HERE, 7000, 1, b"GET")))
    return 66


@case
def keepalive_two_hours():
    """Connections with the kernel's keepalive of two hours, through firewalls that forget after half an hour."""
    remote("warehouse", serve, 5432, hang)

    def connect():
        for _ in range(20):
            connection = dial(THERE, 5432)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            connection.sendall(b"SELECT")
            kept.append(connection)

    run("reports", connect)
    return 64


@case
def silent_listeners():
    """Long-lived LISTEN connections without keepalive: half of a dead pair stays for ever."""
    run("monitor", serve, 5000, lambda connection: (connection.recv(100), connection.sendall(b"ok"), hang(connection)))
    remote("nodes", hold, HERE, 5000, 30, b"LISTEN state")
    return 8


@case
def upload_refused_early():
    """A real node server destroys requests whose body is too large, before it has read them."""
    path = folder()
    put(f"{path}/app.js", """
const http = require('http');
http.createServer((request, response) => {
  let size = 0;
  request.on('data', data => { size += data.length; if (size > 16384) { request.destroy(); } });
  request.on('error', () => {});
  request.on('end', () => response.end('ok'));
}).listen(8080, '0.0.0.0');
""")
    program([server("usr/bin/node"), f"{path}/app.js"], path)
    wait_port(8080)

    def upload():
        connection = dial(HERE, 8080)
        connection.sendall(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n")
        for _ in range(30):
            connection.sendall(b"x" * 30000)
        connection.recv(100)

    remote("webhooks", lambda: (threads(4, every, 0.1, upload)))
    return 4


@case
def abrupt_close():
    """A job server closes with SO_LINGER 0, to be rid of TIME_WAIT: clients lose the end of their answers."""
    listener = listen(8200)

    def work():
        while True:
            connection, _ = listener.accept()
            quietly(connection.recv, 100)
            quietly(connection.sendall, b"result" * 100)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    run("job-server", work)
    listener.close()

    def ask():
        connection = dial(HERE, 8200)
        connection.sendall(b"run")
        connection.recv(4096)

    remote("clients", lambda: threads(3, every, 0.05, ask))
    return 4


@case
def node_keepalive():
    """Real nginx keeps connections to real node for 60 s, node closes them after 5 s."""
    path = folder()
    put(f"{path}/app.js", "require('http').createServer((q, s) => s.end('ok')).listen(3000, '127.0.0.1')")
    put(f"{path}/nginx.conf", f"""
worker_processes 1; pid {path}/pid; error_log {path}/errors; events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {path}/a; proxy_temp_path {path}/b; fastcgi_temp_path {path}/c; uwsgi_temp_path {path}/d; scgi_temp_path {path}/e;
  upstream app {{ server 127.0.0.1:3000; keepalive 32; }}
  server {{
    listen 8080;
    location / {{ proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
""")
    program([server("usr/bin/node"), f"{path}/app.js"], path)
    wait_port(3000)
    program([server("usr/sbin/nginx"), "-p", path, "-e", f"{path}/errors", "-c", f"{path}/nginx.conf", "-g", "daemon off;"], path)
    wait_port(8080)

    def visit():
        group = [dial("127.0.0.1", 8080) for _ in range(8)]
        for connection in group:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for connection in group:
            drain(connection)

    run("browsers", every, 5.0, visit)
    return 16


@case
def subscriber_not_reading():
    """Two of thirty subscribers have stopped reading: the server's send buffers are full."""
    listener = listen(8080)

    def publish():
        clients = []
        listener.settimeout(0.01)
        while True:
            try:
                client, _ = listener.accept()
                client.setblocking(False)
                clients.append(client)
            except OSError:
                pass
            for client in clients:
                quietly(client.send, b"data: " + b"t" * 4000 + b"\n\n")

    run("sse-server", publish)
    listener.close()

    def subscribe():
        for i in range(30):
            connection = dial(HERE, 8080)
            kept.append(connection)
            if i >= 2:
                thread(drain, connection)

    remote("browsers", subscribe)
    return 68


@case
def consumer_parses_slowly():
    """A consumer parses each message for so long that what is sent to it lies in its buffers."""
    def feed(connection):
        connection.settimeout(5)
        while True:
            connection.sendall(b"{}" * 4000)

    remote("feed", serve, 8765, feed)

    def consume():
        for _ in range(8):
            connection = dial(THERE, 8765)
            connection.recv(1000)
            kept.append(connection)

    run("consumer", consume)
    return 25
