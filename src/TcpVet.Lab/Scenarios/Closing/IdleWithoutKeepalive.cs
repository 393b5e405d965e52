using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV113: connections that nobody would notice the death of. Two hours of silence are the default; a laboratory waits for
/// less.</summary>
internal sealed class IdleWithoutKeepalive : Scenario
{
    public override string Name => "idle-without-keepalive";

    public override string Summary => "Connections that are silent and have no keepalive: if a peer is gone, nothing notices";

    public override IReadOnlyList<string> Aside => ["TV113"];

    public override CountRange? Count => new(40, 10, 5000, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(6);

    public override Examination Examination => Examination.Plain.Where("TV113.idle_ms", "5000");

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> held = [listener];
        List<LabSocket> peers = [];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            held.Add(connection.Server);
            peers.Add(connection.Client);
        }

        stage.Hold(stage.Here, "chat", held);
        stage.Hold(stage.There, "phones", peers);
    }
}
