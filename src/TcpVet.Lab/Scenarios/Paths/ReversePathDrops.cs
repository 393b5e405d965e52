using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV409: what comes in by one interface is thrown away, because the way back to its sender is another interface.</summary>
internal sealed class ReversePathDrops : Scenario
{
    // TEST-NET-2 (RFC 5737): the remote host has an address of it, and here the route to it is the other interface.
    private const string Network = "198.51.100.0/24";
    private static readonly InetAddress Sender = InetAddress.Parse("198.51.100.9");

    public override string Name => "reverse-path-drops";

    public override string Summary => "Datagrams for a service come in by one interface, the route back to their sender is another, and the strict filter throws them away";

    public override IReadOnlyList<string> Expected => ["TV409"];

    public override string Culprit => "syslog";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        stage.There.Ip($"address add {Sender}/32 dev lo");
        // Else it asks for the link address with an address that the filter does not let pass either.
        stage.There.SetSysctl("net.ipv4.conf.all.arp_announce", "2");
        stage.Here.Ip("link add uplink type veth peer name uplink-far");
        stage.Here.Ip("link set uplink-far up");
        stage.Here.Ip("link set uplink up");
        stage.Here.Ip($"route add {Network} dev uplink");
        stage.Here.SetSysctl("net.ipv4.conf.all.rp_filter", "1");
        stage.Here.SetSysctl("net.ipv4.conf.cable.rp_filter", "1");
        LabSocket receiver = stage.Here.Udp(AddressFamily.IPv4).Bind(new(InetAddress.AnyIPv4, 514));
        LabSocket sender = stage.There.Udp(AddressFamily.IPv4).Bind(new(Sender, 40514)).Connect(new(Stage.HereAddress, 514));
        stage.Play(stage.Here, Culprit, Read.Role, ["100", "10"], [receiver]);
        stage.Play(stage.There, "routers", Send.Role, ["128", "1", "10"], [sender]);
    }
}
