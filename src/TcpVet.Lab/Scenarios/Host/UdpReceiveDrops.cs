using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV506: a program reads its datagrams more slowly than they come.</summary>
internal sealed class UdpReceiveDrops : Scenario
{
    public override string Name => "udp-receive-drops";

    public override string Summary => "A program reads ten datagrams a second and two hundred come: its receive buffer overflows";

    public override IReadOnlyList<string> Expected => ["TV506"];

    public override string Culprit => "syslog";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        LabSocket receiver = stage.Here.Udp(AddressFamily.IPv4).Bind(new(InetAddress.AnyIPv4, 514)).ReceiveBuffer(16384);
        LabSocket sender = stage.There.Udp(AddressFamily.IPv4).Connect(new(Stage.HereAddress, 514));
        stage.Play(stage.Here, Culprit, Read.Role, ["1", "100"], [receiver]);
        stage.Play(stage.There, "chatter", Send.Role, ["512", "10", "50"], [sender]);
    }
}
