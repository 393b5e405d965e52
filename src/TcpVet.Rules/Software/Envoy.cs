using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>Envoy (API reference: Cluster, Listener, HttpProtocolOptions, CircuitBreakers).</summary>
internal sealed class Envoy : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("envoy");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ShortBacklog => [InConfiguration("Raise tcp_backlog_size of the Listener, then drain and restart it")],
        Fault.NoConnectionReuse => [InConfiguration("In the Cluster, take out max_requests_per_connection (1 switches keep-alive off) and raise idle_timeout (default 1h)")],
        Fault.ClosesFirst => [InConfiguration("Raise common_http_protocol_options.idle_timeout of the HttpConnectionManager (default 1h), and take out max_connection_duration")],
        Fault.NoKeepalive => [InConfiguration("Set upstream_connection_options.tcp_keepalive in the Cluster (keepalive_time and keepalive_interval in s, keepalive_probes)")],
        Fault.NoConnectTimeout => [InConfiguration("Lower connect_timeout of the Cluster")],
        Fault.NoReadTimeout or Fault.NoSendTimeout => [InConfiguration("Set idle_timeout of the tcp_proxy filter, stream_idle_timeout of the HttpConnectionManager (0 is no limit)")],
        Fault.PoolOutlivesPeer => [InConfiguration("Lower common_http_protocol_options.idle_timeout of the Cluster (default 1h) below the servers' keep-alive timeout")],
        Fault.UnboundedPool => [InConfiguration("Set circuit_breakers.thresholds.max_connections of the Cluster (default 1024)")],
        _ => [],
    };
}
