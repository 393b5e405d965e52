using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV107: closed with data still to send, to peers that have stopped reading. The persist timer goes on for minutes.</summary>
internal sealed class FinWait1PileUp : Scenario
{
    public override string Name => "fin-wait1-pile-up";

    public override string Summary => "Connections closed with unsent data to peers that do not read: FIN_WAIT1 without an owner, probing a zero window";

    public override IReadOnlyList<string> Expected => ["TV107"];

    public override CountRange? Count => new(120, 5, 1000, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000, backlog: 128).ReceiveBuffer(4096);
        byte[] data = new byte[4096];
        // The kernel gives one up after about 337 s.
        stage.Renew(TimeSpan.FromSeconds(300), () =>
        {
            Connection connection = stage.Outgoing(listener, 1).Single();
            connection.Client.SendBuffer(16384);
            while (connection.Client.Send(data) > 0)
            {
            }

            connection.Client.Dispose();
            return connection.Server;
        });
    }
}
