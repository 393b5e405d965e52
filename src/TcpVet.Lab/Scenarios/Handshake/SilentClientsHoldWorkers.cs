using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV213 of a pre-forked server: each worker has taken one client that says nothing, and the others wait behind.</summary>
internal sealed class SilentClientsHoldWorkers : Scenario
{
    private const int Workers = 3;

    public override string Name => "silent-clients-hold-workers";

    public override string Summary => "Three pre-forked workers serve a silent client each, and a dozen others wait in the queue that they share";

    public override IReadOnlyList<string> Expected => ["TV213"];

    public override string Culprit => "prefork";

    public override CountRange? Count => new(12, 3, 100, "clients that wait");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(11);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> clients = [];
        stage.HoldToo(stage.Here, Culprit, [listener]);
        foreach (Connection connection in stage.Incoming(listener, Workers))
        {
            clients.Add(connection.Client);
            stage.HoldToo(stage.Here, "worker", [listener, connection.Server]);
            connection.Server.Dispose();
        }

        listener.Dispose();
        for (int i = 0; i < stage.Count; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            LabSocket client = stage.There.Tcp(AddressFamily.IPv4).Connect(new(Stage.HereAddress, 8080));
            client.Send("GET / HTTP/1.1\r\n\r\n"u8);
            clients.Add(client);
        }

        stage.Hold(stage.There, "clients", clients);
    }
}
