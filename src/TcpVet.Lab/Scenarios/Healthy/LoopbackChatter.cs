using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>Two programs of one host that talk in short connections: both ends of everything are here.</summary>
internal sealed class LoopbackChatter : Scenario
{
    public override string Name => "healthy-loopback-chatter";

    public override string Summary => "Programs of one host talk over loopback in short connections";

    public override IReadOnlyList<string> Aside => [];

    public override bool IsHealthy => true;

    public override CountRange? Count => new(20, 1, 100, "connections a second");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(8);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(6379);
        int perRound = Math.Max(1, stage.Count / 5);
        stage.Repeat(TimeSpan.FromMilliseconds(200), () =>
        {
            foreach (Connection connection in stage.Inside(listener, perRound))
            {
                connection.Client.Send("PING"u8);
                connection.Server.Receive(new byte[8]);
                connection.Server.Send("PONG"u8);
                connection.Client.Receive(new byte[8]);
                connection.Client.Dispose();
                connection.Server.Dispose();
            }
        });
    }
}
