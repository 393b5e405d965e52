using TcpVet.Lab.Acting;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV218: a firewall drops what goes to the database, and the client gives up before the kernel repeats its SYN.</summary>
internal sealed class ConnectTimedOut : Scenario
{
    public override string Name => "connect-timed-out";

    public override string Summary => "A client with a connect timeout of 300 ms gives up again and again: nothing comes back, and no SYN is repeated";

    public override IReadOnlyList<string> Expected => ["TV218"];

    public override string Culprit => "orders";

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    // A busy machine needs a second until it listens.
    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.There.Keep(Firewall.Drop(stage.There, "tcp dport 5432"));
        stage.Play(stage.Here, Culprit, Visit.Role, [$"{new InetEndpoint(Stage.ThereAddress, 5432)}", "1", "1", "50", "leave", "300"]);
    }
}
