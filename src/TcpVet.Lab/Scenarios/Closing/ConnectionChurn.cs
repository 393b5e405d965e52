using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV115: a connection for every request, a hundred a second, and next to none at any time.</summary>
internal sealed class ConnectionChurn : Scenario
{
    public override string Name => "connection-churn";

    public override string Summary => "A client opens a hundred connections a second and keeps none";

    public override IReadOnlyList<string> Aside => ["TV115"];

    public override CountRange? Count => new(100, 10, 200, "connections a second");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override Examination Examination => Examination.With("--interval", "5s");

    public override void Make(Stage stage)
    {
        stage.Play(stage.There, "ledger", "serve", ["first", "0"], Stage.Listen(stage.There, 8080, backlog: 4096));
        stage.Play(stage.Here, "sync-job", "visit", [$"{new InetEndpoint(Stage.ThereAddress, 8080)}", "10", "2", $"{2000 / stage.Count}", "wait", "0"]);
    }
}
