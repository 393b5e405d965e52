using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A protocol that ends the request with a FIN and goes on reading: CLOSE_WAIT at the server while it answers, for long.</summary>
internal sealed class HalfClose : Scenario
{
    public override string Name => "healthy-half-close";

    public override string Summary => "Clients end their request with a FIN, and the server goes on answering for minutes";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(60, 1, 1000, "connections");

    // Longer than the age from which CLOSE_WAIT counts as a leak.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(65);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<Connection> connections = [];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            connection.Client.Send("request"u8);
            connection.Client.ShutdownSend();
            byte[] request = new byte[16];
            while (connection.Server.Receive(request) > 0)
            {
            }

            connections.Add(connection);
        }

        byte[] answer = new byte[512];
        stage.Repeat(TimeSpan.FromSeconds(1), () =>
        {
            foreach (Connection connection in connections)
            {
                connection.Server.Send(answer);
                connection.Client.Receive(answer);
            }
        });
    }
}
