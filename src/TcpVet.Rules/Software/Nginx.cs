namespace TcpVet.Rules.Software;

/// <summary>nginx (documentation of ngx_core, ngx_http_core, ngx_http_upstream and ngx_http_proxy modules; ngx_cycle.c).</summary>
internal sealed class Nginx : Product
{
    private const string Site = "nginx/nginx.org@3924a7f8 xml/en/docs/";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("nginx");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.EndNotRead =>
        [
            InConfiguration(
                "Take out proxy_ignore_client_abort on (default off): with it the connection of a client that left stays until the upstream has answered",
                Proof.Source(Site + "http/ngx_http_proxy_module.xml:1180"),
                Configured("proxy_ignore_client_abort|proxy_read_timeout")),
        ],
        Fault.SlowAccept =>
        [
            InConfiguration(
                "Find what blocks a worker's event loop: slow disks without aio threads, Lua or Perl code, swapping; a worker that is only short of worker_connections goes on accepting",
                Proof.Test("RealNginxTests.A_worker_without_connections_accepts_and_closes"),
                Configured("aio|lua|perl|reuseport")),
            InConfiguration(
                "Where its log says Too many open files, raise worker_rlimit_nofile, then reload: accept() fails, and the queue fills",
                Proof.Test("RealNginxTests.A_worker_without_descriptors_leaves_the_queue"),
                Configured("worker_(connections|rlimit_nofile)")),
            InConfiguration(
                "With reuseport each worker has a queue of its own, and a busy one fills alone: take reuseport off the listen directive",
                Proof.Test("RealNginxTests.With_reuseport_one_worker_fills_alone"),
                Configured("reuseport")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Raise backlog= of the listen directive (default 511), then reload",
                Proof.Test("RealNginxTests.A_reload_listens_again_when_backlog_changed"),
                Configured("listen ")),
        ],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "Before nginx 1.29.7, switch keep-alive to the upstream on: keepalive 32; in an upstream block, proxy_http_version 1.1; and proxy_set_header Connection \"\";",
                Proof.Source(Site + "http/ngx_http_upstream_module.xml:625"),
                Configured("upstream |keepalive|proxy_http_version|proxy_set_header +Connection")),
            InConfiguration(
                "From 1.29.7 on, 32 idle connections a worker are kept by default: raise keepalive in the upstream block, and take out proxy_http_version 1.0 or a Connection header of close",
                Proof.Source(Site + "http/ngx_http_upstream_module.xml:580")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise keepalive_timeout (default 75s) and keepalive_requests (default 1000, 100 before 1.19.10)",
                Proof.Source(Site + "http/ngx_http_core_module.xml:1031"),
                Configured("keepalive_(timeout|requests|time) ")),
        ],
        Fault.NoKeepalive =>
        [
            InConfiguration(
                "Add so_keepalive=on, or so_keepalive=5m:30s:6, to the listen directive; towards upstreams, proxy_socket_keepalive on (1.15.6 and later)",
                Proof.Source(Site + "http/ngx_http_core_module.xml:1671")),
        ],
        Fault.NoConnectTimeout =>
            [InConfiguration("Lower proxy_connect_timeout (default 60s)", Proof.Source(Site + "http/ngx_http_proxy_module.xml:867"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Lower client_header_timeout and client_body_timeout towards clients, proxy_read_timeout towards upstreams (default 60s each)",
                Proof.Source(Site + "http/ngx_http_core_module.xml:436")),
        ],
        Fault.NoSendTimeout =>
        [
            InConfiguration(
                "Lower send_timeout towards clients, proxy_send_timeout towards upstreams (default 60s each, between two writes)",
                Proof.Source(Site + "http/ngx_http_core_module.xml:2495")),
            InConfiguration(
                "Set reset_timedout_connection on (default off): timed-out connections are reset and do not stay in FIN_WAIT1",
                Proof.Source(Site + "http/ngx_http_core_module.xml:2282")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Set worker_rlimit_nofile in the main context, well above worker_connections: each connection, to clients and upstreams, takes a descriptor, and each file that is served or buffered another; then reload",
                Proof.Source(Site + "ngx_core_module.xml:798"),
                Configured("worker_(connections|rlimit_nofile)")),
        ],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Reload instead of restarting: old workers finish their connections, for worker_shutdown_timeout at the most",
                Proof.Source(Site + "ngx_core_module.xml:812"),
                "nginx -t && nginx -s reload"),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "Set keepalive_timeout of the upstream block (default 60s) below the servers' own: Tomcat as shipped closes after 20 s",
                Proof.Source(Site + "http/ngx_http_upstream_module.xml:730"),
                Configured("upstream |keepalive")),
        ],
        Fault.UnboundedPool =>
        [
            InConfiguration(
                "Bound each server of the upstream block with max_conns= (default 0 is no limit), with a zone so that workers share the count",
                Proof.Source(Site + "http/ngx_http_upstream_module.xml:155")),
        ],
        Fault.SmallBuffers =>
        [
            InConfiguration(
                "Take rcvbuf= and sndbuf= off the listen directive: a fixed size switches the kernel's own sizing off",
                FixedBuffers,
                Configured("rcvbuf=|sndbuf=")),
        ],
        _ => [],
    };

    // Shows the lines of the configuration that matter, wherever they are included from.
    private static string Configured(string pattern) => $"nginx -T 2>/dev/null | grep -nE '{pattern}'";
}
