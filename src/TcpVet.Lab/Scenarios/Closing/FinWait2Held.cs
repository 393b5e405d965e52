using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV109: shutdown(SHUT_WR), and then a wait without a timeout for an end that does not come.</summary>
internal sealed class FinWait2Held : Scenario
{
    public override string Name => "fin-wait2-held";

    public override string Summary => "A process has shut down its side and waits for ever for the peer: FIN_WAIT2 with an owner, more and more";

    public override IReadOnlyList<string> Expected => ["TV109"];

    public override string Culprit => "exporter";

    public override CountRange? Count => new(60, 1, 2000, "connections to begin with");

    // Older than 60 s, the orphan's time: until then it may be about to end.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(61);

    public override Examination Examination => Examination.With("--interval", "4s", "--samples", "4");

    public override void Make(Stage stage)
    {
        stage.Play(stage.There, "archive", "keep", [], Stage.Listen(stage.There, 9000, backlog: 4096));
        stage.Play(stage.Here, Culprit, "visit", [$"{new InetEndpoint(Stage.ThereAddress, 9000)}", $"{stage.Count}", "1", "2000", "half", "0"]);
    }
}
