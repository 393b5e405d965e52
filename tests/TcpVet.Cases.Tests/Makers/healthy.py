"""Hosts that look strange and are well."""
import os
import select
import socket
import struct
import time

from stage import (HERE, THERE, begin, case, dial, drain, every, folder, hang, hold, kept, listen, program, put, quietly, remote, rest,
                   run, serve, server, sh, sysctl, thread, threads, wait_port)

RESET = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
KEEPALIVE = (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
IDLE = (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)


def beat(connections, seconds, word=b"event\n"):
    while True:
        for one in connections:
            quietly(one.send, word)
        time.sleep(seconds)


def answer(word=b"ok"):
    """A talk that answers each request until the client leaves."""
    def talk(connection):
        while connection.recv(4096):
            connection.sendall(word)
        connection.close()
    return talk


def nginx(port, more=""):
    path = folder()
    put(f"{path}/index.html", "ok\n")
    put(f"{path}/nginx.conf", f"""
worker_processes 1; pid {path}/pid; error_log {path}/errors; events {{ worker_connections 2048; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {path}/a; proxy_temp_path {path}/b; fastcgi_temp_path {path}/c; uwsgi_temp_path {path}/d; scgi_temp_path {path}/e;
  server {{ listen {port}; root {path}; {more} }}
}}
""")
    program([server("usr/sbin/nginx"), "-p", path, "-e", f"{path}/errors", "-c", f"{path}/nginx.conf", "-g", "daemon off;"], path)
    wait_port(port)


@case
def health_checks_that_reset():
    """Twenty senders, and two balancers whose checks connect and reset, twice a second each."""
    run("logstash", serve, 5044, drain)

    def check():
        one = dial(HERE, 5044)
        one.setsockopt(*RESET)
        one.close()

    def balancer():
        senders = [dial(HERE, 5044) for _ in range(20)]
        thread(beat, senders, 1)
        threads(2, every, 0.5, check)

    remote("balancer", balancer)
    return 5


@case
def haproxy_checks():
    """Real HAProxy checks two listeners every half second without a word of their protocol, and has twenty sessions to them."""
    run("warpgate", serve, 2222, drain)
    wait_port(2222)
    path = folder()
    put(f"{path}/haproxy.cfg", """defaults
  mode tcp
  timeout connect 5s
  timeout client 5m
  timeout server 5m
frontend fe
  bind 0.0.0.0:22022
  default_backend be
backend be
  server one 127.0.0.1:2222 check inter 500ms
  server two 127.0.0.1:2222 check inter 500ms
""")
    program([server("usr/sbin/haproxy"), "-db", "-f", f"{path}/haproxy.cfg"], path)
    wait_port(22022)
    remote("users", lambda: beat([dial(HERE, 22022) for _ in range(20)], 1))
    return 5


@case
def torrent_client():
    """A torrent client: forty peers that talk, many that are not reachable, each at its own address and port."""
    remote("peers", serve, 6881, answer(b"piece" * 200), before="ip addr add 10.60.0.1/24 dev lo; ip route add blackhole 10.61.0.0/16")
    sh(f"ip route add 10.61.0.0/16 via {THERE}")

    def client():
        beat_to = [dial(THERE, 6881) for _ in range(40)]
        thread(beat, beat_to, 0.5, b"have")
        for one in beat_to:
            thread(drain, one)
        number = 0
        while True:
            tries = []
            for _ in range(30):
                number += 1
                tries.append(begin(f"10.61.{number // 200 % 250}.{number % 200 + 1}", 20000 + number * 37 % 40000))
            time.sleep(5)
            for one in tries:
                kept.remove(one)
                one.close()

    run("qbittorrent", client)
    return 8


@case
def server_that_closes_first():
    """A test run over: hundreds of TIME_WAIT on the server's port, because it closes first."""
    def talk(connection):
        connection.recv(100)
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nok")
        connection.shutdown(socket.SHUT_WR)
        drain(connection)

    run("restcomm", serve, 8080, talk)

    def test():
        for _ in range(700):
            one = dial(HERE, 8080)
            one.sendall(b"GET / HTTP/1.0\r\n\r\n")
            drain(one)

    remote("tests", test)
    return 5


@case
def short_clients_of_a_player():
    """Displays ask a music player twenty times a second, each time with a new connection over loopback."""
    run("mpd", serve, 6600, answer(b"OK MPD\n"))

    def ask():
        one = dial("127.0.0.1", 6600)
        one.sendall(b"status\n")
        one.recv(100)
        one.close()

    run("conky", every, 0.05, ask)
    return 6


@case
def waits_for_its_database():
    """A service that has just started tries its database with longer and longer pauses; it is still starting."""
    remote("far", rest)

    def start():
        pause = 0.5
        while True:
            quietly(socket.create_connection, (THERE, 5432), 2)
            time.sleep(pause)
            pause = min(pause * 2, 8)

    run("digarr", start)
    return 4


@case
def phones_that_vanish():
    """An MQTT broker with a hundred phones, some of which lose their network; the broker's own timeout ends them."""
    def broker():
        listener = listen(1883)
        clients = {}
        listener.setblocking(False)
        while True:
            ready, _, _ = select.select([listener, *clients], [], [], 0.5)
            for one in ready:
                if one is listener:
                    client, _ = listener.accept()
                    client.setblocking(False)
                    clients[client] = time.time()
                else:
                    try:
                        data = one.recv(1000)
                    except OSError:
                        data = b""
                    if not data:
                        clients.pop(one).__class__
                        one.close()
                    else:
                        clients[one] = time.time()
                        quietly(one.send, b"\xd0\x00")
            for one in [one for one, heard in clients.items() if time.time() - heard > 15]:
                del clients[one]
                one.close()

    run("mosquitto", broker)
    wait_port(1883)

    def phones():
        for i in range(100):
            one = dial(HERE, 1883)
            one.sendall(b"\xc0\x00")
            kept.append(one)
        beat(kept[10:], 3, b"\xc0\x00")

    remote("phones", phones)
    time.sleep(3)
    # Two of them have moved to another network: their address answers no more.
    return 9


@case
def scanned_host():
    """A web server on a public address: somebody knocks on port after port, and its clients are served."""
    run("httpd", serve, 80, answer())

    def scan():
        thread(beat, [dial(HERE, 80) for _ in range(10)], 0.5)
        port = 1000
        while True:
            one = socket.socket()
            one.settimeout(1)
            one.connect_ex((HERE, port))
            one.close()
            port = port % 60000 + 1
            time.sleep(0.007)

    remote("scanner", scan)
    return 5


@case
def ssh_with_bots():
    """sshd on the default port: bots connect, read the banner and leave or reset, all day long; two users work."""
    def talk(connection):
        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        drain(connection)

    run("sshd", serve, 22, talk)

    def bots():
        thread(beat, [dial(HERE, 22) for _ in range(2)], 1)
        turn = 0
        while True:
            one = dial(HERE, 22)
            one.recv(30)
            turn += 1
            if turn % 3 == 0:
                one.setsockopt(*RESET)
            one.close()
            time.sleep(0.4)

    remote("bots", bots)
    return 6


@case
def deploy_of_websockets():
    """A deploy: the old process is killed with its 300 websockets, and all of them come back to the new one at once."""
    old = run("app-v1", serve, 8080, answer())

    def clients():
        def stay():
            while True:
                try:
                    one = dial(HERE, 8080)
                    while True:
                        one.sendall(b"ping")
                        if not one.recv(100):
                            break
                        time.sleep(2)
                except OSError:
                    time.sleep(0.2)
        threads(300, stay)

    remote("browsers", clients)
    time.sleep(4)
    os.kill(old, 9)
    os.waitpid(old, 0)
    run("app-v2", serve, 8080, answer())
    return 2


@case
def ftp_with_idle_controls():
    """FTP: idle control connections, and a data connection for each file, which the server closes first."""
    run("vsftpd", serve, 21, drain)

    def data():
        def send(connection):
            connection.sendall(b"f" * 30000)
            connection.shutdown(socket.SHUT_WR)
            drain(connection)
        serve(40021, send)

    run("vsftpd", data)

    def clients():
        hold(HERE, 21, 25, b"USER x\r\n")
        every(0.05, lambda: drain(dial(HERE, 40021)))

    remote("ftp", clients)
    return 8


@case
def throttled_consumers():
    """A broker holds consumers to their quota: it reads and sends in small portions, with pauses."""
    def talk(connection):
        while True:
            connection.recv(1000)
            time.sleep(0.5)
            connection.sendall(b"r" * 20000)

    run("kafka", serve, 9092, talk)

    def consume(connection):
        while True:
            connection.sendall(b"fetch")
            left = 20000
            while left > 0:
                left -= len(connection.recv(left))

    remote("consumers", lambda: [thread(consume, dial(HERE, 9092)) for _ in range(20)])
    return 6


@case
def resolver_with_some_losses():
    """A resolver: a socket for each question upstream, and every fiftieth is not answered."""
    def authority():
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("0.0.0.0", 53))
        count = 0
        while True:
            data, peer = made.recvfrom(1500)
            count += 1
            if count % 50:
                made.sendto(data, peer)

    remote("authority", authority)

    def resolver():
        front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        front.bind(("127.0.0.1", 53))
        asked = {}
        while True:
            ready, _, _ = select.select([front, *asked], [], [], 0.2)
            for one in ready:
                if one is front:
                    data, client = front.recvfrom(1500)
                    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    made.connect((THERE, 53))
                    made.send(data)
                    asked[made] = (client, time.time())
                else:
                    client, _ = asked.pop(one)
                    front.sendto(one.recv(1500), client)
                    one.close()
            for one in [one for one, (_, since) in asked.items() if time.time() - since > 2]:
                del asked[one]
                one.close()

    run("unbound", resolver)
    time.sleep(0.3)

    def ask():
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.connect(("127.0.0.1", 53))
        made.settimeout(0.3)
        while True:
            made.send(os.urandom(30))
            quietly(made.recv, 100)
            time.sleep(0.005)

    run("app", ask)
    return 5


