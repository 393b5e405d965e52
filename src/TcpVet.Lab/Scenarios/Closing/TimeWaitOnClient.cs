using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>TV105: a client that opens a connection for every request. The range of ports is made so short that few connections show
/// it.</summary>
internal sealed class TimeWaitOnClient : Scenario
{
    public override string Name => "time-wait-on-client";

    public override string Summary => "A client closes every connection and opens a new one: TIME_WAIT holds half of the local ports towards one destination";

    public override IReadOnlyList<string> Expected => ["TV105"];

    public override CountRange? Count => new(600, 100, 10000, "connections in TIME_WAIT");

    public override TimeSpan Ripens => TimeSpan.FromSeconds(1);

    public override void Make(Stage stage)
    {
        // Just over half of the range (TV105.warn_share); a TIME_WAIT lasts up to 63 s, and from 60 % on the ports are low (TV301).
        stage.Here.SetSysctl("net.ipv4.ip_local_port_range", $"32768 {32767 + (stage.Count * 99 / 50)}");
        stage.Play(stage.There, "database", "serve", ["last", "0"], Stage.Listen(stage.There, 5432, backlog: 4096));
        // TIME_WAIT lasts 60 s (TCP_TIMEWAIT_LEN): as many a minute keep the number.
        stage.Play(stage.Here, "shop", "visit", [$"{new InetEndpoint(Stage.ThereAddress, 5432)}", $"{stage.Count}", "1", $"{60_000 / stage.Count}", "leave", "20"]);
    }
}
