using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV411: what a program sends is thrown away by this host's own firewall.</summary>
internal sealed class OwnFirewall : Scenario
{
    public override string Name => "own-firewall";

    public override string Summary => "A program sends metrics, and a firewall rule of the same host throws them away on their way out";

    public override IReadOnlyList<string> Expected => ["TV411"];

    public override string Culprit => "metrics";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        LabSocket collector = stage.There.Udp(AddressFamily.IPv4).Bind(new(InetAddress.AnyIPv4, 8125));
        stage.Play(stage.There, "collector", Read.Role, ["100", "10"], [collector]);
        stage.Here.Keep(Firewall.DropSent(stage.Here, "udp dport 8125"));
        LabSocket sender = stage.Here.Udp(AddressFamily.IPv4).Connect(new(Stage.ThereAddress, 8125));
        stage.Play(stage.Here, Culprit, Send.Role, ["60", "1", "10"], [sender]);
    }
}
