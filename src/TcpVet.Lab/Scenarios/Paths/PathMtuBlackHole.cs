using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV410: a hop loses what is larger than it takes, and says nothing.</summary>
internal sealed class PathMtuBlackHole : Scenario
{
    // Four whole segments of an Ethernet's MTU with timestamps, and a rest that fits through anything.
    private const int Answer = (4 * 1448) + 208;

    public override string Name => "path-mtu-black-hole";

    public override string Summary => "Answers of 6 kB get stuck: a hop drops packets above 1,300 bytes without a word, and smaller ones arrive";

    public override IReadOnlyList<string> Expected => ["TV410"];

    public override string Culprit => "web";

    public override CountRange? Count => new(8, 3, 200, "connections");

    // A back-off of three: 0.2 + 0.4 + 0.8 s, and more for the first round trip (TCP_RTO_MIN).
    public override TimeSpan Ripens => TimeSpan.FromSeconds(6);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> servers = [listener];
        List<LabSocket> clients = [];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            connection.Client.Send("GET /report HTTP/1.1\r\n\r\n"u8);
            connection.Server.Receive(new byte[256]);
            servers.Add(connection.Server);
            clients.Add(connection.Client);
        }

        // One segment a packet: a cable of this kind carries 64 kB in one piece, which would be lost with the rest in it.
        stage.Here.Ip("link set dev cable gso_max_segs 1");
        stage.There.Keep(Firewall.Drop(stage.There, "meta length > 1300"));
        byte[] answer = new byte[Answer];
        foreach (LabSocket server in servers.Skip(1))
        {
            server.Send(answer);
        }

        stage.Hold(stage.There, "browsers", clients);
        stage.Hold(stage.Here, Culprit, servers);
    }
}
