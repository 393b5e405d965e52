"""Two faults on one host that have nothing to do with each other."""
import resource
import socket
import time

from accepting import acceptor_deadlocked
from closing import answer_and_close
from connecting import attempt
from datagrams import ask
from stage import (HERE, THERE, begin, case, dial, every, hold, in_turn, kept, listen, remote, rule_there, run, serve, thread, threads,
                   wait_port)


def report():
    """Reads the status line of sixty answers that were closed."""
    for _ in range(60):
        one = dial(THERE, 9200)
        one.sendall(b"GET / HTTP/1.1\r\n\r\n")
        one.recv(15)
        kept.append(one)


def fill(port, count):
    for _ in range(count):
        begin(HERE, port)


@case
def full_queue_and_leak():
    """A shop does not accept, and a reporter forgets its responses."""
    run("shop", lambda: listen(8080, backlog=16))
    wait_port(8080)
    remote("far", lambda: (thread(serve, 9200, answer_and_close), fill(8080, 40)))
    run("reporter", report)
    return 14


@case
def full_queue_and_silent_database():
    """A shop does not accept, and orders gets no answer from a database on another host."""
    run("shop", lambda: listen(8080, backlog=16))
    wait_port(8080)
    remote("far", lambda: fill(8080, 40), before=rule_there("input", "tcp dport 5432 drop"))

    def orders():
        made = begin(THERE, 5432)
        time.sleep(8)
        made.close()

    run("orders", lambda: in_turn(12, 7, every, 0.1, orders))
    return 15


@case
def refused_and_not_reading():
    """A worker's database refuses, and a consumer does not read its feed."""
    def feed(connection):
        while True:
            connection.sendall(b"{}" * 4000)

    remote("feed", serve, 8765, feed)
    run("worker", every, 0.2, attempt, THERE, 5432)

    def consume():
        hold(THERE, 8765, 8)

    run("consumer", consume)
    return 25


@case
def silent_resolver_and_leak():
    """Names cost five seconds, and a reporter forgets its responses."""
    remote("far", serve, 9200, answer_and_close, before=rule_there("input", "udp dport 53 drop"))
    run("app", lambda: threads(12, every, 0.05, ask))
    run("reporter", report)
    return 14


@case
def out_of_descriptors_and_slow_receiver():
    """A server has used up its descriptors, and a metrics relay loses datagrams."""
    def work():
        listener = listen(9000)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        while True:
            try:
                kept.append(listener.accept()[0])
            except OSError:
                time.sleep(0.1)

    def relay():
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("0.0.0.0", 2003))
        while True:
            made.recv(2000)
            time.sleep(0.005)

    run("foo-service", work)
    run("carbon-relay", relay)
    wait_port(9000)

    def clients():
        thread(hold, HERE, 9000, 90, b"PUT /foo")
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.connect((HERE, 2003))
        while True:
            for _ in range(40):
                made.send(b"metric.path 1 1700000000\n" * 40)
            time.sleep(0.05)

    remote("clients", clients)
    return 14
