using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A queue for two, and a server that always comes in time.</summary>
internal sealed class ShortBacklog : Scenario
{
    public override string Name => "healthy-short-backlog";

    public override string Summary => "A listener with a backlog of 1 whose program accepts at once";

    public override bool IsHealthy => true;

    public override TimeSpan Ripens => TimeSpan.FromSeconds(3);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080, backlog: 1);
        stage.Repeat(TimeSpan.FromMilliseconds(50), () =>
        {
            foreach (Connection connection in stage.Incoming(listener, 1))
            {
                connection.Client.Dispose();
                connection.Server.Dispose();
            }
        });
    }
}
