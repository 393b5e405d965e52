using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Ports;

/// <summary>TV302: a proxy binds its source address before each connect, so that no port serves two destinations.</summary>
internal sealed class BindBeforeConnect : Scenario
{
    private const int Ports = 300;

    // Few towards each: the ports of one destination alone are no concern of TV301.
    private static readonly ushort[] Destinations = [9001, 9002, 9003, 9004, 9005];

    public override string Name => "bind-before-connect";

    public override string Summary => "A proxy binds its source address first, each port serves one connection: 270 of 300 ports for five destinations";

    public override IReadOnlyList<string> Expected => ["TV302"];

    public override string Culprit => "edge-proxy";

    // The rule is critical from 85 % on; beyond 98 % bind() searches long, and fails at the end.
    public override CountRange? Count => new(270, 200, 294, "connections");

    public override void Make(Stage stage)
    {
        // Bounds of different parity, or the kernel grumbles in the host's log (net/ipv4/sysctl_net_ipv4.c ipv4_local_port_range).
        stage.Here.SetSysctl("net.ipv4.ip_local_port_range", $"40000 {40000 + Ports - 1}");
        foreach (ushort port in Destinations)
        {
            // Its queue holds them all; nobody has to accept.
            Stage.Listen(stage.There, port);
        }

        List<LabSocket> connections = [];
        for (int i = 0; i < stage.Count; i++)
        {
            LabSocket socket = stage.Here.Tcp(AddressFamily.IPv4).Bind(new(Stage.HereAddress, 0));
            connections.Add(socket.Connect(new(Stage.ThereAddress, Destinations[i % Destinations.Length])));
        }

        stage.Hold(stage.Here, Culprit, connections);
    }
}
