"""Ports that are taken, or run out."""
import os
import socket
import time

from stage import (HERE, THERE, case, dial, drain, every, folder, hang, hold, kept, libc, listen, program, put, remote, run, serve,
                   server, thread, wait_port)


@case
def connected_to_itself():
    """A client that connects to a local port again and again has met itself, and holds the port."""
    def check():
        put("/proc/sys/net/ipv4/ip_local_port_range", "50000 50010")
        while True:
            made = socket.socket()
            try:
                made.connect(("127.0.0.1", 50004))
                put("/proc/sys/net/ipv4/ip_local_port_range", "32768 60999")
                made.sendall(b"HEAD / HTTP/1.1\r\n")
                made.recv(100)
                kept.append(made)
                return
            except ConnectionRefusedError:
                made.close()

    run("replica", check)
    return 3


@case
def port_stolen_by_connection():
    """While a service was down, a connection of another program took its port."""
    remote("cloud", serve, 443, hang)

    def agent():
        put("/proc/sys/net/ipv4/ip_local_port_range", "39132 39132")
        hold(THERE, 443, 1, b"x")
        put("/proc/sys/net/ipv4/ip_local_port_range", "32768 60999")

    run("agent", agent)
    return 2


@case
def restart_in_time_wait():
    """A server without SO_REUSEADDR has closed its connections and cannot be started again for a minute."""
    def first():
        listener = socket.socket()
        listener.bind(("0.0.0.0", 5000))
        listener.listen(64)
        for _ in range(12):
            connection, _ = listener.accept()
            connection.recv(10)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(10)
            connection.close()
        os._exit(0)

    def visit():
        for _ in range(12):
            connection = dial(HERE, 5000)
            connection.sendall(b"x")
            drain(connection)

    run("ticktock", first)
    wait_port(5000)
    remote("browsers", visit)
    return 2


@case
def web_server_already_there():
    """nginx cannot be started, for Apache holds port 80."""
    path = folder()
    modules = os.path.dirname(server("usr/lib/apache2/modules/mod_mpm_prefork.so"))
    put(f"{path}/httpd.conf", f"""
ServerRoot {path}
ServerName x
PidFile {path}/pid
Listen 80
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
User www-data
Group www-data
DocumentRoot {path}
ErrorLog {path}/errors
""")
    program([server("usr/sbin/apache2"), "-f", f"{path}/httpd.conf", "-DFOREGROUND"], path)
    wait_port(80)
    return 1


@case
def helper_inherited_listener():
    """A server has gone, and a program that it once started holds its listening socket."""
    reading, writing = os.pipe()

    def parent():
        listener = listen(8080, backlog=128)
        os.set_inheritable(listener.fileno(), True)
        child = os.fork()
        if child == 0:
            libc.prctl(1, 0)
            os.execv("/usr/bin/sleep", ["sleep", "900"])
        os.write(writing, str(child).encode())
        os._exit(0)

    run("webapp", parent)
    os.read(reading, 20)
    remote("browsers", hold, HERE, 8080, 5, b"GET / HTTP/1.1\r\n\r\n")
    return 12


@case
def shell_inherited_listener():
    """A crashed server's child, a shell that waits for a job, keeps the port."""
    def parent():
        listener = listen(9999, backlog=128)
        os.set_inheritable(listener.fileno(), True)
        if os.fork() == 0:
            libc.prctl(1, 0)
            os.execv("/bin/sh", ["sh", "-c", "read answer; sleep 900"])
        os._exit(0)

    # The shell's input is the maker's, which stays open.
    run("ketrew", parent)
    return 2


@case
def source_address_bound_first():
    """A proxy binds its source address before connect(): all destinations share one range, and bind() fails."""
    remote("backends", lambda: [thread(serve, port, hang) for port in range(9001, 9006)])
    put("/proc/sys/net/ipv4/ip_local_port_range", "40000 40119")

    def proxy():
        failed = turn = 0
        time.sleep(0.5)
        while failed < 3:
            made = socket.socket()
            try:
                made.bind((HERE, 0))
                made.connect((THERE, 9001 + turn % 5))
                kept.append(made)
            except OSError:
                failed += 1
                made.close()
            turn += 1

    run("envoy", proxy)
    return 3


@case
def bench_without_reuse():
    """A test client opens a connection for each call to a local RPC port, until none is left."""
    remote("node", serve, 11101, lambda connection: (connection.recv(100), connection.sendall(b"{}"), drain(connection)))
    put("/proc/sys/net/ipv4/ip_local_port_range", "40000 40499")

    def call():
        made = dial(THERE, 11101)
        made.sendall(b"POST /rpc")
        made.recv(10)
        made.close()

    done = os.pipe()
    run("casper-test", lambda: ([call() for _ in range(430)], os.write(done[1], b"1"), every(0.1, call)))
    os.read(done[0], 1)
    return 1


@case
def service_inside_ephemeral_range():
    """A node listens on 39132, where outgoing connections take their ports."""
    run("stellar-core", serve, 39132, hang)
    wait_port(39132)
    remote("peers", hold, HERE, 39132, 5, b"hello")
    return 2
