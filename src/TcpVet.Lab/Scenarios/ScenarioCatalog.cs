using TcpVet.Lab.Scenarios.Closing;
using TcpVet.Lab.Scenarios.Healthy;
using TcpVet.Lab.Scenarios.Real;
using TcpVet.Model;

namespace TcpVet.Lab.Scenarios;

/// <summary>Every scenario, by name.</summary>
public static class ScenarioCatalog
{
    /// <summary>All of them, sorted by name, the sick before the healthy.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. new Scenario[]
        {
            // Closing
            new CloseWaitLeak(),
            // Handshake
            // Ports
            // Path
            // Host
            // Healthy
            new BusyServer(),
            new CloseWaitBursts(),
            new ConnectionPool(),
            new Crawler(),
            new DeferredAccept(),
            new DeployResets(),
            new HalfClose(),
            new LongIdlePublisher(),
            new LoopbackChatter(),
            new ShortBacklog(),
            new SlowDownload(),
            new UdpReceiver(),
            // Real
            new NginxWithoutKeepalive(),
            new TomcatBlocked(),
        }.OrderBy(scenario => scenario.IsHealthy).ThenBy(scenario => scenario.Name, StringComparer.Ordinal),
    ];

    /// <summary>The scenario of a name, in any spelling of case; null when there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The names near a word that is none: at most three, nearest first.</summary>
    public static IReadOnlyList<string> Near(string word) =>
        TextDistance.Nearest(word.ToLowerInvariant(), All.Select(scenario => scenario.Name), name => name, most: 3);
}
