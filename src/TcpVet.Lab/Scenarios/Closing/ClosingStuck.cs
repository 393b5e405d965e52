using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV111: both sides closed at the same time, and the ACK of this side's FIN does not come.</summary>
internal sealed class ClosingStuck : Scenario
{
    public override string Name => "closing-stuck";

    public override string Summary => "Both sides have closed at once and the FIN of this side gets lost: CLOSING";

    public override IReadOnlyList<string> Expected => ["TV111"];

    public override CountRange? Count => new(30, 1, 1000, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(6);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000, backlog: 128);
        FinLoss.On(stage, 9000);
        // Given up after eight retransmissions, about 106 s (tcp_orphan_retries).
        stage.Renew(TimeSpan.FromSeconds(100), () =>
        {
            Connection connection = stage.Outgoing(listener, 1).Single();
            connection.Client.ShutdownSend();
            connection.Server.Dispose();
            stage.Here.Sockets.WaitFor(connection.ClientEnd.Port, 9000, TcpState.Closing);
            connection.Client.Dispose();
            return connection.Client;
        });
    }
}
