using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV208: the last packet of each handshake gets lost: the client believes that it is connected and speaks, the server knows
/// nothing of it.</summary>
internal sealed class HalfEstablished : Scenario
{
    public override string Name => "half-established";

    public override string Summary => "Clients believe to be connected and send, the server still waits for the handshake's end";

    public override IReadOnlyList<string> Expected => ["TV208"];

    public override IReadOnlyList<string> Aside => ["TV411"];

    public override string Culprit => "backend";

    public override CountRange? Count => new(12, 5, 400, "connections");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override void Make(Stage stage)
    {
        stage.Here.Keep(Firewall.DropAllButSyn(stage.Here, 8080));
        stage.Hold(stage.Here, Culprit, [stage.Listen(8080)]);
        // A request is forgotten after 63 s (tcp_synack_retries 5).
        stage.Play(stage.Here, "frontend", "visit", [$"{new InetEndpoint(Stage.Loopback, 8080)}", $"{stage.Count}", "1", $"{60_000 / stage.Count}", "speak-abort", "60000"]);
    }
}
