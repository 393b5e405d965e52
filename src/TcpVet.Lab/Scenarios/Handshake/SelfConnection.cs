using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV214: a client has been given the port that it connects to.</summary>
internal sealed class SelfConnection : Scenario
{
    public override string Name => "self-connection";

    public override string Summary => "A client that connects to a local port without a listener has been given that port: it talks to itself";

    public override IReadOnlyList<string> Expected => ["TV214"];

    public override string Culprit => "replica";

    public override void Make(Stage stage)
    {
        InetEndpoint end = new(Stage.Loopback, 50004);
        // The kernel's choice would take thousands of tries; bind() makes the same socket.
        LabSocket client = stage.Here.Tcp(AddressFamily.IPv4).Bind(end).Connect(end);
        client.Send("HELLO"u8);
        client.Receive(new byte[5]);
        stage.Hold(stage.Here, Culprit, [client]);
    }
}
