using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>What tells one connection from another at a time: namespace and both ends, IPv4 written one way.</summary>
/// <param name="Netns">The inode of the network namespace.</param>
/// <param name="Local">The local end.</param>
/// <param name="Peer">The remote end.</param>
internal readonly record struct ConnectionKey(uint Netns, InetEndpoint Local, InetEndpoint Peer)
{
    /// <summary>The key of a connection's end.</summary>
    public static ConnectionKey Of(uint netns, InetEndpoint local, InetEndpoint peer) => new(netns, Plain(local), Plain(peer));

    /// <summary>The same connection seen from its other end, where both are on this host.</summary>
    public ConnectionKey Reversed => new(Netns, Peer, Local);

    private static InetEndpoint Plain(InetEndpoint end) => new(end.Addr.Unmapped, end.Port);
}
