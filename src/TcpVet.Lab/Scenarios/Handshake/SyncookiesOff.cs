using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV206: the same bursts, and no cookies: the kernel keeps a quarter of the queue for peers that it knows, and drops the others'
/// SYNs.</summary>
internal sealed class SyncookiesOff : Scenario
{
    public override string Name => "syncookies-off";

    public override string Summary => "tcp_syncookies is 0: bursts of slow clients lose SYNs that a cookie would have saved";

    public override IReadOnlyList<string> Expected => ["TV206"];

    // Clients are silenced by a firewall rule.
    public override IReadOnlyList<string> Aside => ["TV411"];

    public override CountRange? Count => new(30, 20, 100, "clients a burst");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(3);

    public override Examination Examination => Examination.With("--interval", "5s");

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.ipv4.tcp_syncookies", "0");
        stage.Here.SetSysctl("net.ipv4.tcp_max_syn_backlog", "16");
        // A peer with whom a connection went well is known from then on (net/ipv4/tcp_metrics.c tcp_peer_is_proven).
        stage.Here.SetSysctl("net.ipv4.tcp_no_metrics_save", "1");
        SlowClients.Play(stage, backlog: 1024);
    }
}
