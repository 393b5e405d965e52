using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV213: a server has stopped accepting, and its queue is so long that it will not be full for hours.</summary>
internal sealed class AcceptStalled : Scenario
{
    public override string Name => "accept-stalled";

    public override string Summary => "A server with a queue of 4,096 has stopped accepting: 40 clients are connected and wait for an answer";

    public override IReadOnlyList<string> Expected => ["TV213"];

    public override string Culprit => "orders";

    public override CountRange? Count => new(40, 3, 2000, "clients");

    // TV213.critical_age_ms.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(11);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080, backlog: 4096);
        List<LabSocket> clients = [];
        for (int i = 0; i < stage.Count; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            LabSocket client = stage.There.Tcp(AddressFamily.IPv4).Connect(new(Stage.HereAddress, 8080));
            client.Send("GET / HTTP/1.1\r\n\r\n"u8);
            clients.Add(client);
        }

        stage.Hold(stage.Here, Culprit, [listener]);
        stage.Hold(stage.There, "clients", clients);
    }
}
