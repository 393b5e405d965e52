using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>
/// Bursts of clients whose handshakes take a third of a second, as over a long way. The third packet of each handshake
/// is lost on arrival, and the first data, sent that much later, completes it: an ACK is an ACK (RFC 9293 §3.10.7.4).
/// </summary>
internal static class SlowClients
{
    private const int WayMs = 300, BetweenMs = 2000;

    internal static void Play(Stage stage, int backlog)
    {
        stage.Here.Keep(Firewall.Drop(stage.Here, "tcp dport 8080 tcp flags == ack"));
        stage.Play(stage.Here, "portal", "serve", ["answered", "0"], stage.Listen(8080, backlog));
        stage.Play(stage.There, "clients", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", "0", $"{stage.Count}", $"{BetweenMs}", "speak-late", $"{WayMs}"]);
    }
}
