using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>The way on which this side's FINs get lost, and nothing else does: as behind a firewall that has forgotten the
/// connection.</summary>
internal static class FinLoss
{
    internal static void On(Stage stage, ushort port) => stage.There.Keep(Firewall.Drop(stage.There, $"tcp dport {port} tcp flags & fin == fin"));
}
