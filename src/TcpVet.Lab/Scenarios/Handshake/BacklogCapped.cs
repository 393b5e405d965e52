using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV203: listen(1024) and what the kernel made of it: somaxconn.</summary>
internal sealed class BacklogCapped : Scenario
{
    public override string Name => "backlog-capped";

    public override string Summary => "A program asks for a queue of 1024 and gets somaxconn, 16: bursts do not fit";

    public override IReadOnlyList<string> Expected => ["TV203"];

    public override string Culprit => "gateway";

    public override CountRange? Count => new(40, 20, 200, "clients a burst");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(2);

    public override Examination Examination => Examination.With("--interval", "3s");

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.core.somaxconn", "16");
        // It counts at listen() (net/socket.c __sys_listen).
        stage.Play(stage.Here, Culprit, "serve", ["last", "3"], stage.Listen(8080, backlog: 1024));
        stage.Play(stage.There, "clients", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", "0", $"{stage.Count}", "1000", "leave", "30"]);
    }
}
