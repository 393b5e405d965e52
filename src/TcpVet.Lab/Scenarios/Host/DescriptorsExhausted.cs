using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV504: a server has no descriptor left, so that accept() fails and clients wait in its queue.</summary>
internal sealed class DescriptorsExhausted : Scenario
{
    // With what the runtime itself holds open, a program of .NET begins with some tens.
    private const int Limit = 128;

    public override string Name => "descriptors-exhausted";

    public override string Summary => "A server has used up its descriptors: accept() fails, and clients wait in its queue";

    public override IReadOnlyList<string> Expected => ["TV504"];

    public override string Culprit => "proxy";

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.Listen(8080);
        List<LabSocket> clients = [];
        // The clients' handshakes need no accept(): those beyond the limit stay in the queue.
        for (int i = 0; i < Limit + 16; i++)
        {
            clients.Add(stage.There.Tcp(AddressFamily.IPv4).Connect(new(Stage.HereAddress, listener.Local.Port)));
        }

        stage.Hold(stage.There, "clients", clients);
        stage.Play(stage.Here, Culprit, Exhaust.Role, [$"{Limit}"], listener);
    }
}
