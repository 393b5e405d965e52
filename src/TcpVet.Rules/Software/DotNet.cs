namespace TcpVet.Rules.Software;

/// <summary>A .NET program (documentation of System.Net.Http, System.Net.Sockets, Kestrel, dotnet-stack).</summary>
internal sealed class DotNet : Product
{
    private static readonly Proof Defaults = Proof.Test("DotNetDefaultsTests.Handlers_and_sockets_have_the_defaults_that_are_named");

    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "dotnet" || process.IsCalled("dotnet");

    public override string? ThreadDump(int pid) => $"dotnet-stack report -p {pid}";

    private protected override Proof ThreadDumpProof => Proof.Docs("dotnet-stack 10.0.750501 dotnet-stack report --help: -p");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
        [
            InCode(
                "Hold each Socket, TcpClient and NetworkStream in a using declaration, so that every path disposes it",
                Proof.Docs(".NET 10 API System.Net.Sockets.Socket: Dispose()")),
        ],
        Fault.ResponseNotClosed =>
        [
            InCode(
                "Dispose each HttpResponseMessage and its stream: with HttpCompletionOption.ResponseHeadersRead its connection goes back only then",
                Proof.Test("DotNetDefaultsTests.A_response_that_is_not_disposed_keeps_its_connection")),
        ],
        Fault.EndNotRead or Fault.SlowReader => [Look(pid)],
        Fault.SlowAccept =>
        [
            Look(pid),
            InCode(
                "Await instead of blocking pool threads with .Result and .Wait(); the queue of the thread pool shows the starvation",
                Proof.Docs("dotnet-counters 10.0.750501 dotnet-counters monitor --help: --counters"),
                $"dotnet-counters monitor -p {pid} --counters System.Runtime"),
        ],
        Fault.ShortBacklog =>
        [
            InCode(
                "Name a backlog: Socket.Listen(backlog); with Kestrel, UseSockets(options => options.Backlog = n) (default 512)",
                Proof.Docs("ASP.NET Core 10.0.12 API SocketTransportOptions: Backlog")),
        ],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Keep one HttpClient for the life of the process, or take it from IHttpClientFactory: a new one for each request has a pool of its own",
                Proof.Docs(".NET 10 API System.Net.Http.HttpClient: remarks")),
        ],
        Fault.ClosesFirst =>
        [
            InCode(
                "Raise Kestrel's Limits.KeepAliveTimeout (default 130 s) above the balancer's idle limit",
                Proof.Docs("ASP.NET Core 10.0.12 API KestrelServerLimits: KeepAliveTimeout")),
        ],
        Fault.NoKeepalive =>
        [
            InCode("Call SetSocketOption() with SocketOptionName.KeepAlive, and TcpKeepAliveTime, TcpKeepAliveInterval (s) and TcpKeepAliveRetryCount", Defaults),
        ],
        Fault.NoConnectTimeout =>
            [InCode("Set SocketsHttpHandler.ConnectTimeout (no limit by default), or give ConnectAsync a CancellationToken", Defaults)],
        Fault.NoReadTimeout =>
            [InCode("Give ReadAsync a CancellationToken: Socket.ReceiveTimeout (default 0 is none) bounds blocking reads only", Defaults)],
        Fault.NoSendTimeout =>
            [InCode("Give WriteAsync a CancellationToken: Socket.SendTimeout (default 0 is none) bounds blocking writes only", Defaults)],
        Fault.AbruptReload =>
        [
            InCode(
                "Let HostOptions.ShutdownTimeout cover the longest request",
                Proof.Docs("ASP.NET Core 10.0.12 API HostOptions: ShutdownTimeout")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InCode(
                "Set SocketsHttpHandler.PooledConnectionIdleTimeout (default 1 min, 2 min before .NET 6) below the server's limit, and PooledConnectionLifetime (no limit by default)",
                Defaults),
        ],
        Fault.UnboundedPool => [InCode("Set SocketsHttpHandler.MaxConnectionsPerServer (no limit by default)", Defaults)],
        Fault.SmallBuffers =>
            [InCode("Take out ReceiveBufferSize and SendBufferSize: a fixed size switches the kernel's own sizing off", FixedBuffers)],
        _ => [],
    };
}
