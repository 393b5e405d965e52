using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV202: bursts that are longer than the queue. Between them it is empty, and only the listener remembers.</summary>
internal sealed class AcceptQueueOverflowed : Scenario
{
    public override string Name => "accept-queue-overflowed";

    public override string Summary => "Bursts of clients overflow a short queue that is empty in between: the listener counts drops";

    public override IReadOnlyList<string> Expected => ["TV202"];

    public override string Culprit => "tickets";

    public override CountRange? Count => new(40, 20, 200, "clients a burst");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.Play(stage.Here, Culprit, "serve", ["last", "3"], stage.Listen(8080, backlog: 8));
        stage.Play(stage.There, "clients", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", "0", $"{stage.Count}", "1000", "leave", "30"]);
    }
}
