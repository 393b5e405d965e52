namespace TcpVet.Model;

/// <summary>
/// The local ports that outgoing connections of one source address hold, over all destinations. connect() prefers ports of
/// the parity of the range's lower bound and shares them between destinations; bind() with port 0 prefers the other parity
/// and holds each port alone, with SO_REUSEADDR too; with IP_BIND_ADDRESS_NO_PORT it leaves the choice to connect()
/// (net/ipv4/inet_hashtables.c <c>__inet_hash_connect</c>, inet_connection_sock.c <c>inet_csk_find_open_port</c>). </summary>
public sealed record SourcePorts
{
    /// <summary>The local address.</summary>
    public required InetAddress Source { get; init; }

    /// <summary>Outgoing sockets of it with a port inside the ephemeral range, all states.</summary>
    public required long Connections { get; init; }

    /// <summary>Distinct ports of the range that they hold.</summary>
    public required int Ports { get; init; }

    /// <summary>How many of those ports have the parity that bind() with port 0 prefers: not the lower bound's.</summary>
    public required int BindParityPorts { get; init; }

    /// <summary>Distinct destinations (address and port); those of the first 65,536 pairs of source and destination.</summary>
    public required int Destinations { get; init; }

    /// <summary>
    /// Coincidences to be expected between destinations if each chose its ports on its own, as connect() does: Σ nᵢ·nⱼ / (range / 2) over
    /// pairs of destinations, since connect() takes one half of the range, by parity, until a destination has used it up (measured on
    /// Linux 6.18: 0.9 of it, and never the other parity). 0 with one destination. To be held against
    /// <see cref="Connections"/> − <see cref="Ports"/>: bind() with port 0 shares none. With few destinations chance is wide: the ports
    /// of one lie close together.
    /// </summary>
    public required double ExpectedShared { get; init; }

    /// <summary>The process that holds most of a sample of them; null when unknown.</summary>
    public ProcessRef? Process { get; init; }
}

/// <summary>
/// The answer to "who holds this port?", asked for on the command line before a service is bound to it. Not to be seen from outside is
/// whether the other socket set SO_REUSEADDR or SO_REUSEPORT, by which the kernel lets some of these pass: between two sockets that both
/// set SO_REUSEADDR only one that listens refuses (net/ipv4/inet_connection_sock.c <c>inet_csk_bind_conflict</c>). A socket bound to an
/// interface refuses a service that is bound to none; before Linux 6.8 a TCP socket that is bound and idle is not seen at all.
/// </summary>
public sealed record BindQuestion
{
    /// <summary>TCP or UDP.</summary>
    public required Protocol Proto { get; init; }

    /// <summary>What a service would bind; the wildcard for all addresses, of both families when it is ::, as without
    /// IPV6_V6ONLY.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The sockets that hold the port in a way that can refuse a bind, gravest first; empty when the port is free.</summary>
    public required IReadOnlyList<PortHolder> Holders { get; init; }
}

/// <summary>Sockets of one kind that hold a port.</summary>
public sealed record PortHolder
{
    /// <summary>Their state; for UDP <see cref="TcpState.Close"/> is unconnected.</summary>
    public required TcpState State { get; init; }

    /// <summary>Their local end.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>One remote end; null for listening and unconnected sockets.</summary>
    public InetEndpoint? Peer { get; init; }

    /// <summary>
    /// True when it is the local end of an outgoing connection: an ephemeral port that met the service's. The port lies in the ephemeral
    /// range and no listener has it; a connection that outlived its listener on such a port looks the same.
    /// </summary>
    public bool Outgoing { get; init; }

    /// <summary>Who holds them; null when nobody does or it is unknown.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>The user of the sockets.</summary>
    public uint Uid { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }
}
