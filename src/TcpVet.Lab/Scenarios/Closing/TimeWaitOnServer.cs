using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV104: a server that closes first, as with HTTP without keep-alive. It costs memory and nothing else.</summary>
internal sealed class TimeWaitOnServer : Scenario
{
    public override string Name => "time-wait-on-server";

    public override string Summary => "A server closes every connection first: TIME_WAIT on its port";

    public override IReadOnlyList<string> Aside => ["TV104"];

    public override CountRange? Count => new(1200, 100, 10000, "connections in TIME_WAIT");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        stage.Play(stage.Here, "web", "serve", ["first", "0"], stage.Listen(8080, backlog: 4096));
        // TIME_WAIT lasts 60 s (TCP_TIMEWAIT_LEN): as many a minute keep the number.
        stage.Play(stage.There, "browsers", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", $"{stage.Count}", "1", $"{60_000 / stage.Count}", "wait", "0"]);
    }
}
