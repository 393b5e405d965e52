using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Ports;

/// <summary>TV301: a client uses up the local ports towards one destination.</summary>
internal sealed class EphemeralPortsLow : Scenario
{
    private const int Ports = 1000, Held = 50;

    public override string Name => "ephemeral-ports-low";

    public override string Summary => "A client opens a connection for each request: 900 of 1,000 ports towards one destination are taken, most in TIME_WAIT";

    public override IReadOnlyList<string> Expected => ["TV301"];

    public override string Culprit => "billing";

    public override CountRange? Count => new(900, 650, 950, "ports");

    public override void Make(Stage stage)
    {
        // Bounds of different parity, or the kernel grumbles in the host's log (net/ipv4/sysctl_net_ipv4.c ipv4_local_port_range).
        stage.Here.SetSysctl("net.ipv4.ip_local_port_range", $"40000 {40000 + Ports - 1}");
        stage.Play(stage.There, "payments", Serve.Role, ["last", "0"], [Stage.Listen(stage.There, 9000)]);
        stage.Play(stage.Here, Culprit, Spend.Role, [$"{new InetEndpoint(Stage.ThereAddress, 9000)}", $"{stage.Count - Held}", $"{Held}"]);
    }
}
