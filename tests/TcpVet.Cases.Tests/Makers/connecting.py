"""Clients that do not reach what they want to reach."""
import socket
import time

from stage import (HERE, THERE, THERE6, begin, case, dial, every, folder, hang, in_turn, listen, program, put, remote, rest, rule,
                   rule_there, run, serve, server, sh, thread, wait_port)


def attempt(host, port, timeout=2.0):
    socket.create_connection((host, port), timeout).close()


@case
def mysql_bound_to_loopback():
    """Applications connect to the host's own address, the database is bound to 127.0.0.1."""
    remote("other", rest)
    run("mysqld", serve, 3306, hang, "127.0.0.1")
    wait_port(3306)
    run("shop", every, 0.2, attempt, HERE, 3306)
    return 3


@case
def database_elsewhere_refuses():
    """A worker connects again and again to another host, where the service is bound to its loopback."""
    remote("postgres", serve, 5432, hang, "127.0.0.1")
    run("worker", every, 0.2, attempt, THERE, 5432)
    return 3


@case
def node_localhost_is_ipv6():
    """Real node connects to localhost, which is ::1 first; the API listens on 127.0.0.1."""
    path = folder()
    run("api", serve, 3004, hang, "127.0.0.1")
    wait_port(3004)
    put(f"{path}/client.js", """
const net = require('net');
setInterval(() => { const s = net.connect({ host: '::1', port: 3004 }); s.on('error', () => {}); s.on('connect', () => s.destroy()); }, 200);
""")
    program([server("usr/bin/node"), f"{path}/client.js"], path)
    return 4


@case
def dev_server_on_ipv6_only():
    """A dev server listens on ::1, a client that knows IPv4 alone connects to 127.0.0.1."""
    run("ng-serve", serve, 4200, hang, "::1", 4096, (), socket.AF_INET6)
    wait_port(4200)
    run("editor", every, 0.2, attempt, "127.0.0.1", 4200)
    return 3


@case
def service_not_started():
    """A cron job talks to a local daemon that is not running."""
    run("backup-job", every, 0.2, attempt, "127.0.0.1", 8086)
    return 3


@case
def rejected_as_prohibited():
    """The other host's firewall answers as firewalld does: icmp-host-prohibited."""
    remote("postgres", serve, 5432, hang, before=rule_there("input", "tcp dport 5432 reject with icmpx admin-prohibited"))
    run("frontend", every, 0.2, attempt, THERE, 5432)
    return 3


@case
def own_firewall_drops_answers():
    """A policy of DROP on input, and no rule for answers: what this host asks for never comes back in."""
    remote("mirror", serve, 443, hang)
    rule("input", "tcp sport 443 counter drop")

    def fetch():
        made = begin(THERE, 443)
        time.sleep(6)
        made.close()

    run("fetcher", lambda: in_turn(12, 5, every, 0.1, fetch))
    return 11


@case
def own_firewall_drops_requests():
    """Tunnel software marks packets, and a rule of the own firewall drops what comes in to a service."""
    run("web", serve, 8080, hang)
    rule("input", "tcp dport 8080 counter drop")

    def knock():
        made = begin(HERE, 8080)
        time.sleep(5)
        made.close()

    remote("clients", lambda: in_turn(10, 4, every, 0.1, knock))
    return 7


@case
def dead_upstream():
    """A gateway's SYNs to one backend are not answered: a firewall on the way drops them."""
    remote("far", rest, before=rule_there("input", "tcp dport 8443 drop"))

    def call():
        made = begin(THERE, 8443)
        time.sleep(8)
        made.close()

    run("gateway", lambda: in_turn(16, 7, every, 0.1, call))
    return 14


@case
def ipv6_goes_nowhere():
    """A client tries IPv6 first, which nobody answers, gives up and takes IPv4."""
    remote("servers", lambda: (thread(serve, 6697, hang), rest()))
    sh(f"ip -6 neigh replace {THERE6} lladdr 02:00:00:00:00:77 dev cable")

    def connect():
        made = socket.socket(socket.AF_INET6)
        made.settimeout(6)
        try:
            made.connect((THERE6, 6697))
        except OSError:
            pass
        made.close()
        again = dial(THERE, 6697)
        again.sendall(b"NICK x")
        time.sleep(0.3)
        again.close()

    run("hexchat", lambda: in_turn(4, 6, every, 0.1, connect))
    return 13


@case
def port_published_to_loopback():
    """A published port: docker-proxy forwards to a container whose program listens on 127.0.0.1."""
    published(8955, 8955, "127.0.0.1")
    return 5


@case
def port_published_to_wrong_port():
    """A published port: docker-proxy forwards to port 80 of a container whose program listens on 8000."""
    published(8080, 8000, "0.0.0.0", 80)
    return 5


def published(port, inside, host, target=None):
    """docker-proxy as the real one works: accepts, connects to the container, resets where that fails."""
    target = target or inside
    remote("webapp", serve, inside, hang, host, name="docker0", here="172.17.0.1", there="172.17.0.2", here6="fd00:17::1", there6="fd00:17::2")
    listener = listen(port)

    def forward(client):
        try:
            behind = socket.create_connection(("172.17.0.2", target), 5)
            behind.close()
        finally:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()

    def proxy():
        while True:
            client, _ = listener.accept()
            thread(forward, client)

    run("docker-proxy", proxy)
    listener.close()

    def curl():
        made = dial("127.0.0.1", port, 3)
        made.sendall(b"GET /metrics HTTP/1.1\r\n\r\n")
        made.recv(10)

    run("curl", every, 0.3, curl)


@case
def localhost_of_the_container():
    """A program in a container connects to localhost, where the host's service is not."""
    def inside():
        every(0.2, attempt, "127.0.0.1", 50051)

    # The container is looked into; what it wants listens in the other namespace, as on a host with containers.
    remote("grpc-server", serve, 50051, hang)
    run("grpcox", inside)
    return 3
