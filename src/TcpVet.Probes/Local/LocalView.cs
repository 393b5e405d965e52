using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Local;

/// <summary>What this host knows of one asked port of its own, before and after the asking. Pure.</summary>
/// <param name="Netns">The namespace's name, hostile text; null for the one that is asked from.</param>
/// <param name="Before">The look before.</param>
/// <param name="After">The look after, with processes.</param>
/// <param name="Peer">What was asked.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Sent">Datagrams of the whole run to bound sockets of the namespace, which its one counter of what was read has to account
/// for.</param>
internal sealed record LocalView(string? Netns, NamespaceLook Before, NamespaceLook After, InetEndpoint Peer, Protocol Protocol, long Sent)
{
    /// <summary>The sockets that packets to the asked address reach, the most particular first, as the kernel picks them.</summary>
    public IReadOnlyList<BoundSocket> Reached { get; } =
        [.. After.Sockets.Where(socket => socket.Protocol == Protocol
            && socket.Local.Port == Peer.Port
            && socket.Takes(Peer.Addr)).OrderBy(socket => socket.Local.Addr.IsAny)];

    /// <summary>The sockets on the asked port that are bound to other addresses.</summary>
    public IReadOnlyList<BoundSocket> Elsewhere { get; } =
        [.. After.Sockets.Where(socket => socket.Protocol == Protocol && socket.Local.Port == Peer.Port && !socket.Takes(Peer.Addr))];

    /// <summary>True when nobody was there before the asking: an answer may be older than the socket.</summary>
    public bool JustBegun => Reached.Count > 0 && Reached.All(socket => Earlier(socket) is null);

    /// <summary><c> in namespace blue</c>, or nothing for the own one.</summary>
    public string There => Netns is null ? "" : $" in network namespace {Netns}";

    /// <summary>How many a socket dropped during the asking; 0 when that is not known.</summary>
    public long Dropped => Reached.Sum(socket => (long)(socket.Drops ?? 0) - (Earlier(socket)?.Drops ?? socket.Drops ?? 0));

    /// <summary>By how much the receive queues grew.</summary>
    public long Grown => Reached.Sum(socket => (long)socket.Queue - (Earlier(socket)?.Queue ?? 0));

    /// <summary>By how much a counter moved; null when the kernel has none of that name.</summary>
    public long? Moved(string counter) =>
        After.Counters.TryGetValue(counter, out long last) && Before.Counters.TryGetValue(counter, out long first) ? last - first : null;

    /// <summary>By how much a counter of UDP moved: that of the family of the packets, whatever the socket's.</summary>
    public long? UdpMoved(string name) => Moved($"{(Peer.Addr.Family == AddressFamily.IPv4 ? "Udp" : "Udp6")}.{name}");

    /// <summary>The sockets' owners, each once.</summary>
    public string Who => string.Join(", ", Reached.Select(socket => socket.Who).Distinct());

    /// <summary>Which addresses a port is bound to, when it is not the asked one.</summary>
    public string BoundElsewhere
    {
        get
        {
            string addresses = string.Join(", ", Elsewhere.Select(socket => socket.Local.ToString()).Distinct().Take(4));
            bool loopback = Elsewhere.All(socket => socket.Local.Addr.IsLoopback);
            return $"{Elsewhere[0].Who} is bound to {addresses}{(loopback ? ", to loopback only" : " only")}{There}";
        }
    }

    private BoundSocket? Earlier(BoundSocket socket) =>
        Before.Sockets.FirstOrDefault(candidate =>
            candidate.Cookie == socket.Cookie && candidate.Inode == socket.Inode && candidate.Local == socket.Local);
}
