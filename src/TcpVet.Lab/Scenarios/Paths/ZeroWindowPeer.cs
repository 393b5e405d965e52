using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV401: the remote program has stopped reading.</summary>
internal sealed class ZeroWindowPeer : Scenario
{
    public override string Name => "zero-window-peer";

    public override string Summary => "A remote service has stopped reading: its window is zero and data waits here";

    public override IReadOnlyList<string> Expected => ["TV401"];

    public override string Culprit => "shipper";

    public override CountRange? Count => new(8, 5, 500, "connections");

    // TV401.warn_age_ms.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(32);

    public override void Make(Stage stage)
    {
        LabSocket listener = stage.There.Tcp(AddressFamily.IPv4).ReceiveBuffer(4096).Bind(new(InetAddress.AnyIPv4, 9000)).Listen(512);
        List<LabSocket> senders = [];
        List<LabSocket> deaf = [listener];
        foreach (Connection connection in stage.Outgoing(listener, stage.Count))
        {
            Stall.Fill(connection.Client.SendBuffer(16384));
            senders.Add(connection.Client);
            deaf.Add(connection.Server);
        }

        stage.Hold(stage.There, "archive", deaf);
        stage.Hold(stage.Here, Culprit, senders);
    }
}
