using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV108: closed here, and the peers keep their sides open: the mirror image of their CLOSE_WAIT.</summary>
internal sealed class FinWait2Orphans : Scenario
{
    public override string Name => "fin-wait2-orphans";

    public override string Summary => "Connections closed here whose peers never close: FIN_WAIT2 without an owner";

    public override IReadOnlyList<string> Aside => ["TV108"];

    public override CountRange? Count => new(1200, 5, 4000, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000, backlog: 128);
        // As many as a host has: they count against it, and a sandbox with its small hash table has few (TV108.cap_share).
        stage.Here.SetSysctl("net.ipv4.tcp_max_tw_buckets", "131072");
        // The kernel forgets one after tcp_fin_timeout, 60 s.
        stage.Renew(TimeSpan.FromSeconds(60), () =>
        {
            Connection connection = stage.Outgoing(listener, 1).Single();
            connection.Client.Dispose();
            return new Abandoned(connection.Server);
        });
    }
}