@case
def probes_left_open():
    """A balancer's probe leaves its connection open until the next one; the service ends it after ten seconds."""
    def talk(connection):
        connection.settimeout(4)
        try:
            drain(connection)
        except OSError:
            connection.close()

    run("service", serve, 8443, talk)

    def probe():
        last = []
        while True:
            last.append(dial(HERE, 8443))
            if len(last) > 3:
                last.pop(0).close()
            time.sleep(2)

    remote("balancer", lambda: (thread(probe), beat([dial(HERE, 8443) for _ in range(10)], 1)))
    return 9


@case
def tls_port_checked_without_tls():
    """A balancer connects to a TLS port every half second and closes without a word; clients are served."""
    run("caddy", serve, 993, answer())
    remote("balancer", lambda: (thread(every, 0.5, lambda: dial(HERE, 993).close()), beat([dial(HERE, 993) for _ in range(10)], 1)))
    return 5


@case
def idle_websockets():
    """A thousand websockets that are silent between their pings, with keepalive on both sides."""
    def work():
        listener = listen(8443)
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(*KEEPALIVE)
            connection.setsockopt(*IDLE)
            kept.append(connection)

    run("wsd", work)

    def phones():
        for _ in range(1000):
            one = dial(HERE, 8443)
            one.setsockopt(*KEEPALIVE)
            one.setsockopt(*IDLE)
            kept.append(one)

    remote("phones", phones)
    return 6


