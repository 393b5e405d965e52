using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV210: a worm, or a discovery that has got out of hand.</summary>
internal sealed class ConnectFanOut : Scenario
{
    public override string Name => "connect-fan-out";

    public override string Summary => "A process tries one port of address after address, and none answers";

    public override IReadOnlyList<string> Expected => ["TV210"];

    public override string Culprit => "updater";

    public override CountRange? Count => new(150, 20, 2000, "attempts at once");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        // The remote host forwards nothing and says nothing about it (net/ipv4/route.c ip_error).
        stage.RouteThere("198.18.0.0/15");
        stage.Play(stage.Here, Culprit, "scan", ["198.18.0.1:445", $"{stage.Count}", "10000"]);
    }
}
