using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>Silent for hours by design, and watched by keepalive: nothing will be left behind unnoticed.</summary>
internal sealed class LongIdlePublisher : Scenario
{
    public override string Name => "healthy-idle-subscribers";

    public override string Summary => "Subscribers that hear nothing for long, with keepalive on both ends";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(300, 1, 4000, "subscribers");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(6);

    // Nobody can wait for the two hours that count as silence.
    public override Examination Examination => Examination.Plain.Where("TV113.idle_ms", "5000");

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(1883);
        List<LabSocket> held = [listener];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            connection.Client.KeepAlive(60);
            held.Add(connection.Server.KeepAlive(60));
        }

        stage.Hold(stage.Here, "publisher", held);
    }
}
