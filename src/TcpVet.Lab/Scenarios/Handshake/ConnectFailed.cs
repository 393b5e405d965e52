using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV218: a firewall over there rejects so that the host looks like a missing one, as firewalld does.</summary>
internal sealed class ConnectFailed : Scenario
{
    public override string Name => "connect-failed";

    public override string Summary => "A client reads \"No route to host\" twenty times a second: the firewall of the other host rejects so";

    public override IReadOnlyList<string> Expected => ["TV218"];

    public override string Culprit => "orders";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    // A busy machine needs a second until it listens.
    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        // By default one such message a second.
        stage.There.SetSysctl("net.ipv4.icmp_ratelimit", "0");
        stage.There.Keep(Firewall.Reject(stage.There, "tcp dport 5432"));
        stage.Play(stage.Here, Culprit, Visit.Role, [$"{new InetEndpoint(Stage.ThereAddress, 5432)}", "1", "1", "50", "wait", "0"]);
    }
}
