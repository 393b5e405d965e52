using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV216: IPv6 leads nowhere, IPv4 works, and the program tries IPv6 first.</summary>
internal sealed class OneFamilyUnreachable : Scenario
{
    public override string Name => "one-family-unreachable";

    public override string Summary => "A client is connected over IPv4, and its connects to the same port over IPv6 get no answer";

    public override IReadOnlyList<string> Expected => ["TV216"];

    public override string Culprit => "pkgtool";

    public override CountRange? Count => new(4, 2, 9, "connects");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override void Make(Stage stage)
    {
        LabSocket listener = Stage.Listen(stage.There, 8443);
        List<LabSocket> clients = [];
        List<LabSocket> servers = [listener];
        foreach (Connection connection in stage.Outgoing(listener, 1))
        {
            clients.Add(connection.Client);
            servers.Add(connection.Server);
        }

        // Frames to nobody: an unresolved neighbour would be told as unreachable after a second.
        stage.Here.Ip("-6 neigh add 2001:db8::9 lladdr 02:00:00:00:00:09 dev cable nud permanent");
        for (int i = 0; i < stage.Count; i++)
        {
            clients.Add(stage.Here.Tcp(AddressFamily.IPv6).StartConnect(new(InetAddress.Parse("2001:db8::9"), 8443)));
        }

        stage.Hold(stage.There, "packages", servers);
        stage.Hold(stage.Here, Culprit, clients);
    }
}
