namespace TcpVet.Rules.Software;

/// <summary>Elasticsearch or OpenSearch (Networking settings). Whoever runs it has its settings, not its code.</summary>
internal sealed class Elasticsearch : Java
{
    private const string Settings = "Elasticsearch 9 (docs at 1c369646c76a) Networking settings: ";

    public override bool IsRunBy(ProcessTraits process) => base.IsRunBy(process)
        && (process.Says("org.elasticsearch.") || process.Says("org.opensearch.") || process.IsUnitLike("elasticsearch") || process.IsUnitLike("opensearch"));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed or Fault.EndNotRead or Fault.SlowAccept or Fault.SlowReader => [Look(pid)],
        Fault.NoKeepalive =>
        [
            InConfiguration(
                "Leave network.tcp.keep_alive on, the default, and set network.tcp.keep_idle below the firewall's limit (300 s at the most)",
                Proof.Docs(Settings + "http.tcp.keep_idle")),
        ],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Let it name the clients whose connections stay open: http.client_stats is on by default",
                Proof.Docs(Settings + "http.client_stats.enabled"),
                "curl -s localhost:9200/_nodes/stats/http"),
        ],
        Fault.SmallBuffers =>
        [
            InConfiguration(
                "Leave network.tcp.send_buffer_size and network.tcp.receive_buffer_size at -1, the default: a fixed size switches the kernel's own sizing off",
                Proof.Docs(Settings + "network.tcp.receive_buffer_size")),
        ],
        Fault.DescriptorLimit => base.Remedies(fault, pid),
        _ => [],
    };
}
