using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A Node.js program (documentation: net, http, cluster; read back from Node.js 20).</summary>
internal sealed class Node : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "node" || process.IsCalled("node") || process.IsCalled("nodejs");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [InCode("Call socket.destroy() on 'error' and 'timeout'; with allowHalfOpen: true, call socket.end() on 'end' too")],
        Fault.ResponseNotClosed => [InCode("Read each response to its end: res.resume() for one that is not wanted, await response.body.cancel() with fetch")],
        Fault.EndNotRead or Fault.SlowReader => [InCode("Resume what is paused: a stream without a 'data' handler, pipe() or resume() is not read, and its end is not noticed")],
        Fault.SlowAccept => [InCode("Keep synchronous work off the event loop (worker_threads, node:cluster); perf_hooks.monitorEventLoopDelay() shows the delay")],
        Fault.ShortBacklog => [InCode("Name a backlog: server.listen({ port, backlog }); the default is 511")],
        Fault.NoConnectionReuse => [InCode("Share one new http.Agent({ keepAlive: true }), or https.Agent; the default agent keeps connections from Node.js 19 on only")],
        Fault.ClosesFirst => [InCode("Raise server.keepAliveTimeout (default 5000 ms) above the balancer's idle limit, and server.headersTimeout above that")],
        Fault.NoKeepalive => [InCode("Call socket.setKeepAlive(true, 60000)")],
        Fault.NoConnectTimeout => [InCode("Bound connects: AbortSignal.timeout(ms) as the signal of fetch or http.request")],
        Fault.NoReadTimeout or Fault.NoSendTimeout => [InCode("Call socket.setTimeout(ms) and destroy the socket on 'timeout': the event alone closes nothing")],
        Fault.DescriptorLimit => [InConfiguration("Raise its hard limit: Node.js lifts its soft limit to the hard one when it starts")],
        Fault.AbruptReload => [InCode("On SIGTERM call server.close() and server.closeIdleConnections() (18.2 and later), and exit when it is done")],
        Fault.PoolOutlivesPeer => [InCode("Give the http.Agent a timeout (ms) below the server's keep-alive timeout")],
        Fault.UnboundedPool => [InCode("Give the http.Agent maxSockets (default Infinity) and maxFreeSockets (default 256)")],
        _ => [],
    };
}
