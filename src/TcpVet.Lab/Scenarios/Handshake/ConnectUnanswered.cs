using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV209: a firewall drops what goes to the database.</summary>
internal sealed class ConnectUnanswered : Scenario
{
    public override string Name => "connect-unanswered";

    public override string Summary => "A destination answers nothing: SYN_SENT, repeated again and again";

    public override IReadOnlyList<string> Expected => ["TV209"];

    public override string Culprit => "orders";

    public override CountRange? Count => new(12, 5, 1000, "attempts");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override void Make(Stage stage)
    {
        stage.There.Keep(Firewall.Drop(stage.There, "tcp dport 5432"));
        stage.Play(stage.Here, Culprit, "visit", [$"{new InetEndpoint(Stage.ThereAddress, 5432)}", $"{stage.Count}", "1", $"{20_000 / stage.Count}", "leave", "20000"]);
    }
}
