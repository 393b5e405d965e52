using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>Counts sockets by state.</summary>
public sealed class StateTally : ISocketVisitor
{
    private readonly long[] counts = new long[256];

    /// <summary>Counts indexed by the state's number.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        counts[(int)socket.State]++;
        return true;
    }

    /// <summary>Adds sockets that were counted elsewhere.</summary>
    public void Add(TcpState state, long sockets) => counts[(int)state] += sockets;

    /// <summary>The counts as a fact.</summary>
    public StateCounts ToFact() => StateCounts.From(counts, exact: true);
}
