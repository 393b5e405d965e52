using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Ports;

/// <summary>TV304: a service's port is one that outgoing connections may be given.</summary>
internal sealed class EphemeralRangeOverlaps : Scenario
{
    public override string Name => "ephemeral-range-overlaps";

    public override string Summary => "A service listens on port 40000, inside the range that outgoing connections take their ports from";

    public override IReadOnlyList<string> Aside => ["TV304"];

    public override void Make(Stage stage) => stage.Hold(stage.Here, "metrics", [stage.Listen(40000)]);
}
