using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV215: a program that cannot be a server has inherited the listener of one that has gone.</summary>
internal sealed class InheritedListener : Scenario
{
    public override string Name => "inherited-listener";

    public override string Summary => "A server has gone, and a helper program that it started still holds its listening socket: clients are connected to nobody";

    public override IReadOnlyList<string> Expected => ["TV215"];

    // It ends with its input, and so with the laboratory.
    public override string Culprit => "cat";

    public override CountRange? Count => new(5, 1, 100, "clients");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(11);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080, backlog: 128);
        stage.Here.Start(Culprit, [], [listener]);
        listener.Dispose();
        List<LabSocket> clients = [];
        for (int i = 0; i < stage.Count; i++)
        {
            clients.Add(stage.There.Tcp(AddressFamily.IPv4).Connect(new(Stage.HereAddress, 8080)));
        }

        stage.Hold(stage.There, "clients", clients);
    }
}
