namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV109: shutdown(SHUT_WR), and then a wait without a timeout for an end that does not come.</summary>
internal sealed class FinWait2Held : Scenario
{
    public override string Name => "fin-wait2-held";

    public override string Summary => "A process has shut down its side and waits for ever for the peer: FIN_WAIT2 with an owner";

    public override IReadOnlyList<string> Expected => ["TV109"];

    public override string Culprit => "exporter";

    public override CountRange? Count => new(60, 1, 2000, "connections");

    // Older than 60 s, the orphan's time: until then it may be about to end.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(61);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000, backlog: 128);
        List<LabSocket> held = [];
        List<LabSocket> peers = [listener];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            connection.Client.ShutdownSend();
            held.Add(connection.Client);
            peers.Add(connection.Server);
        }

        stage.Hold(stage.Here, Culprit, held);
        stage.Hold(stage.There, "archive", peers);
    }
}
