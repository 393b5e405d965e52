namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A server that closes first: its TIME_WAIT cost memory and nothing else, however many there are.</summary>
internal sealed class BusyServer : Scenario
{
    public override string Name => "healthy-busy-server";

    public override string Summary => "A server behind a balancer closes each connection first: 20,000 TIME_WAIT, and all is well";

    public override IReadOnlyList<string> Aside => ["TV104"];

    public override bool IsHealthy => true;

    public override CountRange? Count => new(20_000, 100, 25_000, "TIME_WAIT");

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        stage.Tell($"making {stage.Count} TIME_WAIT");
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            connection.Server.Dispose();
            connection.Client.Dispose();
        }

        stage.Hold(stage.Here, "shop", [listener]);
    }
}
