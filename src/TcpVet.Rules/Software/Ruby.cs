namespace TcpVet.Rules.Software;

/// <summary>A Ruby program (documentation of Socket, Net::HTTP, rbspy).</summary>
internal class Ruby : Product
{
    private const string NetHttp = "ruby/net-http@69f6f6d lib/net/http.rb:";

    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "ruby" || process.IsCalledLike("ruby");

    public override string? ThreadDump(int pid) => $"rbspy snapshot --pid {pid}";

    private protected override Proof ThreadDumpProof => Proof.Source("rbspy/rbspy@56dcff8 src/main.rs:262");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
            [InCode("Open sockets with a block (TCPSocket.open, Net::HTTP.start), or close them in ensure", Proof.Source(NetHttp + "1045"))],
        Fault.ResponseNotClosed =>
            [InCode("Use Net::HTTP.start with a block: it finishes the connection on every path", Proof.Source(NetHttp + "1045"))],
        Fault.EndNotRead or Fault.SlowAccept or Fault.SlowReader => [Look(pid)],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Make many requests in one Net::HTTP.start block, or keep a pool: Net::HTTP.get opens a connection for each call",
                Proof.Source(NetHttp + "804")),
        ],
        Fault.NoKeepalive =>
        [
            InCode(
                "Set Socket::SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT with setsockopt",
                Proof.Docs("Ruby 3.1 socket: BasicSocket#setsockopt, Socket::Constants")),
        ],
        Fault.NoConnectTimeout =>
        [
            InCode(
                "Give connects a limit: Net::HTTP open_timeout (default 60 s), Socket.tcp with connect_timeout:", Proof.Source(NetHttp + "1152")),
        ],
        Fault.NoReadTimeout =>
        [
            InCode(
                "Lower Net::HTTP read_timeout (default 60 s); a plain socket has none, so wait with IO.select first",
                Proof.Source(NetHttp + "1153")),
        ],
        _ => [],
    };
}
