using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A Go program (documentation of net, net/http, database/sql). Only its build information tells.</summary>
internal sealed class Go : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.Runtime == "go";

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [InCode("Write defer conn.Close() right behind the error check of Accept or Dial")],
        Fault.ResponseNotClosed => [InCode("Write defer resp.Body.Close() right behind the error check, and read the body to its end (io.Copy(io.Discard, resp.Body)); the same for sql.Rows")],
        Fault.EndNotRead or Fault.SlowAccept or Fault.SlowReader => [InCode("See where its goroutines are: /debug/pprof/goroutine?debug=2 where it serves net/http/pprof; SIGQUIT would end it")],
        Fault.ShortBacklog => [InConfiguration("Restart it: Go asks for as many as net.core.somaxconn was when it first listened")],
        Fault.NoConnectionReuse =>
        [
            InCode("Share one http.Client, and read each body to its end before closing it: else its connection is not used again"),
            InCode("Raise http.Transport.MaxIdleConnsPerHost (default 2): connections beyond it are closed after use"),
        ],
        Fault.ClosesFirst => [InCode("Raise http.Server.IdleTimeout (unset: ReadTimeout) above the balancer's idle limit")],
        Fault.NoKeepalive => [InCode("Leave net.ListenConfig.KeepAlive and net.Dialer.KeepAlive at 0 (keepalive every 15 s): a negative value switches it off")],
        Fault.NoConnectTimeout => [InCode("Set net.Dialer.Timeout, or dial with a context that has a deadline (none by default; http.DefaultTransport has 30 s)")],
        Fault.NoReadTimeout => [InCode("Call conn.SetReadDeadline() before each read; set http.Client.Timeout, http.Server.ReadHeaderTimeout and ReadTimeout (none by default)")],
        Fault.NoSendTimeout => [InCode("Call conn.SetWriteDeadline() before each write; set http.Server.WriteTimeout (none by default)")],
        Fault.DescriptorLimit => [InConfiguration("Raise its hard limit: Go lifts its soft limit to the hard one when it starts (1.19 and later)")],
        Fault.AbruptReload => [InCode("On SIGTERM call http.Server.Shutdown(ctx) and wait for it, instead of exiting")],
        Fault.PoolOutlivesPeer => [InCode("Set http.Transport.IdleConnTimeout (90 s in http.DefaultTransport, else none) below the server's limit; for sql.DB, SetConnMaxLifetime and SetConnMaxIdleTime")],
        Fault.UnboundedPool => [InCode("Set http.Transport.MaxConnsPerHost, and sql.DB's SetMaxOpenConns (0, the default, is no limit)")],
        Fault.SmallBuffers => [InCode("Take out SetReadBuffer() and SetWriteBuffer(): a fixed size switches the kernel's own sizing off")],
        _ => [],
    };
}
