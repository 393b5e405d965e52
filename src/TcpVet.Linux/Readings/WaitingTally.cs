using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Which established connections have something to wait for, as one walk without tcp_info shows it.</summary>
internal sealed class WaitingTally : ISocketVisitor
{
    private readonly Dictionary<ulong, uint> unread = [];

    /// <summary>Unread bytes by the socket's cookie; bounded, in the order of the kernel's table.</summary>
    public IReadOnlyDictionary<ulong, uint> Unread => unread;

    /// <summary>True when one of them at least probes a window, so that it is worth asking what was acknowledged.</summary>
    public bool HasProbing { get; private set; }

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        if (socket.State != TcpState.Established)
        {
            return true;
        }

        HasProbing |= socket.Timer == SocketTimer.Persist && socket.SendQ > 0;
        if (socket.RecvQ > 0 && unread.Count < IdlePass.SampleLimit && EarlierConnections.IsCookie(socket.Cookie))
        {
            unread[socket.Cookie] = socket.RecvQ;
        }

        return true;
    }
}
