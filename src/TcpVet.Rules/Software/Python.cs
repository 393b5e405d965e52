using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A Python program (documentation of socket, asyncio, requests, urllib3, SQLAlchemy, py-spy).</summary>
internal class Python : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "python" || process.IsCalledLike("python");

    public override string? ThreadDump(int pid) => $"py-spy dump --pid {pid}";

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [InCode("Open sockets in a with block (contextlib.closing where there is none); with asyncio, writer.close() and await writer.wait_closed() in finally")],
        Fault.ResponseNotClosed =>
        [
            InCode("Use responses in a with block: with requests.get(url, stream=True) as r, async with session.get(url) as r; one that is neither read nor closed keeps its connection"),
            InCode("Give database connections back in finally or a with block"),
        ],
        Fault.EndNotRead => [Look(pid), InCode("Give blocking calls a limit: sock.settimeout(s), requests' timeout=; none by default")],
        Fault.SlowAccept => [Look(pid)],
        Fault.SlowReader => [Look(pid)],
        Fault.ShortBacklog => [InCode("Name a backlog: sock.listen(n), request_queue_size of socketserver (default 5), backlog= of asyncio's create_server (default 100)")],
        Fault.NoConnectionReuse => [InCode("Keep one requests.Session, urllib3.PoolManager, httpx.Client or aiohttp.ClientSession: requests.get() opens a connection for each call")],
        Fault.NoKeepalive => [InCode("Set socket.SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT with sock.setsockopt()")],
        Fault.NoConnectTimeout => [InCode("Give connects a limit: requests' timeout=(connect, read), socket.create_connection(address, timeout=s); none by default")],
        Fault.NoReadTimeout => [InCode("Give reads a limit: requests' timeout=(connect, read), sock.settimeout(s), asyncio.wait_for(); none by default")],
        Fault.NoSendTimeout => [InCode("Give writes a limit: sock.settimeout(s), asyncio.wait_for(writer.drain(), s); none by default")],
        Fault.PoolOutlivesPeer => [InCode("In SQLAlchemy, set pool_recycle in s (default -1 is never) below the database's limit, and pool_pre_ping=True")],
        Fault.UnboundedPool => [InCode("Bound the pool: requests' HTTPAdapter(pool_maxsize=n, pool_block=True); without pool_block it opens more and throws them away")],
        Fault.SmallBuffers => [InCode("Take out setsockopt() of SO_RCVBUF and SO_SNDBUF: a fixed size switches the kernel's own sizing off")],
        _ => [],
    };
}
