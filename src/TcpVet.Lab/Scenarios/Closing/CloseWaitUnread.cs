using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV102: a server that is blocked never looks at what has arrived, not even at the end.</summary>
internal sealed class CloseWaitUnread : Scenario
{
    public override string Name => "close-wait-unread";

    public override string Summary => "The peer has closed and the program has not read that yet: CLOSE_WAIT, Recv-Q 1";

    public override IReadOnlyList<string> Expected => ["TV102"];

    public override string Culprit => "billing";

    public override CountRange? Count => new(60, 3, 5000, "connections");

    // TV102.lone_age_ms: from then on so many are no burst.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(11);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> held = [listener];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            connection.Client.Dispose();
            held.Add(connection.Server);
        }

        stage.Hold(stage.Here, Culprit, held);
    }
}
