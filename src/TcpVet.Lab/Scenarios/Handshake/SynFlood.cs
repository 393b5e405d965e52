using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV204: SYNs from invented addresses; nobody answers the SYN-ACKs.</summary>
internal sealed class SynFlood : Scenario
{
    public override string Name => "syn-flood";

    public override string Summary => "SYNs from a hundred invented addresses a second, none of which completes a handshake";

    public override IReadOnlyList<string> Expected => ["TV204"];

    public override string Culprit => "shop";

    public override CountRange? Count => new(100, 20, 1000, "SYNs a second");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.RouteThere("198.18.0.0/15");
        stage.Hold(stage.Here, Culprit, [stage.Listen(8080, backlog: 64)]);
        stage.Play(stage.There, "attacker", "flood", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", "198.18.0.1:1234", $"{stage.Count}"]);
    }
}
