using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A .NET program (documentation of System.Net.Http, System.Net.Sockets, Kestrel, dotnet-stack).</summary>
internal sealed class DotNet : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "dotnet" || process.IsCalled("dotnet");

    public override string? ThreadDump(int pid) => $"dotnet-stack report -p {pid}";

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [InCode("Hold each Socket, TcpClient and NetworkStream in a using declaration, so that every path disposes it")],
        Fault.ResponseNotClosed => [InCode("Dispose each HttpResponseMessage and its stream: with HttpCompletionOption.ResponseHeadersRead its connection goes back only then")],
        Fault.EndNotRead or Fault.SlowReader => [Look(pid)],
        Fault.SlowAccept =>
        [
            Look(pid),
            InCode("Await instead of blocking pool threads with .Result and .Wait(); the queue of the thread pool shows the starvation", $"dotnet-counters monitor -p {pid} System.Runtime"),
        ],
        Fault.ShortBacklog => [InCode("Name a backlog: Socket.Listen(backlog); with Kestrel, UseSockets(options => options.Backlog = n) (default 512)")],
        Fault.NoConnectionReuse => [InCode("Keep one HttpClient for the life of the process, or take it from IHttpClientFactory: a new one for each request has a pool of its own")],
        Fault.ClosesFirst => [InCode("Raise Kestrel's Limits.KeepAliveTimeout (default 130 s) above the balancer's idle limit")],
        Fault.NoKeepalive => [InCode("Call SetSocketOption() with SocketOptionName.KeepAlive, and TcpKeepAliveTime, TcpKeepAliveInterval (s) and TcpKeepAliveRetryCount")],
        Fault.NoConnectTimeout => [InCode("Set SocketsHttpHandler.ConnectTimeout (no limit by default), or give ConnectAsync a CancellationToken")],
        Fault.NoReadTimeout => [InCode("Give ReadAsync a CancellationToken: Socket.ReceiveTimeout (default 0 is none) bounds blocking reads only")],
        Fault.NoSendTimeout => [InCode("Give WriteAsync a CancellationToken: Socket.SendTimeout (default 0 is none) bounds blocking writes only")],
        Fault.AbruptReload => [InCode("Let HostOptions.ShutdownTimeout cover the longest request")],
        Fault.PoolOutlivesPeer => [InCode("Set SocketsHttpHandler.PooledConnectionIdleTimeout (default 1 min, 2 min before .NET 6) below the server's limit, and PooledConnectionLifetime (no limit by default)")],
        Fault.UnboundedPool => [InCode("Set SocketsHttpHandler.MaxConnectionsPerServer (no limit by default)")],
        Fault.SmallBuffers => [InCode("Take out ReceiveBufferSize and SendBufferSize: a fixed size switches the kernel's own sizing off")],
        _ => [],
    };
}
