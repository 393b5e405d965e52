"""Servers that do not accept, or not fast enough."""
import os
import resource
import signal
import socket
import ssl
import subprocess
import time

from stage import (HERE, begin, case, dial, every, folder, hang, hold, kept, listen, program, put, quietly, remote, run, serve, server,
                   sysctl, wait_port)


def burst(host, port, count, pause):
    """Many connections at once, given up after a while."""
    made = []
    for _ in range(count):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex((host, port))
        made.append(one)
    time.sleep(pause)
    for one in made:
        one.close()


@case
def socketserver_queue_of_five():
    """Real http.server, one thread, the queue of 5 of socketserver, bursts of 25."""
    path = folder()
    put(f"{path}/app.py", """
import http.server, time
class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 1
    def do_GET(self):
        time.sleep(.02)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *arguments):
        pass
http.server.HTTPServer(('0.0.0.0', 8000), Handler).serve_forever()
""")
    program(["/usr/bin/python3", f"{path}/app.py"], path)
    wait_port(8000)
    remote("clients", every, 0.5, burst, HERE, 8000, 25, 1.5)
    return 6


@case
def redis_backlog_capped():
    """Real Redis asks for 511 where somaxconn is 128, and a slow command meets a burst of clients."""
    sysctl("net.core.somaxconn", 128)
    path = folder()
    redis(path, 6379)
    wait_port(6379)

    def clients():
        slow = dial(HERE, 6379)
        while True:
            slow.sendall(b"DEBUG SLEEP 0.4\r\n")
            burst(HERE, 6379, 220, 0.3)
            time.sleep(0.2)

    remote("clients", clients)
    return 6


def redis(path, port, *more):
    os.symlink(server("usr/bin/redis-check-rdb"), f"{path}/redis-server")
    return program([f"{path}/redis-server", "--port", str(port), "--protected-mode", "no", "--dir", path, "--save", "",
                    "--enable-debug-command", "yes", *more], path)


def gunicorn(*arguments):
    """Real gunicorn from its unpacked package."""
    path = folder()
    put(f"{path}/app.py", "def app(environ, start):\n    start('200 OK', [('Content-Length', '2')])\n    return [b'ok']\n")
    packages = os.path.dirname(server("usr/lib/python3/dist-packages/gunicorn"))
    os.environ["PYTHONPATH"] = packages
    program([server("usr/bin/gunicorn"), "--chdir", path, "--bind", "0.0.0.0:8000", "--timeout", "600",
             "--worker-tmp-dir", path, *arguments, "app:app"], path)
    wait_port(8000)


