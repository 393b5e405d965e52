using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV213 of one in four: the kernel spreads clients over the listeners of a port, and one of these is not emptied.</summary>
internal sealed class AcceptStalledWorker : Scenario
{
    public override string Name => "accept-stalled-worker";

    public override string Summary => "Four workers share a port (SO_REUSEPORT) and one of them hangs: a fourth of the clients wait for ever";

    public override IReadOnlyList<string> Expected => ["TV213"];

    public override string Culprit => "worker-2";

    public override CountRange? Count => new(60, 30, 400, "clients");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(11);

    public override void Make(Stage stage)
    {
        for (int i = 0; i < 4; i++)
        {
            LabSocket listener = stage.Here.Tcp(AddressFamily.IPv4).ReusePort().Bind(new(InetAddress.AnyIPv4, 8080)).Listen(512);
            stage.Play(stage.Here, $"worker-{i}", $"worker-{i}" == Culprit ? "hold" : "keep", [], listener);
        }

        List<LabSocket> clients = [];
        for (int i = 0; i < stage.Count; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            clients.Add(stage.There.Tcp(AddressFamily.IPv4).Connect(new(Stage.HereAddress, 8080)));
        }

        stage.Hold(stage.There, "clients", clients);
    }
}
