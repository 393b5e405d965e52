using System.Text;
using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV402: what is sent on connections that worked is lost from now on.</summary>
internal sealed class BlackHole : Scenario
{
    public override string Name => "black-hole";

    public override string Summary => "Established connections to a database get no answer any more: a firewall on the way has begun to drop their packets";

    public override IReadOnlyList<string> Expected => ["TV402"];

    public override string Culprit => "orders";

    public override CountRange? Count => new(8, 5, 500, "connections");

    // TV402.critical_age_ms; a back-off of three is reached after 0.2 + 0.4 + 0.8 s (TCP_RTO_MIN).
    public override TimeSpan Ripens => TimeSpan.FromSeconds(12);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 5432);
        List<LabSocket> clients = [];
        List<LabSocket> servers = [listener];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            clients.Add(connection.Client);
            servers.Add(connection.Server);
        }

        stage.There.Keep(Firewall.Drop(stage.There, "tcp dport 5432"));
        // The kernel gives up after tcp_retries2 = 15 time-outs, a quarter of an hour: so long it stands.
        foreach (LabSocket client in clients)
        {
            client.Send(Encoding.ASCII.GetBytes("select 1;\n"));
        }

        stage.Hold(stage.There, "database", servers);
        stage.Hold(stage.Here, Culprit, clients);
    }
}
