namespace TcpVet.Rules.Software;

/// <summary>Envoy (API reference: Cluster, Listener, HttpProtocolOptions, CircuitBreakers).</summary>
internal sealed class Envoy : Product
{
    private const string Api = "Envoy API v3 ";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("envoy");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Raise tcp_backlog_size of the Listener, then drain and restart it",
                Proof.Docs(Api + "config.listener.v3.Listener: tcp_backlog_size")),
        ],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "In the Cluster, take out max_requests_per_connection (1 switches keep-alive off) and raise idle_timeout (default 1h)",
                Proof.Docs(Api + "config.core.v3.HttpProtocolOptions: max_requests_per_connection, idle_timeout")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise common_http_protocol_options.idle_timeout of the HttpConnectionManager (default 1h), and take out max_connection_duration",
                Proof.Docs(Api + "config.core.v3.HttpProtocolOptions: idle_timeout, max_connection_duration")),
        ],
        Fault.NoKeepalive =>
        [
            InConfiguration(
                "Set upstream_connection_options.tcp_keepalive in the Cluster (keepalive_time and keepalive_interval in s, keepalive_probes)",
                Proof.Docs(Api + "config.core.v3.TcpKeepalive: keepalive_time")),
        ],
        Fault.NoConnectTimeout =>
            [InConfiguration("Lower connect_timeout of the Cluster", Proof.Docs(Api + "config.cluster.v3.Cluster: connect_timeout"))],
        Fault.NoReadTimeout or Fault.NoSendTimeout =>
        [
            InConfiguration(
                "Set idle_timeout of the tcp_proxy filter, stream_idle_timeout of the HttpConnectionManager (0 is no limit)",
                Proof.Docs(Api + "HttpConnectionManager: stream_idle_timeout")),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "Lower common_http_protocol_options.idle_timeout of the Cluster (default 1h) below the servers' keep-alive timeout",
                Proof.Docs(Api + "config.core.v3.HttpProtocolOptions: idle_timeout")),
        ],
        Fault.UnboundedPool =>
        [
            InConfiguration(
                "Set circuit_breakers.thresholds.max_connections of the Cluster (default 1024)",
                Proof.Docs(Api + "config.cluster.v3.CircuitBreakers: Thresholds.max_connections")),
        ],
        _ => [],
    };
}
