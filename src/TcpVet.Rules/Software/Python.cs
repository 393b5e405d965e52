namespace TcpVet.Rules.Software;

/// <summary>A Python program (documentation of socket, asyncio, requests, urllib3, aiohttp, httpx, SQLAlchemy, py-spy).</summary>
internal class Python : Product
{
    private const string Requests = "psf/requests@1f6589ec ";

    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "python" || process.IsCalledLike("python");

    public override string? ThreadDump(int pid) => $"py-spy dump --pid {pid}";

    private protected override Proof ThreadDumpProof => Proof.Source("benfred/py-spy@v0.4.2 README.md:86");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
        [
            InCode(
                "Open sockets in a with block (contextlib.closing where there is none); with asyncio, writer.close() and await writer.wait_closed() in finally",
                Proof.Source("python/cpython@v3.11.2 Lib/asyncio/streams.py:349")),
        ],
        Fault.ResponseNotClosed =>
        [
            InCode(
                "Use responses in a with block: with requests.get(url, stream=True) as r, async with session.get(url) as r; one that is neither read nor closed keeps its connection",
                Proof.Source(Requests + "docs/user/advanced.rst:331")),
            InCode("Give database connections back in finally or a with block", Proof.Docs("SQLAlchemy 2.0 Working with Engines and Connections: Connection.close()")),
        ],
        Fault.EndNotRead =>
        [
            Look(pid),
            InCode(
                "Give blocking calls a limit: sock.settimeout(s), requests' timeout=; none by default",
                Proof.Test("RealPythonTests.Defaults_are_those_that_are_named")),
        ],
        Fault.SlowAccept => [Look(pid)],
        Fault.SlowReader => [Look(pid)],
        Fault.OneFamilyFirst =>
        [
            InCode(
                "With asyncio, give create_connection() happy_eyeballs_delay=0.25 (3.8 and later); socket.create_connection() tries one address after the other, each for its whole timeout",
                Proof.Docs("Python 3.11 asyncio: loop.create_connection(), happy_eyeballs_delay; socket: create_connection()")),
        ],
        Fault.InheritedSockets =>
        [
            InCode(
                "Start programs with subprocess and close_fds=True (the default); take out set_inheritable(True), pass_fds and an os.fork() with exec that hand the listener on: sockets are close-on-exec by themselves",
                Proof.Docs("Python 3.11 os: Inheritance of File Descriptors; subprocess: close_fds")),
        ],
        Fault.SilentClientHoldsWorker =>
        [
            InCode(
                "Serve each client in a thread (ThreadingHTTPServer, socketserver.ThreadingMixIn), with timeout of the request handler set (default None waits for ever)",
                Proof.Docs("Python 3.11 socketserver: StreamRequestHandler.timeout, ThreadingMixIn")),
            InCode(
                "With TLS, wrap the accepted socket in its own thread and give it a settimeout() first: a listening socket that is wrapped does the handshake inside accept()",
                Proof.Docs("Python 3.11 ssl: SSLSocket.accept(), do_handshake_on_connect")),
        ],
        Fault.ShortBacklog =>
        [
            InCode(
                "Name a backlog: sock.listen(n), request_queue_size of socketserver (default 5), backlog= of asyncio's create_server (default 100)",
                Proof.Test("RealPythonTests.Defaults_are_those_that_are_named")),
        ],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Keep one requests.Session, urllib3.PoolManager, httpx.Client or aiohttp.ClientSession: requests.get() opens a connection for each call",
                Proof.Source(Requests + "docs/user/advanced.rst:14")),
        ],
        Fault.NoKeepalive =>
        [
            InCode(
                "Set socket.SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT with sock.setsockopt()",
                Proof.Test("RealPythonTests.Defaults_are_those_that_are_named")),
        ],
        Fault.NoConnectTimeout =>
        [
            InCode(
                "Give connects a limit: requests' timeout=(connect, read), socket.create_connection(address, timeout=s); none by default",
                Proof.Source(Requests + "docs/user/advanced.rst:1089")),
        ],
        Fault.NoReadTimeout =>
        [
            InCode(
                "Give reads a limit: requests' timeout=(connect, read), sock.settimeout(s), asyncio.wait_for(); none by default",
                Proof.Source(Requests + "docs/user/advanced.rst:1089")),
        ],
        Fault.NoSendTimeout =>
        [
            InCode(
                "Give writes a limit: sock.settimeout(s), asyncio.wait_for(writer.drain(), s); none by default",
                Proof.Source("python/cpython@v3.11.2 Lib/asyncio/tasks.py:426")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InCode(
                "In SQLAlchemy, set pool_recycle in s (default -1 is never) below the database's limit, and pool_pre_ping=True",
                Proof.Source("sqlalchemy/sqlalchemy@f35da7e2b9 lib/sqlalchemy/engine/create.py:438")),
            InCode(
                "In aiohttp, set keepalive_timeout of TCPConnector (default 15 s) below the server's limit, in httpx keepalive_expiry of Limits (default 5 s)",
                Proof.Source("aio-libs/aiohttp@495e77836 aiohttp/connector.py:344")),
            InCode(
                "Where requests or urllib3 is used, which limit no idle time, let it send idempotent requests again, with Retry(connect=n, read=n) of urllib3",
                Proof.Source("urllib3/urllib3@6a8536b6 src/urllib3/connectionpool.py:274")),
        ],
        Fault.UnboundedPool =>
        [
            InCode(
                "Bound the pool: requests' HTTPAdapter(pool_maxsize=n, pool_block=True); without pool_block it opens more and throws them away",
                Proof.Source("urllib3/urllib3@6a8536b6 src/urllib3/connectionpool.py:302")),
            InCode(
                "In aiohttp, set limit_per_host of TCPConnector (default 0 is none) beside limit (100), in httpx max_connections of Limits (100)",
                Proof.Source("aio-libs/aiohttp@495e77836 aiohttp/connector.py:333")),
        ],
        Fault.IdlePool =>
        [
            InCode(
                "In SQLAlchemy, give sessions and connections back (a with block), and raise pool_size (default 5): what max_overflow (10) adds is thrown away when it is given back",
                Proof.Source("sqlalchemy/sqlalchemy@05b24421 lib/sqlalchemy/pool/impl.py:76")),
            InCode(
                "In requests, raise HTTPAdapter(pool_maxsize=n) to the number of threads: with the default of 10, further connections are thrown away after use",
                Proof.Source("urllib3/urllib3@6a8536b6 src/urllib3/connectionpool.py:302")),
        ],
        Fault.SmallBuffers =>
            [InCode("Take out setsockopt() of SO_RCVBUF and SO_SNDBUF: a fixed size switches the kernel's own sizing off", FixedBuffers)],
        _ => [],
    };
}
