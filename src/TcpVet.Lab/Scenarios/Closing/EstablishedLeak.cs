using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV116: connections are taken from nowhere and never given back; most of them have long been silent.</summary>
internal sealed class EstablishedLeak : Scenario
{
    public override string Name => "established-leak";

    public override string Summary => "A client opens connections and never closes one: ESTABLISHED grows and does not fall, most of it idle";

    public override IReadOnlyList<string> Expected => ["TV116"];

    public override string Culprit => "reports";

    public override CountRange? Count => new(200, 20, 5000, "connections to begin with");

    // ConnectionGroup.IdleMs: from then on most are idle.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(61);

    public override Examination Examination => Examination.With("--interval", "12s", "--samples", "4");

    public override void Make(Stage stage)
    {
        stage.Play(stage.There, "ledger", "keep", [], Stage.Listen(stage.There, 5432, backlog: 4096));
        // Slowly, so that most of them are idle, and fast enough to see it in half a minute.
        stage.Play(stage.Here, Culprit, "visit", [$"{new InetEndpoint(Stage.ThereAddress, 5432)}", $"{stage.Count}", "1", $"{400_000 / stage.Count}", "leave", $"{int.MaxValue}"]);
    }
}
