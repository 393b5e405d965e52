namespace TcpVet.Rules.Software;

/// <summary>A Node.js program (documentation: net, http, cluster; read back from Node.js 20).</summary>
internal sealed class Node : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "node" || process.IsCalled("node") || process.IsCalled("nodejs");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
        [
            InCode(
                "Call socket.destroy() on 'error' and 'timeout'; with allowHalfOpen: true, call socket.end() on 'end' too",
                Proof.Test("RealNodeSocketTests.With_allowHalfOpen_a_socket_stays_in_CLOSE_WAIT_until_its_end_is_called")),
        ],
        Fault.ResponseNotClosed =>
        [
            InCode(
                "Read each response to its end: res.resume() for one that is not wanted, await response.body.cancel() with fetch",
                Proof.Test("RealNodeSocketTests.A_response_that_is_not_read_keeps_its_connection_from_the_next_request")),
        ],
        Fault.EndNotRead or Fault.SlowReader =>
        [
            InCode(
                "Resume what is paused: a stream without a 'data' handler, pipe() or resume() is not read, and its end is not noticed",
                Proof.Test("RealNodeSocketTests.The_end_of_a_stream_that_nobody_reads_is_not_noticed")),
        ],
        Fault.SlowAccept =>
        [
            InCode(
                "Keep synchronous work off the event loop (worker_threads, node:cluster); perf_hooks.monitorEventLoopDelay() shows the delay",
                Proof.Test("RealNodeSocketTests.A_busy_event_loop_accepts_nobody_and_its_delay_is_measured")),
        ],
        Fault.ShortBacklog =>
        [
            InCode(
                "Name a backlog: server.listen({ port, backlog }); the default is 511", Proof.Test("RealNodeTests.Defaults_are_those_that_are_named")),
        ],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Share one new http.Agent({ keepAlive: true }), or https.Agent; the default agent keeps connections from Node.js 19 on only",
                Proof.Test("RealNodeTests.Defaults_are_those_that_are_named")),
        ],
        Fault.ClosesFirst =>
        [
            InCode(
                "Raise server.keepAliveTimeout above the balancer's idle limit (default 5000 ms up to Node.js 24 at least); before Node.js 18 raise server.headersTimeout above that too",
                Proof.Test("RealNodeTests.A_headers_timeout_does_not_close_an_idle_connection")),
        ],
        Fault.NoKeepalive =>
            [InCode("Call socket.setKeepAlive(true, 60000)", Proof.Test("RealNodeSocketTests.A_socket_has_a_keepalive_timer_once_it_is_asked_for"))],
        Fault.NoConnectTimeout =>
        [
            InCode(
                "Destroy a socket that has no 'connect' event in time; fetch gives a connect 10 s by itself, and AbortSignal.timeout(ms) bounds the whole exchange, its body included",
                Proof.Test("RealNodeTests.An_abort_signal_bounds_the_whole_exchange")),
        ],
        Fault.OneFamilyFirst =>
        [
            InCode(
                "Set autoSelectFamily: true in net.connect() and in agents (added in 18.13, the default from Node.js 20 on): it tries both families",
                Proof.Docs("Node.js 20.20 net: socket.connect(options), autoSelectFamily")),
        ],
        Fault.NoReadTimeout or Fault.NoSendTimeout =>
        [
            InCode(
                "Call socket.setTimeout(ms) and destroy the socket on 'timeout': the event alone closes nothing",
                Proof.Test("RealNodeSocketTests.The_event_timeout_closes_nothing_and_destroy_does")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Raise its hard limit: Node.js lifts its soft limit to the hard one when it starts",
                Proof.Test("RealNodeTests.The_soft_limit_is_lifted_to_the_hard_one")),
        ],
        Fault.AbruptReload =>
        [
            InCode(
                "On SIGTERM call server.close() and server.closeIdleConnections() (18.2 and later; from 19 on close() does it), and exit when it is done",
                Proof.Test("RealNodeSocketTests.A_server_that_closes_ends_its_idle_connections")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InCode(
                "Give the http.Agent a timeout (ms) below the server's keep-alive timeout", Proof.Test("RealNodeSocketTests.An_agent_closes_what_was_idle_for_its_timeout")),
        ],
        Fault.IdlePool =>
        [
            InCode(
                "Release each client in finally (client.release() in pg), and make one Pool (default 10) for the whole process",
                Proof.Source("brianc/node-postgres@001771fe packages/pg-pool/index.js:89")),
            InCode(
                "Share one http.Agent({ keepAlive: true }), and raise maxFreeSockets (default 256) where more are free at a time",
                Proof.Test("RealNodeTests.Defaults_are_those_that_are_named")),
        ],
        Fault.UnboundedPool =>
        [
            InCode(
                "Give the http.Agent maxSockets (default Infinity) and maxFreeSockets (default 256)",
                Proof.Test("RealNodeTests.Defaults_are_those_that_are_named")),
        ],
        _ => [],
    };
}
