using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>One process that connects to very many hosts, all of which answer.</summary>
internal sealed class Crawler : Scenario
{
    public override string Name => "healthy-crawler";

    public override string Summary => "A crawler connects to hundreds of hosts, and they answer";

    public override bool IsHealthy => true;

    public override CountRange? Count => new(240, 1, 254, "hosts");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override void Make(Stage stage)
    {
        // Every address of this network is the remote host's (RFC 5737).
        stage.There.Ip("route add local 198.51.100.0/24 dev lo");
        stage.Here.Ip("route add 198.51.100.0/24 via 192.0.2.2");
        LabSocket listener = Stage.Listen(stage.There, 80);
        int next = 0;
        void Visit()
        {
            for (int i = 0; i < 20; i++)
            {
                InetAddress host = InetAddress.Parse($"198.51.100.{1 + (next++ % stage.Count)}");
                using LabSocket client = stage.Here.Tcp(AddressFamily.IPv4).Connect(new(host, 80));
                using LabSocket server = listener.Accept();
                client.Send("GET"u8);
                server.Receive(new byte[8]);
                server.Send("page"u8);
                client.Receive(new byte[8]);
            }
        }

        for (int visited = 0; visited < stage.Count; visited += 20)
        {
            Visit();
        }

        stage.Repeat(TimeSpan.FromSeconds(1), Visit);
    }
}
