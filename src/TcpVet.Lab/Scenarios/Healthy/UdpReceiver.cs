using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A UDP service that reads what it gets.</summary>
internal sealed class UdpReceiver : Scenario
{
    public override string Name => "healthy-udp-receiver";

    public override string Summary => "A UDP service takes a steady stream and reads all of it";

    public override bool IsHealthy => true;

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override void Make(Stage stage)
    {
        LabSocket receiver = stage.Here.Udp(Model.AddressFamily.IPv4).Bind(new(Model.InetAddress.AnyIPv4, 8125));
        LabSocket sender = stage.There.Udp(Model.AddressFamily.IPv4);
        byte[] datagram = new byte[200];
        stage.Repeat(TimeSpan.FromMilliseconds(50), () =>
        {
            for (int i = 0; i < 10; i++)
            {
                sender.SendTo(new(Stage.HereAddress, 8125), datagram);
                receiver.Receive(datagram);
            }
        });
    }
}