@case
def gunicorn_preconnect():
    """Real gunicorn, two sync workers: browsers hold a silent connection each, and requests wait."""
    gunicorn("--workers", "2")
    remote("browsers", lambda: (hold(HERE, 8000, 2), time.sleep(1), hold(HERE, 8000, 10, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")))
    return 16


@case
def gunicorn_one_worker():
    """Real gunicorn, one sync worker without a proxy before it, one preconnected socket."""
    gunicorn("--workers", "1")
    remote("browser", lambda: (hold(HERE, 8000, 1), time.sleep(1), hold(HERE, 8000, 3, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")))
    return 16


@case
def sequential_server():
    """Real http.server serves one connection after the other: one that sends half a request stops all."""
    path = folder()
    put(f"{path}/app.py", """
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(('0.0.0.0', 8000), Handler).serve_forever()
""")
    program(["/usr/bin/python3", f"{path}/app.py"], path)
    wait_port(8000)
    request = b"POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 16000000\r\n\r\n{"
    remote("agents", lambda: (hold(HERE, 8000, 1, request), time.sleep(1), hold(HERE, 8000, 3, b"POST /mcp HTTP/1.1\r\n\r\n")))
    return 16


@case
def tls_handshake_in_accept():
    """TLS is wrapped around the listening socket: one client that says nothing holds the accepting thread."""
    path = folder()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                    f"{path}/key", "-out", f"{path}/cert", "-days", "2", "-subj", "/CN=x"], check=True, capture_output=True)

    def work():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{path}/cert", f"{path}/key")
        listener = context.wrap_socket(listen(8443, backlog=5), server_side=True)
        while True:
            quietly(lambda: kept.append(listener.accept()[0]))

    run("dashboard", work)
    wait_port(8443)
    remote("browsers", lambda: (hold(HERE, 8443, 1), time.sleep(0.5), [begin(HERE, 8443) for _ in range(12)]))
    return 14


@case
def node_event_loop_blocked():
    """Real node with its own backlog of 511: the event loop is blocked while six hundred clients come."""
    path = folder()
    put(f"{path}/app.js", """
const http = require('http');
http.createServer((request, response) => response.end('ok')).listen(8080, '0.0.0.0', () => {
  setInterval(() => { const end = Date.now() + 1400; while (Date.now() < end) { require('fs').readFileSync('/proc/self/stat');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); } }, 1500);
});
""")
    program([server("usr/bin/node"), f"{path}/app.js"], path)
    wait_port(8080)
    remote("clients", every, 0.4, burst, HERE, 8080, 620, 0.9)
    return 7


@case
def uwsgi_listen_queue():
    """Real uWSGI: its workers hang on a slow backend, and the queue of 100 is full."""
    path = folder()
    put(f"{path}/app.py", "import time\ndef application(environ, start):\n    time.sleep(600)\n")
    os.symlink(server("usr/bin/uwsgi-core"), f"{path}/uwsgi")
    # Named after the distribution's Python: python311 in Debian 12.
    plugins = server("usr/lib/uwsgi/plugins")
    plugin = next(name for name in sorted(os.listdir(plugins)) if name.startswith("python3") and name[7].isdigit())
    program([f"{path}/uwsgi", "--plugins-dir", plugins, "--plugin", plugin.removesuffix("_plugin.so"), "--http-socket", "0.0.0.0:9090", "--wsgi-file", f"{path}/app.py", "--processes", "2", "--need-app",
             "--chdir", path], path)
    wait_port(9090)
    remote("proxies", lambda: (hold(HERE, 9090, 2, b"GET / HTTP/1.0\r\n\r\n"), time.sleep(0.5), [begin(HERE, 9090) for _ in range(120)],
                               time.sleep(1), [quietly(one.send, b"GET / HTTP/1.0\r\n\r\n") for one in kept[2:]]))
    return 14


@case
def haproxy_maxconn():
    """Real HAProxy at its global maxconn: the other clients wait in the kernel."""
    path = folder()
    put(f"{path}/haproxy.cfg", """global
  maxconn 10
defaults
  mode http
  timeout connect 5s
  timeout client 10m
  timeout server 10m
frontend fe
  bind 0.0.0.0:7000
  default_backend be
backend be
  server s 127.0.0.1:7001
""")
    run("backend", serve, 7001, hang, "127.0.0.1")
    wait_port(7001)
    program([server("usr/sbin/haproxy"), "-db", "-f", f"{path}/haproxy.cfg"], path)
    wait_port(7000)
    remote("clients", lambda: (hold(HERE, 7000, 10, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), time.sleep(0.5),
                               [begin(HERE, 7000) for _ in range(30)]))
    return 14


@case
def prefork_keepalive():
    """Real httpd with prefork, 5 workers, KeepAliveTimeout 60: idle browsers hold all of them, requests wait."""
    path = folder()
    modules = os.path.dirname(server("usr/lib/apache2/modules/mod_mpm_prefork.so"))
    put(f"{path}/index.html", "ok")
    put(f"{path}/httpd.conf", f"""
ServerRoot {path}
ServerName x
PidFile {path}/pid
Listen 8080
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
User www-data
Group www-data
DocumentRoot {path}
ErrorLog {path}/errors
StartServers 5
MinSpareServers 1
MaxSpareServers 5
ServerLimit 5
MaxRequestWorkers 5
KeepAlive On
KeepAliveTimeout 60
Timeout 300
""")
    program([server("usr/sbin/apache2"), "-f", f"{path}/httpd.conf", "-DFOREGROUND"], path)
    wait_port(8080)
    request = b"GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n"

    def browse():
        time.sleep(1)
        for _ in range(5):
            connection = dial(HERE, 8080)
            connection.sendall(request)
            connection.recv(500)
            kept.append(connection)
        hold(HERE, 8080, 10, request)

    remote("browsers", browse)
    return 20


@case
def reuseport_old_process():
    """An old process that was not ended shares the port by SO_REUSEPORT and does nothing: its queue holds its share of the clients."""
    def work():
        serve(8080, lambda c: (c.recv(100), c.sendall(b"ok"), hang(c)), backlog=128, options=((socket.SOL_SOCKET, socket.SO_REUSEPORT, 1),))

    old = run("old-server", work)
    for _ in range(3):
        run("server", work)
    time.sleep(1.5)
    os.kill(old, signal.SIGSTOP)
    remote("clients", hold, HERE, 8080, 60, b"GET")
    return 15


@case
def acceptor_deadlocked():
    """A server with a backlog of 4,000 has deadlocked its accepting thread: clients connect, and nobody answers."""
    run("api-server", lambda: (listen(8080, backlog=4000), time.sleep(1000)))
    wait_port(8080)
    remote("clients", hold, HERE, 8080, 40, b"GET / HTTP/1.1\r\n\r\n")
    return 16


@case
def node_out_of_descriptors():
    """Real node at RLIMIT_NOFILE: libuv accepts with its spare descriptor and closes."""
    path = folder()
    put(f"{path}/app.js", "require('net').createServer(s => { s.on('error', () => {}) }).listen(3000, '0.0.0.0')")
    program([server("usr/bin/node"), f"{path}/app.js"], path, limit=64)
    wait_port(3000)

    def phone():
        for _ in range(120):
            quietly(hold, HERE, 3000)
        every(0.3, lambda: dial(HERE, 3000).close())

    remote("phones", phone)
    return 5


@case
def accept_emfile():
    """A server has used up its descriptors: accept() fails, and clients wait in its queue."""
    def work():
        listener = listen(9000)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        while True:
            try:
                kept.append(listener.accept()[0])
            except OSError:
                time.sleep(0.1)

    run("foo-service", work)
    wait_port(9000)
    remote("clients", hold, HERE, 9000, 90, b"PUT /foo")
    return 14


@case
def tiny_backlog():
    """A framework reads somaxconn wrongly and listens with a queue of 1: bursts are dropped."""
    listener = listen(8080, backlog=1)

    def work():
        while True:
            connection, _ = listener.accept()
            time.sleep(0.01)
            connection.close()

    run("dropwizard-app", work)
    listener.close()
    remote("clients", every, 0.4, burst, HERE, 8080, 20, 1.2)
    return 6
