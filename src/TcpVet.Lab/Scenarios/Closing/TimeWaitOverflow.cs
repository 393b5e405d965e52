using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV106: somebody has lowered tcp_max_tw_buckets, and connections that close properly are thrown away.</summary>
internal sealed class TimeWaitOverflow : Scenario
{
    public override string Name => "time-wait-overflow";

    public override string Summary => "tcp_max_tw_buckets was lowered and is reached: closing connections find no room in TIME_WAIT";

    public override IReadOnlyList<string> Expected => ["TV106"];

    public override IReadOnlyList<string> Aside => ["TV411"];

    public override CountRange? Count => new(50, 5, 5000, "places");

    public override Examination Examination => Examination.With("--interval", "2s");

    public override void Make(Stage stage)
    {
        stage.Here.SetSysctl("net.ipv4.tcp_max_tw_buckets", $"{stage.Count}");
        stage.Play(stage.Here, "web", "serve", ["first", "0"], stage.Listen(8080, backlog: 4096));
        stage.Play(stage.There, "browsers", "visit", [$"{new InetEndpoint(Stage.HereAddress, 8080)}", $"{stage.Count + 20}", "1", "100", "wait", "0"]);
    }
}
