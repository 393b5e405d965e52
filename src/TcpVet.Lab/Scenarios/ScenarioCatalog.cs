using TcpVet.Lab.Scenarios.Closing;
using TcpVet.Lab.Scenarios.Handshake;
using TcpVet.Lab.Scenarios.Healthy;
using TcpVet.Lab.Scenarios.Host;
using TcpVet.Lab.Scenarios.Paths;
using TcpVet.Lab.Scenarios.Ports;
using TcpVet.Lab.Scenarios.Real;
using TcpVet.Lab.Staging;
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
            new CloseWaitUnread(),
            new SocketFdLeak(),
            new TimeWaitOnServer(),
            new TimeWaitOnClient(),
            new TimeWaitOverflow(),
            new FinWait1PileUp(),
            new FinWait2Orphans(),
            new FinWait2Held(),
            new LastAckPileUp(),
            new ClosingStuck(),
            new OrphanPressure(),
            new IdleWithoutKeepalive(),
            new KeepaliveTooSlow(),
            new ConnectionChurn(),
            new EstablishedLeak(),
            new IdlePoolSaturated(),
            // Handshake
            new AcceptQueueFull(),
            new AcceptQueueOverflowed(),
            new BacklogCapped(),
            new SynFlood(),
            new SlowHandshakes(),
            new SyncookiesOff(),
            new SynRecvStuck(),
            new HalfEstablished(),
            new ConnectUnanswered(),
            new ConnectFanOut(),
            new ReloadResets(),
            new AcceptStalled(),
            new AcceptStalledWorker(),
            new SilentClientsHoldWorkers(),
            new SelfConnection(),
            new InheritedListener(),
            new ConnectRefused(),
            new ConnectFailed(),
            new ConnectReset(),
            new ConnectTimedOut(),
            new PublishedPortDead(),
            new OneFamilyUnreachable(),
            // Ports
            new EphemeralPortsLow(),
            new BindBeforeConnect(),
            new BindConflict(),
            new EphemeralRangeOverlaps(),
            // Path
            new ZeroWindowPeer(),
            new BlackHole(),
            new PathMtuBlackHole(),
            new ReaderStalled(),
            new RetransmitStorm(),
            new BufferLimited(),
            new NatTimestamps(),
            new ResetsSent(),
            new ResetsReceived(),
            new ReversePathDrops(),
            new OwnFirewall(),
            // Host
            new TcpMemoryPressure(),
            new ConntrackFull(),
            new ConntrackIdle(),
            new DescriptorsExhausted(),
            new SoftnetDrops(),
            new UdpReceiveDrops(),
            new UdpUnanswered(),
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
            new NginxBacklogCapped(),
            new NginxWithoutKeepalive(),
            new TomcatBacklogCapped(),
            new TomcatBlocked(),
        }.OrderBy(scenario => scenario.IsHealthy).ThenBy(scenario => scenario.Name, StringComparer.Ordinal),
    ];

    /// <summary>The scenario of a name, in any spelling of case; null when there is none.</summary>
    public static Scenario? Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The names near a word that is none: at most three, nearest first.</summary>
    public static IReadOnlyList<string> Near(string word) =>
        TextDistance.Nearest(word.ToLowerInvariant(), All.Select(scenario => scenario.Name), name => name, most: 3);
}
