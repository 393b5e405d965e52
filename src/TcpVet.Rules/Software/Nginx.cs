using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>nginx (documentation of ngx_core, ngx_http_core, ngx_http_upstream and ngx_http_proxy modules; ngx_cycle.c).</summary>
internal sealed class Nginx : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("nginx");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.EndNotRead => [InConfiguration("Take out proxy_ignore_client_abort on (default off): with it the connection of a client that left stays until the upstream has answered", Configured("proxy_ignore_client_abort|proxy_read_timeout"))],
        Fault.SlowAccept =>
        [
            InConfiguration("Raise worker_connections (default 512; the connections to upstreams count too), with worker_processes auto: a worker at its limit stops accepting", Configured("worker_(connections|processes|rlimit_nofile)")),
        ],
        Fault.ShortBacklog => [InConfiguration("Raise backlog= of the listen directive (default 511), then reload", Configured("listen "))],
        Fault.NoConnectionReuse =>
        [
            InConfiguration("Before nginx 1.29.7, switch keep-alive to the upstream on: keepalive 32; in an upstream block, proxy_http_version 1.1; and proxy_set_header Connection \"\";", Configured("upstream |keepalive|proxy_http_version|proxy_set_header +Connection")),
            InConfiguration("From 1.29.7 on, 32 idle connections a worker are kept by default: raise keepalive in the upstream block, and take out proxy_http_version 1.0 or a Connection header of close"),
        ],
        Fault.ClosesFirst => [InConfiguration("Raise keepalive_timeout (default 75s) and keepalive_requests (default 1000, 100 before 1.19.10)", Configured("keepalive_(timeout|requests|time) "))],
        Fault.NoKeepalive => [InConfiguration("Add so_keepalive=on, or so_keepalive=5m:30s:6, to the listen directive; towards upstreams, proxy_socket_keepalive on (1.15.6 and later)")],
        Fault.NoConnectTimeout => [InConfiguration("Lower proxy_connect_timeout (default 60s)")],
        Fault.NoReadTimeout => [InConfiguration("Lower client_header_timeout and client_body_timeout towards clients, proxy_read_timeout towards upstreams (default 60s each)")],
        Fault.NoSendTimeout =>
        [
            InConfiguration("Lower send_timeout towards clients, proxy_send_timeout towards upstreams (default 60s each, between two writes)"),
            InConfiguration("Set reset_timedout_connection on (default off): timed-out connections are reset and do not stay in FIN_WAIT1"),
        ],
        Fault.DescriptorLimit => [InConfiguration("Set worker_rlimit_nofile in the main context, well above worker_connections: each connection, to clients and upstreams, takes a descriptor, and each file that is served or buffered another; then reload", Configured("worker_(connections|rlimit_nofile)"))],
        Fault.AbruptReload => [InConfiguration("Reload instead of restarting: old workers finish their connections, for worker_shutdown_timeout at the most", "nginx -t && nginx -s reload")],
        Fault.PoolOutlivesPeer => [InConfiguration("Set keepalive_timeout of the upstream block (default 60s) below the servers' own: Tomcat as shipped closes after 20 s", Configured("upstream |keepalive"))],
        Fault.UnboundedPool => [InConfiguration("Bound each server of the upstream block with max_conns= (default 0 is no limit), with a zone so that workers share the count")],
        Fault.SmallBuffers => [InConfiguration("Take rcvbuf= and sndbuf= off the listen directive: a fixed size switches the kernel's own sizing off", Configured("rcvbuf=|sndbuf="))],
        _ => [],
    };

    // Shows the lines of the configuration that matter, wherever they are included from.
    private static string Configured(string pattern) => $"nginx -T 2>/dev/null | grep -nE '{pattern}'";
}
