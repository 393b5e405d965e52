using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// What established connections had done at the first reading. One reading cannot tell a peer that reads slowly from one that does not
/// read: both have a closed window and probes in vain. Two can: bytes were acknowledged or read between them, or none were.
/// </summary>
/// <param name="at">When they were looked at, on the clock of <see cref="Environment.TickCount64"/>.</param>
/// <param name="unread">Unread bytes by cookie.</param>
internal sealed class EarlierConnections(long at, IReadOnlyDictionary<ulong, uint> unread) : ISocketVisitor
{
    private static readonly TcpInfoField BytesAcked = TcpInfoFields.All.First(field => field.Name == "bytes_acked");

    private readonly Dictionary<ulong, ulong> acknowledged = [];

    /// <summary>When they were looked at, on the clock of <see cref="Environment.TickCount64"/>.</summary>
    public long At => at;

    /// <summary>Looks at a bounded sample for what was acknowledged, where a connection probes its peer's window; else that is not asked
    /// for.</summary>
    public static EarlierConnections Read(SocketSource source, WaitingTally waiting)
    {
        EarlierConnections earlier = new(Environment.TickCount64, waiting.Unread);
        if (waiting.HasProbing)
        {
            SocketQuery query = new() { States = TcpStateSet.Of(TcpState.Established), Details = SocketDetails.TcpInfo };
            source.Dump(query, new FirstSockets(IdlePass.SampleLimit, earlier));
        }

        return earlier;
    }

    /// <summary>INET_DIAG_NOCOOKIE, and what /proc/net shows, is none.</summary>
    public static bool IsCookie(ulong cookie) => cookie is not (0 or ulong.MaxValue);

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        if (socket.Timer == SocketTimer.Persist && IsCookie(socket.Cookie) && socket.TcpInfo.UInt64(BytesAcked.Offset) is { } acked)
        {
            acknowledged[socket.Cookie] = acked;
        }

        return true;
    }

    /// <summary>
    /// Whether data got through to the peer since: acknowledged, or let out by a connection that did not probe then. Null when unknown.
    /// </summary>
    /// <param name="socket">The connection at the last reading.</param>
    /// <param name="apartMs">The time between the readings, at most.</param>
    public bool? HasSent(in SocketView socket, long apartMs)
    {
        TcpInfoView info = socket.TcpInfo;
        return info.UInt64(BytesAcked.Offset) is { } acked && acknowledged.TryGetValue(socket.Cookie, out ulong then)
            ? acked > then
            : info.LastDataSentMs < apartMs ? true : null;
    }

    /// <summary>Whether the program read since; null when unknown. It tells nothing where data came since, which makes more
    /// unread.</summary>
    /// <param name="socket">The connection at the last reading.</param>
    public bool? HasRead(in SocketView socket) =>
        unread.TryGetValue(socket.Cookie, out uint then) ? socket.RecvQ < then : null;
}
