using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV207: the SYN-ACKs do not reach their clients: a way back that is not the way there.</summary>
internal sealed class SynRecvStuck : Scenario
{
    public override string Name => "syn-recv-stuck";

    public override string Summary => "The SYN-ACKs of a service get lost: SYN_RECV, repeated again and again";

    public override IReadOnlyList<string> Expected => ["TV207"];

    public override string Culprit => "web";

    public override CountRange? Count => new(20, 5, 400, "requests");

    // Repeated after 1 s and after 3 s (TCP_TIMEOUT_INIT, doubled).
    public override TimeSpan Ripens => TimeSpan.FromSeconds(4);

    public override void Make(Stage stage)
    {
        stage.There.Keep(Firewall.DropSynAck(stage.There, 8080));
        stage.Hold(stage.Here, Culprit, [stage.Listen(8080)]);
        // A request is forgotten after 63 s (tcp_synack_retries 5).
        stage.Play(stage.There, "clients", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", $"{stage.Count}", "1", $"{60_000 / stage.Count}", "leave", "60000"]);
    }
}
