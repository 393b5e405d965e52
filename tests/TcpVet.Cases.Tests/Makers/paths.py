"""What happens on the way."""
import socket
import time

from stage import (HERE, THERE, case, dial, echo, every, hang, hold, kept, quietly, remote, rule, rule_there, run, serve, sh, sysctl,
                   thread, threads)


@case
def strict_reverse_path():
    """A host with two ways and rp_filter 1: what comes in by one of them is thrown away without a word."""
    run("httpd", serve, 80, hang)

    def knock():
        made = socket.socket()
        made.bind(("10.77.0.9", 0))
        made.settimeout(4)
        quietly(made.connect, (HERE, 80))
        made.close()

    def clients():
        threads(6, every, 0.2, knock)

    sh("ip link add second type veth peer name second-far; ip addr add 10.99.0.1/24 dev second; ip link set second-far up; ip link set second up")
    sh("ip route add 10.77.0.0/24 dev second")
    remote("clients", clients, before="ip addr add 10.77.0.9/32 dev lo; sysctl -qw net.ipv4.conf.all.arp_announce=2")
    sysctl("net.ipv4.conf.all.rp_filter", 1)
    sysctl("net.ipv4.conf.cable.rp_filter", 1)
    return 7


@case
def large_segments_vanish():
    """A tunnel on the way has a smaller MTU and says nothing: small requests pass, large ones hang."""
    remote("web", serve, 443, echo, before=rule_there("prerouting", "meta length gt 1300 tcp dport 443 drop", -300))

    def browse():
        for _ in range(8):
            made = dial(THERE, 443)
            made.sendall(b"hello")
            made.recv(100)
            made.sendall(b"x" * 6000)
            kept.append(made)

    sh("ethtool -K cable tso off gso off 2>/dev/null || ip link set cable gso_max_segs 1 || true")
    run("firefox", browse)
    return 12


@case
def pool_behind_forgetful_nat():
    """Pooled connections to a database through a NAT that has forgotten them: queries get no answer."""
    def database():
        thread(serve, 5432, echo)
        time.sleep(3)
        rule("prerouting", "tcp dport 5432 drop", -300)

    remote("database", database)

    def query():
        for _ in range(12):
            made = dial(THERE, 5432)
            made.sendall(b"SELECT 1")
            made.recv(100)
            kept.append(made)
        time.sleep(5)
        while True:
            for made in kept:
                quietly(made.send, b"SELECT 2")
            time.sleep(2)

    run("api", query)
    return 22


@case
def listener_hangs_for_ever():
    """Readers wait for ever, without keepalive: the network has dropped their connections."""
    remote("server", serve, 6379, hang)
    run("worker", hold, THERE, 6379, 15, b"SUBSCRIBE jobs\r\n")
    time.sleep(2)
    sh("ip link set cable down")
    return 7
