using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV116: sessions are opened and never closed; most of them have long been silent.</summary>
internal sealed class EstablishedLeak : Scenario
{
    public override string Name => "established-leak";

    public override string Summary => "A server keeps every session for ever: ESTABLISHED grows and does not fall";

    public override IReadOnlyList<string> Expected => ["TV116"];

    public override string Culprit => "sessions";

    public override CountRange? Count => new(200, 20, 5000, "sessions to begin with");

    // ConnectionGroup.IdleMs: from then on most are idle.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(61);

    public override Examination Examination => Examination.With("--interval", "12s", "--samples", "4");

    public override void Make(Stage stage)
    {
        InetEndpoint service = new(Stage.HereAddress, 8080);
        stage.Play(stage.Here, Culprit, "keep", [], stage.Listen(8080, backlog: 4096));
        stage.Play(stage.There, "visitors", "visit", [$"{service}", $"{stage.Count}", "1", "500", "leave", $"{int.MaxValue}"]);
    }
}
