using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Paths;

/// <summary>TV403: a server accepts connections and does not read what comes on them.</summary>
internal sealed class ReaderStalled : Scenario
{
    public override string Name => "reader-stalled";

    public override string Summary => "A server has stopped reading: what its clients sent fills the receive buffers";

    public override IReadOnlyList<string> Expected => ["TV403"];

    public override string Culprit => "importer";

    public override CountRange? Count => new(8, 3, 500, "connections");

    // TV403.warn_age_ms.
    public override TimeSpan Ripens => TimeSpan.FromSeconds(22);

    public override void Make(Stage stage)
    {
        // The buffer must be small before the handshake, where the window's scale is settled (tcp(7)).
        LabSocket listener = stage.Here.Tcp(AddressFamily.IPv4).ReceiveBuffer(16384).Bind(new(InetAddress.AnyIPv4, 8080)).Listen(512);
        List<LabSocket> readers = [listener];
        List<LabSocket> senders = [];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            Stall.Fill(connection.Client.SendBuffer(16384));
            readers.Add(connection.Server);
            senders.Add(connection.Client);
        }

        stage.Hold(stage.There, "feeder", senders);
        stage.Hold(stage.Here, Culprit, readers);
    }
}
