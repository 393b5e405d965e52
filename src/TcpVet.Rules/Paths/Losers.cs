using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Paths;

/// <summary>Towards whom segments were sent again, over the lives of the open connections (tcpi_total_retrans).</summary>
internal sealed class Losers
{
    // RFC 1918, RFC 3927, RFC 4193, RFC 4291 §2.5.6: paths that no provider carries.
    private static readonly (InetAddress Network, int Prefix)[] Private =
    [
        (InetAddress.Parse("10.0.0.0"), 8), (InetAddress.Parse("172.16.0.0"), 12), (InetAddress.Parse("192.168.0.0"), 16),
        (InetAddress.Parse("169.254.0.0"), 16), (InetAddress.Parse("fc00::"), 7), (InetAddress.Parse("fe80::"), 10),
    ];

    private readonly Dictionary<InetAddress, long> byAddress = [];
    private readonly bool worstIsClient;

    public Losers(RuleInput input)
    {
        List<ConnectionGroup> groups = [.. input.Netns.Connections?.Groups.Where(group => group.SegmentsRetransmitted > 0) ?? []];
        foreach (ConnectionGroup group in groups)
        {
            byAddress[group.Peer.Addr] = byAddress.GetValueOrDefault(group.Peer.Addr) + group.SegmentsRetransmitted;
        }

        All = byAddress.Values.Sum();
        Worst = byAddress.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).FirstOrDefault();
        AreNear = byAddress.Where(entry => IsNear(entry.Key)).Sum(entry => entry.Value) * 2 > All;
        worstIsClient = groups.Where(group => group.Peer.Addr == Worst.Key).All(group => group.Inbound);
    }

    /// <summary>Segments by remote address; the wildcard for small groups that were joined.</summary>
    public IReadOnlyDictionary<InetAddress, long> ByAddress => byAddress;

    /// <summary>All of them; 0 when the open connections tell nothing.</summary>
    public long All { get; }

    /// <summary>The address with most.</summary>
    public KeyValuePair<InetAddress, long> Worst { get; }

    /// <summary>True when most went to private addresses or this host: a network of one's own loses nothing.</summary>
    public bool AreNear { get; }

    /// <summary>True when one address has so many percent of them.</summary>
    public bool IsOne(double percent) => All > 0 && !Worst.Key.IsAny && Worst.Value * 100.0 >= percent * All;

    /// <summary>True when that one is a client far away: its connections came in.</summary>
    public bool IsOneClient(double percent) => IsOne(percent) && worstIsClient && !IsNear(Worst.Key);

    private static bool IsNear(InetAddress address) =>
        address.IsLoopback
            || Array.Exists(Private, known =>
                known.Network.Family == address.Unmapped.Family && address.Unmapped.IsIn(known.Network, known.Prefix));
}
