using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV114: keepalive is on, with the kernel's two hours; a balancer or NAT gateway on the way forgets after minutes.</summary>
internal sealed class KeepaliveTooSlow : Scenario
{
    public override string Name => "keepalive-too-slow";

    public override string Summary => "Connections with keepalive, but with the first probe after two hours: a middlebox has forgotten them by then";

    public override IReadOnlyList<string> Aside => ["TV114"];

    public override CountRange? Count => new(40, 1, 5000, "connections");

    // ConnectionGroup.IdleMs: before that no connection counts as idle.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(65);

    // Nobody wants to wait for the six minutes after which a balancer forgets.
    public override Examination Examination => Examination.Plain.Where("TV114.middlebox_idle", "60000");

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 5432, backlog: 128);
        List<LabSocket> held = [];
        List<LabSocket> peers = [listener];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            held.Add(connection.Client.KeepAlive(7200));
            peers.Add(connection.Server);
        }

        stage.Hold(stage.Here, "pool", held);
        stage.Hold(stage.There, "database", peers);
    }
}
