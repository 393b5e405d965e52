namespace TcpVet.Lab.Scenarios.Handshake;

/// <summary>TV203: listen(1024) and what the kernel made of it: somaxconn.</summary>
internal sealed class BacklogCapped : Scenario
{
    public override string Name => "backlog-capped";

    public override string Summary => "A program asks for a queue of 1024 and gets somaxconn, 16: bursts do not fit";

    public override IReadOnlyList<string> Aside => ["TV203"];

    public override string Culprit => "gateway";

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.core.somaxconn", "16");
        // It counts at listen(); what it is raised to later does not reach a socket that listens (net/socket.c __sys_listen).
        LabSocket listener = stage.Listen(8080, backlog: 1024);
        stage.Here.SetSysctl("net.core.somaxconn", "4096");
        stage.Hold(stage.Here, Culprit, [listener]);
    }
}
