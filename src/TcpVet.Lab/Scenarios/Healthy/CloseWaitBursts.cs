using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>CLOSE_WAIT comes and goes: the server closes a moment after its clients.</summary>
internal sealed class CloseWaitBursts : Scenario
{
    public override string Name => "healthy-close-wait-bursts";

    public override string Summary => "Many clients close at once and the server follows a moment later: CLOSE_WAIT that goes by itself";

    public override IReadOnlyList<string> Aside => ["TV102"];

    public override bool IsHealthy => true;

    public override CountRange? Count => new(80, 1, 400, "connections in each burst");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(15);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        Queue<List<Connection>> closing = new();
        void Burst()
        {
            List<Connection> burst = [.. stage.Incoming(listener, stage.Count)];
            burst.ForEach(connection => connection.Client.Dispose());
            closing.Enqueue(burst);
            if (closing.Count > 2)
            {
                closing.Dequeue().ForEach(connection => connection.Server.Dispose());
            }
        }

        Burst();
        stage.Repeat(TimeSpan.FromSeconds(2), Burst);
    }
}