@case
def load_test_of_nginx():
    """Real nginx under a load test with two hundred lasting connections."""
    nginx(8080)

    def load():
        connections = [dial(HERE, 8080) for _ in range(200)]
        while True:
            for one in connections:
                one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            for one in connections:
                one.recv(4096)
            time.sleep(0.05)

    remote("wrk", load)
    return 5


@case
def load_test_without_reuse():
    """A load test with a connection for each request towards a far server: some thousand TIME_WAIT of 28,000 ports."""
    # The stage's small hash table lowers the limit, which no host of today has so low.
    sysctl("net.ipv4.tcp_max_tw_buckets", 131072)
    remote("pool-daemon", serve, 7950, answer())

    def ask():
        one = dial(THERE, 7950)
        one.sendall(b"{}")
        one.recv(10)
        one.close()

    run("nomp", lambda: ([ask() for _ in range(1500)], every(0.01, ask)))
    return 7


@case
def half_closed_forwards():
    """A relay forwards sessions half of which one end has closed; the other ends still send."""
    def log(connection):
        while connection.recv(100):
            pass
        while True:
            connection.sendall(b"line\n")
            time.sleep(1)

    remote("inner", serve, 3306, log)

    def relay():
        for _ in range(60):
            one = dial(THERE, 3306)
            one.sendall(b"q")
            one.shutdown(socket.SHUT_WR)
            thread(drain, one)

    run("relay", relay)
    return 10


