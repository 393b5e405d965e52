using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV212: the database listens on its loopback only, and a client on another host is refused again and again.</summary>
internal sealed class ConnectRefused : Scenario
{
    private const ushort Port = 5432;

    public override string Name => "connect-refused";

    public override string Summary => "A client is refused twenty times a second: the service over there listens on loopback only";

    public override IReadOnlyList<string> Expected => ["TV212"];

    public override string Culprit => "worker";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        stage.Hold(stage.There, "postgres", [stage.There.Tcp(AddressFamily.IPv4).Bind(new(Stage.Loopback, Port)).Listen(16)]);
        stage.Play(stage.Here, Culprit, "visit", [$"{new InetEndpoint(Stage.ThereAddress, Port)}", "1", "1", "50", "leave", "20"]);
    }
}
