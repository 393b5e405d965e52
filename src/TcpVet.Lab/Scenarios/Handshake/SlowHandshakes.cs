using TcpVet.Lab.Staging;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV205: bursts of clients with a long way, more than the queue of requests takes; all of them get through.</summary>
internal sealed class SlowHandshakes : Scenario
{
    public override string Name => "slow-handshakes";

    public override string Summary => "Bursts of slow clients fill the SYN queue; all complete their handshakes, many by cookie";

    // Clients are silenced by a firewall rule.
    public override IReadOnlyList<string> Aside => ["TV205", "TV411"];

    public override CountRange? Count => new(30, 20, 100, "clients a burst");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(3);

    public override Examination Examination => Examination.With("--interval", "5s");

    public override void Make(Stage stage)
    {
        SlowClients.Play(stage, backlog: 8);
    }
}
