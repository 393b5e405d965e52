using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A Ruby program (documentation of Socket, Net::HTTP, rbspy).</summary>
internal class Ruby : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "ruby" || process.IsCalledLike("ruby");

    public override string? ThreadDump(int pid) => $"rbspy dump --pid {pid}";

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [InCode("Open sockets with a block (TCPSocket.open, Net::HTTP.start), or close them in ensure")],
        Fault.ResponseNotClosed => [InCode("Use Net::HTTP.start with a block: it finishes the connection on every path")],
        Fault.EndNotRead or Fault.SlowAccept or Fault.SlowReader => [Look(pid)],
        Fault.NoConnectionReuse => [InCode("Make many requests in one Net::HTTP.start block, or keep a pool: Net::HTTP.get opens a connection for each call")],
        Fault.NoKeepalive => [InCode("Set Socket::SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT with setsockopt")],
        Fault.NoConnectTimeout => [InCode("Give connects a limit: Net::HTTP open_timeout (default 60 s), Socket.tcp with connect_timeout:")],
        Fault.NoReadTimeout => [InCode("Lower Net::HTTP read_timeout (default 60 s); a plain socket has none, so wait with IO.select first")],
        _ => [],
    };
}
