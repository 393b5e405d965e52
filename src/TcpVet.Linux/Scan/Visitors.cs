using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Scan;

/// <summary>Hands each socket to several visitors: one pass, many tallies.</summary>
public sealed class ManyVisitors(params ISocketVisitor[] visitors) : ISocketVisitor
{
    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        foreach (ISocketVisitor visitor in visitors)
        {
            if (!visitor.Visit(in socket))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Ends a dump after so many sockets.</summary>
/// <param name="limit">How many sockets the inner visitor gets.</param>
/// <param name="inner">Who gets them.</param>
public sealed class FirstSockets(long limit, ISocketVisitor inner) : ISocketVisitor
{
    /// <summary>How many were handed on.</summary>
    public long Seen { get; private set; }

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        Seen++;
        return inner.Visit(in socket) && Seen < limit;
    }
}
