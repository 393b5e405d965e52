namespace TcpVet.Rules.Software;

/// <summary>A Go program (documentation of net, net/http, database/sql). Only its build information tells.</summary>
internal sealed class Go : Product
{
    private const string Std = "golang/go@go1.19.8 src/";

    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "go";

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
            [InCode("Write defer conn.Close() right behind the error check of Accept or Dial", Proof.Source(Std + "net/net.go:127"))],
        Fault.ResponseNotClosed =>
        [
            InCode(
                "Write defer resp.Body.Close() right behind the error check, and read the body to its end (io.Copy(io.Discard, resp.Body)); the same for sql.Rows",
                Proof.Source(Std + "net/http/response.go:62")),
        ],
        Fault.EndNotRead or Fault.SlowAccept or Fault.SlowReader =>
        [
            InCode(
                "See where its goroutines are: /debug/pprof/goroutine?debug=2 where it serves net/http/pprof; SIGQUIT would end it",
                Proof.Source(Std + "net/http/pprof/pprof.go:1")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Restart it: Go asks for as many as net.core.somaxconn was when it first listened", Proof.Source(Std + "net/sock_linux.go:66")),
        ],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Share one http.Client, and read each body to its end before closing it: else its connection is not used again",
                Proof.Source(Std + "net/http/response.go:62")),
            InCode(
                "Raise http.Transport.MaxIdleConnsPerHost (default 2): connections beyond it are closed after use",
                Proof.Source(Std + "net/http/transport.go:58")),
        ],
        Fault.ClosesFirst =>
        [
            InCode(
                "Raise http.Server.IdleTimeout (unset: ReadTimeout) above the balancer's idle limit", Proof.Source(Std + "net/http/server.go:2633")),
        ],
        Fault.NoKeepalive =>
        [
            InCode(
                "Leave net.ListenConfig.KeepAlive and net.Dialer.KeepAlive at 0 (keepalive every 15 s): a negative value switches it off",
                Proof.Source(Std + "net/dial.go:73")),
            InCode(
                "A gRPC client asks by itself with grpc.WithKeepaliveParams, off by default: Time no shorter than the server permits (5 min unless EnforcementPolicy)",
                Proof.Source("grpc/grpc-go@4793ad047 internal/transport/defaults.go:40")),
        ],
        Fault.NoConnectTimeout =>
        [
            InCode(
                "Set net.Dialer.Timeout, or dial with a context that has a deadline (none by default; http.DefaultTransport has 30 s)",
                Proof.Source(Std + "net/dial.go:28")),
        ],
        Fault.NoReadTimeout =>
        [
            InCode(
                "Call conn.SetReadDeadline() before each read; set http.Client.Timeout, http.Server.ReadHeaderTimeout and ReadTimeout (none by default)",
                Proof.Source(Std + "net/http/server.go:2624")),
            InCode(
                "For a gRPC server, set keepalive.ServerParameters.MaxConnectionIdle (default never): it closes what carries no call",
                Proof.Source("grpc/grpc-go@4793ad047 keepalive/keepalive.go:69")),
        ],
        Fault.NoSendTimeout =>
        [
            InCode(
                "Call conn.SetWriteDeadline() before each write; set http.Server.WriteTimeout (none by default)",
                Proof.Source(Std + "net/http/server.go:2631")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Raise its hard limit: Go lifts its soft limit to the hard one when it starts (1.19 and later)",
                Proof.Source(Std + "os/rlimit.go:30")),
        ],
        Fault.AbruptReload =>
        [
            InCode(
                "On SIGTERM call http.Server.Shutdown(ctx) and wait for it, instead of exiting", Proof.Source(Std + "net/http/server.go:2782")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InCode(
                "Set http.Transport.IdleConnTimeout (90 s in http.DefaultTransport, else none) below the server's limit; for sql.DB, SetConnMaxLifetime and SetConnMaxIdleTime",
                Proof.Source(Std + "net/http/transport.go:51")),
            InCode(
                "For go-redis, set ConnMaxIdleTime (default 30 min) below the server's timeout",
                Proof.Source("redis/go-redis@216593cc options.go:542")),
        ],
        Fault.UnboundedPool =>
        [
            InCode(
                "Set http.Transport.MaxConnsPerHost, and sql.DB's SetMaxOpenConns (0, the default, is no limit)",
                Proof.Source(Std + "net/http/transport.go:206")),
        ],
        Fault.IdlePool =>
        [
            InCode(
                "Close sql.Rows, sql.Conn and response bodies on every path, and raise http.Transport.MaxIdleConnsPerHost (default 2): connections beyond it are closed after use",
                Proof.Source(Std + "net/http/transport.go:58")),
            InCode(
                "Raise sql.DB's SetMaxIdleConns (default 2) to what SetMaxOpenConns allows; DB.Stats() has InUse and Idle",
                Proof.Docs("Go 1.19 database/sql: DB.SetMaxIdleConns, DBStats")),
        ],
        Fault.SmallBuffers =>
            [InCode("Take out SetReadBuffer() and SetWriteBuffer(): a fixed size switches the kernel's own sizing off", FixedBuffers)],
        _ => [],
    };
}