@case
def ipv4_only_host():
    """A host without IPv6: a client tries it first, is told at once that there is no way, and takes IPv4."""
    remote("web", serve, 443, answer())
    sh("ip -6 addr flush dev cable scope global; ip -6 route flush dev cable")

    def visit():
        one = socket.socket(socket.AF_INET6)
        quietly(one.connect, ("2001:db8:ffff::1", 443))
        one.close()
        again = dial(THERE, 443)
        again.sendall(b"GET")
        again.recv(10)
        again.close()

    run("browser", every, 0.5, visit)
    return 5


@case
def uneven_reuseport_workers():
    """Four workers share a port by SO_REUSEPORT; one has got most of the lasting connections, and all of them serve."""
    for _ in range(4):
        run("hitch", serve, 8443, answer(), "0.0.0.0", 128, ((socket.SOL_SOCKET, socket.SO_REUSEPORT, 1),))
    time.sleep(0.5)
    remote("clients", lambda: beat([dial(HERE, 8443) for _ in range(21)], 0.5))
    return 5


@case
def redis_that_warns():
    """Real Redis says at its start that somaxconn is 128; a dozen clients work with it."""
    sysctl("net.core.somaxconn", 128)
    path = folder()
    os.symlink(server("usr/bin/redis-check-rdb"), f"{path}/redis-server")
    program([f"{path}/redis-server", "--port", "6379", "--protected-mode", "no", "--dir", path, "--save", ""], path)
    wait_port(6379)

    def work():
        connections = [dial(HERE, 6379) for _ in range(12)]
        while True:
            for one in connections:
                one.sendall(b"PING\r\n")
                one.recv(20)
            time.sleep(0.2)

    remote("workers", work)
    return 4


@case
def backup_to_slow_disk():
    """A backup is sent as fast as the other side's disk takes it: data waits here all the time, and moves."""
    def store(connection):
        while connection.recv(30000):
            time.sleep(0.05)

    remote("archive", serve, 873, store)

    def send():
        one = dial(THERE, 873, 60)
        while True:
            one.sendall(b"b" * 60000)

    run("kafka-backup", send)
    return 8


@case
def pool_with_keepalive():
    """A pool of twenty idle database connections, checked every few seconds, with keepalive after a minute."""
    remote("postgres", serve, 5432, answer())

    def pool():
        for _ in range(20):
            one = dial(THERE, 5432)
            one.setsockopt(*KEEPALIVE)
            one.setsockopt(*IDLE)
            kept.append(one)
        while True:
            for one in kept:
                one.sendall(b"SELECT 1")
                one.recv(10)
            time.sleep(3)

    run("api", pool)
    return 6


@case
def steady_udp_receiver():
    """A metrics daemon reads datagrams as they come, a thousand a second, and never answers one."""
    def receive():
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("0.0.0.0", 8125))
        while True:
            made.recv(2000)

    run("statsd", receive)
    time.sleep(0.3)

    def send():
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.connect((HERE, 8125))
        while True:
            for _ in range(20):
                made.send(b"requests:1|c")
            time.sleep(0.02)

    remote("apps", send)
    return 5


@case
def closed_pool_spares():
    """A gateway's pool has eight spare connections whose servers have closed; they go when they are next looked at."""
    def talk(connection):
        connection.recv(10)
        time.sleep(2)
        connection.shutdown(socket.SHUT_WR)
        hang(connection)

    remote("services", serve, 8443, talk)
    run("gateway", hold, THERE, 8443, 8, b"x")
    return 14
