using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV101: a server reads the end of each stream and forgets to close.</summary>
internal sealed class CloseWaitLeak : Scenario
{
    public override string Name => "close-wait-leak";

    public override string Summary => "A server reads the end of each connection and never closes it: CLOSE_WAIT, Recv-Q 0";

    public override IReadOnlyList<string> Expected => ["TV101"];

    public override string Culprit => "orders";

    public override CountRange? Count => new(60, 3, 5000, "connections");

    // TV101.lone_age_ms: from then on so many are no burst.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(11);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> held = [listener];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            connection.Client.Dispose();
            if (connection.Server.Receive(new byte[1]) != 0)
            {
                throw new LabException("the client has sent data");
            }

            held.Add(connection.Server);
        }

        stage.Hold(stage.Here, Culprit, held);
    }
}
