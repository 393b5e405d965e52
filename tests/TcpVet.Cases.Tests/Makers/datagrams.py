"""UDP: datagrams without an answer, and receivers that are too slow."""
import socket
import time

from stage import (HERE, THERE, case, every, quietly, remote, rest, rule_there, run, threads)

QUESTION = bytes.fromhex("abcd01000001000000000000") + b"\3www\7example\3com\0\0\1\0\1"


def udp(host=None, port=None):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if host:
        made.connect((host, port))
    return made


def ask(timeout=5.0):
    made = udp(THERE, 53)
    made.settimeout(timeout)
    made.send(QUESTION)
    quietly(made.recv, 512)
    made.close()


@case
def resolver_silent():
    """The resolver does not answer: each name costs five seconds."""
    remote("resolver", rest, before=rule_there("input", "udp dport 53 drop"))
    run("app", lambda: threads(12, every, 0.05, ask))
    return 8


@case
def resolver_not_there():
    """Nobody listens on port 53 of the resolver: each question is answered by ICMP."""
    remote("far", rest)
    run("mailer", lambda: threads(4, every, 0.1, ask))
    return 4


@case
def statsd_to_nowhere():
    """Metrics go to port 8125 of this host, where nothing listens."""
    def count():
        made = udp("127.0.0.1", 8125)
        while True:
            quietly(made.send, b"requests:1|c")
            time.sleep(0.02)

    run("airbrake-proxy", count)
    return 4


@case
def metrics_in_bursts():
    """A relay of metrics keeps up, but bursts of datagrams are larger than its buffer of 212,992 bytes."""
    def relay():
        made = udp()
        made.bind(("0.0.0.0", 2003))
        while True:
            made.recv(2000)
            time.sleep(0.0005)

    run("carbon-relay", relay)

    def send():
        made = udp(HERE, 2003)
        while True:
            for _ in range(250):
                made.send(b"metric.path 1 1700000000\n" * 40)
            time.sleep(0.8)

    remote("agents", send)
    return 5


@case
def receiver_too_slow():
    """A receiver of syslog parses each line for so long that it never keeps up."""
    def receive():
        made = udp()
        made.bind(("0.0.0.0", 514))
        while True:
            made.recv(2000)
            time.sleep(0.005)

    run("syslog-ng", receive)

    def send():
        made = udp(HERE, 514)
        while True:
            for _ in range(40):
                made.send(b"<13>Jan 1 00:00:00 host app: line\n" * 25)
            time.sleep(0.05)

    remote("routers", send)
    return 5
