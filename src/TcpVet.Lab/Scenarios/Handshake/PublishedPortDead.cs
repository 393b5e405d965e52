using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV217: docker-proxy forwards a published port to a container whose program listens on its loopback.</summary>
internal sealed class PublishedPortDead : Scenario
{
    private const ushort Port = 8080;

    public override string Name => "published-port-dead";

    public override string Summary => "A published port is open, and docker-proxy is refused in the container: the program there listens on loopback only";

    public override IReadOnlyList<string> Expected => ["TV217"];

    public override string Culprit => "webapp";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    // A busy machine needs a second until it listens.
    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.Hold(stage.There, Culprit, [stage.There.Tcp(AddressFamily.IPv4).Bind(new(Stage.Loopback, Port)).Listen(16)]);
        stage.Play(stage.Here, "docker-proxy", Visit.Role, [$"{new InetEndpoint(Stage.ThereAddress, Port)}", "1", "1", "50", "leave", "20"], stage.Listen(Port));
    }
}
