using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios.Healthy;

/// <summary>A server that closes first: its TIME_WAIT cost memory and nothing else, however many there are.</summary>
internal sealed class BusyServer : Scenario
{
    private const int FirstPort = 20_000;

    public override string Name => "healthy-busy-server";

    public override string Summary => "A server behind a balancer closes each connection first: 20,000 TIME_WAIT, and all is well";

    public override IReadOnlyList<string> Aside => ["TV104"];

    public override bool IsHealthy => true;

    public override CountRange? Count => new(20_000, 100, 25_000, "TIME_WAIT");

    public override void Make(Stage stage)
    {
        // The sandbox's small hash table would bring a limit of 2,048 (net/ipv4/tcp_ipv4.c tcp_set_hashinfo); this is a server's.
        stage.Here.SetSysctl("net.ipv4.tcp_max_tw_buckets", "131072");
        LabSocket listener = stage.Listen(8080);
        stage.Tell($"making {stage.Count} TIME_WAIT");
        for (int i = 0; i < stage.Count; i++)
        {
            stage.Stopping.ThrowIfCancellationRequested();
            // A port each: a client that takes one again takes its TIME_WAIT away (tcp_timewait_state_process).
            using LabSocket client = stage.There.Tcp(AddressFamily.IPv4)
                .Bind(new(Stage.ThereAddress, (ushort)(FirstPort + i)))
                .Connect(new(Stage.HereAddress, 8080));
            listener.Accept().Dispose();
        }

        stage.Hold(stage.Here, "shop", [listener]);
    }
}
