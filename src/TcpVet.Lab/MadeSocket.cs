using TcpVet.Model;

namespace TcpVet.Lab;

/// <summary>A socket that a maker has brought into a state, and what it needed for it.</summary>
/// <param name="State">The state it is in, as the kernel confirmed.</param>
/// <param name="Local">Its local end.</param>
/// <param name="Peer">Its remote end; the wildcard with port 0 when there is none.</param>
public sealed record MadeSocket(TcpState State, InetEndpoint Local, InetEndpoint Peer)
{
    /// <summary>The socket itself; null when no process holds it (orphans, TIME_WAIT, SYN_RECV).</summary>
    public LabSocket? Socket { get; init; }

    /// <summary>The other end of the connection, while it is held.</summary>
    public LabSocket? PeerSocket { get; init; }

    /// <summary>The listener that it came through, when that is part of the picture.</summary>
    public LabSocket? Listener { get; init; }

    /// <summary>The rule that keeps it in this state; disposing it lets the connection go on.</summary>
    public Firewall? Rule { get; init; }
}
