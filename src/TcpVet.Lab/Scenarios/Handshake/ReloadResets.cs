using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV211: a server whose old worker closes its listener with clients in the queue, while the new one serves: they are
/// reset.</summary>
internal sealed class ReloadResets : Scenario
{
    public override string Name => "reload-resets";

    public override string Summary => "A SO_REUSEPORT listener is closed at each reload with clients in its queue: the kernel resets them";

    public override IReadOnlyList<string> Expected => ["TV211"];

    public override string Culprit => "gateway";

    public override CountRange? Count => new(90, 10, 200, "clients a second");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(5);

    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.Play(stage.Here, Culprit, "reload", [$"{new InetEndpoint(InetAddress.AnyIPv4, 8080)}", "1000"]);
        stage.Play(stage.There, "clients", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", "0", "1", $"{1000 / stage.Count}", "leave", "2500"]);
    }
}
