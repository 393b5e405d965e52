using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV110: the peer closed, this side closed too, and its FIN gets lost: a firewall has forgotten the connection.</summary>
internal sealed class LastAckPileUp : Scenario
{
    public override string Name => "last-ack-pile-up";

    public override string Summary => "The FIN of connections that both sides have closed gets lost: LAST_ACK, retransmitting";

    public override IReadOnlyList<string> Expected => ["TV110"];

    public override CountRange? Count => new(80, 5, 1000, "connections");

    // Two retransmissions: 0.2 s and 0.4 s later, if the round trip is short.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 9000, backlog: 128);
        FinLoss.On(stage, 9000);
        // Given up after eight retransmissions, about 106 s (tcp_orphan_retries).
        stage.Renew(TimeSpan.FromSeconds(100), () =>
        {
            Connection connection = stage.Outgoing(listener, 1).Single();
            connection.Server.Dispose();
            stage.Here.Sockets.WaitFor(connection.ClientEnd.Port, 9000, TcpState.CloseWait);
            connection.Client.Dispose();
            return connection.Client;
        });
    }
}
