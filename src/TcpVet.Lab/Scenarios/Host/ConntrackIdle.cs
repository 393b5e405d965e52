using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Host;

/// <summary>TV503: connection tracking forgets a silent connection before keepalive speaks on it.</summary>
internal sealed class ConntrackIdle : Scenario
{
    public override string Name => "conntrack-idle";

    public override string Summary => "Connection tracking forgets after two minutes of silence, keepalive speaks after more than five";

    public override IReadOnlyList<string> Expected => ["TV503"];

    public override string Culprit => "chat";

    public override CountRange? Count => new(20, 1, 2000, "connections");

    public override string? CannotShow() => Tracking.Lacking;

    public override void Make(Stage stage)
    {
        Tracking.Start(stage.Here);
        stage.Here.SetSysctl("net.netfilter.nf_conntrack_tcp_timeout_established", "120");
        // Without this it would take up again what it has forgotten, and hardly anybody would notice.
        stage.Here.SetSysctl("net.netfilter.nf_conntrack_tcp_loose", "0");
        InetEndpoint service = new(Stage.HereAddress, 8080);
        LabSocket listener = stage.Listen(service.Port);
        List<LabSocket> servers = [listener];
        List<LabSocket> clients = [];
        foreach (Connection connection in stage.Incoming(listener, stage.Count))
        {
            // Soon enough for balancers, which is another rule's affair (TV114, 350 s).
            servers.Add(connection.Server.KeepAlive(320));
            clients.Add(connection.Client);
        }

        stage.Hold(stage.There, "phones", clients);
        stage.Play(stage.Here, Culprit, Serve.Role, ["last", "0"], [.. servers]);
        // One speaks now and then: the table is not empty when it has forgotten the others.
        stage.Play(stage.There, "talker", Send.Role, ["1", "1", "20000"], stage.There.Tcp(AddressFamily.IPv4).Connect(service));
    }
}
