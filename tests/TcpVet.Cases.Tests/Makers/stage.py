"""What the makers of situations share: a network namespace, processes with names, another host behind a cable.

This host is 192.0.2.1 and 2001:db8::1, the other one 192.0.2.2 and 2001:db8::2 (RFC 5737, RFC 3849). All that is started ends with
the maker: children die with their parent (prctl(2) PR_SET_PDEATHSIG), and what daemons leave is adopted (PR_SET_CHILD_SUBREAPER).
"""
import ctypes
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE, THERE = "192.0.2.1", "192.0.2.2"
HERE6, THERE6 = "2001:db8::1", "2001:db8::2"
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, CLONE_NEWNET = 1, 36, 0x40000000

kept = []  # sockets that nobody reads any more, and must not be collected
folders = []
libc = ctypes.CDLL(None, use_errno=True)
makers = {}


def case(function):
    """Registers a maker; its name is the situation's, with dashes. It returns the seconds until what it made is ripe."""
    makers[function.__name__.replace("_", "-")] = function
    return function


def enter():
    """A namespace of its own whose connections have a hash table of their own (Linux 6.1), so that dumps walk a small one."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    unshare()
    try:
        put("/proc/sys/net/ipv4/tcp_child_ehash_entries", "4096")
        unshare()
    except OSError:
        pass
    sh("ip link set lo up")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20000), hard))


def unshare():
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWNET)")


def sh(command):
    subprocess.run(command, shell=True, check=True, stdout=sys.stderr)


def put(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def sysctl(name, value):
    put("/proc/sys/" + name.replace(".", "/"), str(value))


def rule(hook, text, priority=0):
    """A rule of nftables in a chain of its own; priority -300 is before connection tracking."""
    sh(f"nft 'add table inet case; add chain inet case {hook} {{ type filter hook {hook} priority {priority}; }}; add rule inet case {hook} {text}'")


def rule_there(hook, text, priority=0):
    """The same for `before` of remote()."""
    return (f"nft add table inet case; nft add chain inet case {hook} \"{{ type filter hook {hook} priority {priority}; }}\"; "
            f"nft add rule inet case {hook} {text}")


def rename(name):
    put("/proc/self/comm", name)


def run(name, function, *arguments):
    """A process of this host: it ends with the maker, and holds what it opened until then."""
    pid = os.fork()
    if pid == 0:
        become(name, function, *arguments)
    return pid


def become(name, function, *arguments):
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    rename(name)
    try:
        function(*arguments)
        rest()
    except BaseException as error:  # pylint: disable=broad-except
        print(f"{name}: {error!r}", file=sys.stderr, flush=True)
    os._exit(0)


def program(line, path=None, limit=None):
    """A real program, which is found in the folder of Debian's servers or on this machine."""
    pid = os.fork()
    if pid == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # In a session of its own: httpd that is told to end ends its whole process group.
        os.setsid()
        if limit:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        log = os.open(os.path.join(path or "/tmp", "said"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644) if path else 2
        os.dup2(log, 1)
        os.dup2(log, 2)
        try:
            os.execv(line[0], line)
        finally:
            os._exit(127)
    return pid


def server(path):
    """The path of a server of Debian: unpacked by eng/servers, or installed."""
    for root in (os.environ.get("TCPVET_LAB_SERVERS") or "/nowhere", "/"):
        found = os.path.join(root, path)
        if os.path.exists(found):
            return found
    raise FileNotFoundError(f"{path} is neither below TCPVET_LAB_SERVERS nor installed")


def folder():
    """A folder that goes with the maker; other users may look into it."""
    path = tempfile.mkdtemp(prefix="tcpvet-case-")
    os.chmod(path, 0o755)
    folders.append(path)
    return path


def cable(name="cable", here=HERE, there=THERE, here6=HERE6, there6=THERE6, *, to):
    """A veth pair to the namespace of another process."""
    sh(f"ip link add {name} type veth peer name {name} netns {to} && ip addr add {here}/24 dev {name}"
       f" && ip addr add {here6}/64 dev {name} nodad && ip link set {name} up")
    sh(f"nsenter --net=/proc/{to}/ns/net sh -c 'ip link set lo up && ip addr add {there}/24 dev {name}"
       f" && ip addr add {there6}/64 dev {name} nodad && ip link set {name} up'")


def remote(comm, function, *arguments, before=None, **ends):
    """A process of another host, behind a cable. What `before` says is run there before the process goes on."""
    ready, go = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        unshare()
        os.write(ready[1], b"1")
        os.read(go[0], 1)
        become(comm, function, *arguments)
    os.read(ready[0], 1)
    cable(to=pid, **ends)
    if before:
        sh(f"nsenter --net=/proc/{pid}/ns/net sh -c '{before}'")
    wait_for_carrier(ends.get("name", "cable"))
    os.write(go[1], b"1")
    return pid


def wait_for_carrier(name):
    for _ in range(100):
        with os.popen(f"ip -o link show {name}") as link:
            if " state UP " in link.read():
                return
        time.sleep(0.02)


def listen(port, host="0.0.0.0", backlog=4096, options=(), family=socket.AF_INET):
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for option in options:
        made.setsockopt(*option)
    made.bind((host, port))
    made.listen(backlog)
    kept.append(made)
    return made


def dial(host, port, timeout=10.0, source=None):
    """Connects, and waits for a listener that is not there yet."""
    for _ in range(300):
        try:
            return socket.create_connection((host, port), timeout, source)
        except (ConnectionRefusedError, ConnectionResetError):
            time.sleep(0.05)
    raise TimeoutError(f"nobody listens at {host}:{port}")


def begin(host, port, family=socket.AF_INET):
    """Begins to connect and does not wait."""
    made = socket.socket(family)
    made.setblocking(False)
    made.connect_ex((host, port))
    kept.append(made)
    return made


def hold(host, port, count=1, say=b"", timeout=10.0):
    """Connections that say something and are then kept."""
    for _ in range(count):
        made = dial(host, port, timeout)
        if say:
            made.sendall(say)
        kept.append(made)


def serve(port, talk, host="0.0.0.0", backlog=4096, options=(), family=socket.AF_INET):
    """Accepts for ever, a thread for each connection."""
    listener = listen(port, host, backlog, options, family)
    while True:
        accepted, _ = listener.accept()
        threading.Thread(target=quietly, args=(talk, accepted), daemon=True).start()


def quietly(talk, *arguments):
    try:
        talk(*arguments)
    except OSError:
        pass


def drain(connection):
    """Reads to the end, and closes."""
    while connection.recv(65536):
        pass
    connection.close()


def echo(connection):
    while data := connection.recv(65536):
        connection.sendall(data)
    connection.close()


def every(seconds, function, *arguments):
    """Again and again, whatever it raises from the network."""
    while True:
        quietly(function, *arguments)
        time.sleep(seconds)


def thread(function, *arguments):
    threading.Thread(target=quietly, args=(function, *arguments), daemon=True).start()


def threads(count, function, *arguments):
    for _ in range(count):
        thread(function, *arguments)


def in_turn(count, seconds, function, *arguments):
    """Threads that begin one after the other, so that what they open is not closed all at once."""
    for _ in range(count):
        thread(function, *arguments)
        time.sleep(seconds / count)


def rest():
    while True:
        time.sleep(1000)


def hang(connection):
    """Keeps a connection and does nothing with it."""
    kept.append(connection)
    rest()


def wait_port(port, seconds=20.0):
    """Until somebody listens on a port of this namespace."""
    end = time.time() + seconds
    mark = f":{port:04X} "
    while time.time() < end:
        for table in ("tcp", "tcp6"):
            with open(f"/proc/thread-self/net/{table}", encoding="ascii") as lines:
                if any(mark in line.split(":", 1)[1][:50] and " 0A " in line for line in lines.readlines()[1:]):
                    return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def end():
    """Ends all that was started and takes the folders away."""
    for way in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(40):
            with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
                pids = [int(pid) for pid in children.read().split()]
            if not pids:
                break
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGCONT)
                    os.kill(pid, way)
                except ProcessLookupError:
                    pass
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                break
            time.sleep(0.02)
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)
