using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV201: a server that has stopped accepting; new clients are dropped without a word.</summary>
internal sealed class AcceptQueueFull : Scenario
{
    public override string Name => "accept-queue-full";

    public override string Summary => "A server does not accept: its queue is full, and new clients get no answer";

    public override IReadOnlyList<string> Expected => ["TV201"];

    public override IReadOnlyList<string> Aside => ["TV202"];

    public override string Culprit => "orders";

    public override CountRange? Count => new(16, 0, 4096, "places in the queue");

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080, backlog: stage.Count);
        List<LabSocket> clients = [];
        InetEndpoint service = new(Stage.HereAddress, 8080);
        // One more than the limit fits (include/net/sock.h sk_acceptq_is_full).
        for (int i = 0; i <= stage.Count; i++)
        {
            clients.Add(stage.There.Tcp(AddressFamily.IPv4).Connect(service));
        }

        for (uint turnedAway = 1; turnedAway <= TurnedAway; turnedAway++)
        {
            uint drops = turnedAway;
            using LabSocket client = stage.There.Tcp(AddressFamily.IPv4).StartConnect(service);
            Deadline.Usual.Wait("the listener's drop", () => listener.Drops >= drops ? listener : null);
        }

        stage.Hold(stage.Here, Culprit, [listener]);
        stage.Hold(stage.There, "clients", clients);
    }

    private const uint TurnedAway = 20;
}
