using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>
/// Keeps the sockets in states that should be rare or short, so that they can be grouped by owner later.
/// Bounded: what does not fit is counted in <see cref="LeftOut"/>.
/// </summary>
/// <param name="listeners">Tells incoming connections from outgoing ones.</param>
/// <param name="limit">How many sockets are kept.</param>
public sealed class SuspectTally(ListenerIndex listeners, int limit = SuspectTally.DefaultLimit) : ISocketVisitor
{
    /// <summary>Sockets kept at the most: about 16 MB.</summary>
    public const int DefaultLimit = 131_072;

    private readonly List<Suspect> suspects = [];

    /// <summary>The states that are kept.</summary>
    public static TcpStateSet States { get; } = TcpStateSet.Of(
        TcpState.SynSent, TcpState.SynRecv, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.LastAck, TcpState.Closing);

    /// <summary>The kept sockets.</summary>
    public IReadOnlyList<Suspect> Suspects => suspects;

    /// <summary>Sockets that had no room.</summary>
    public long LeftOut { get; private set; }

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        if (!States.Contains(socket.State))
        {
            return true;
        }

        if (suspects.Count >= limit)
        {
            LeftOut++;
            return true;
        }

        TcpInfoView info = socket.TcpInfo;
        suspects.Add(new Suspect
        {
            State = socket.State,
            Service = listeners.Find(in socket),
            Local = socket.Local,
            Peer = socket.Peer,
            Inode = socket.Inode,
            Cookie = socket.Cookie,
            CgroupId = socket.CgroupId,
            RecvQ = socket.RecvQ,
            SendQ = socket.SendQ,
            Timer = socket.Timer,
            Retransmits = socket.Retransmits,
            LastAckRecvMs = info.LastAckRecvMs,
            LastDataRecvMs = info.LastDataRecvMs,
            LastDataSentMs = info.LastDataSentMs,
        });
        return true;
    }

    /// <summary>One kept socket.</summary>
    public readonly record struct Suspect
    {
        /// <summary>Its state.</summary>
        public required TcpState State { get; init; }

        /// <summary>The service that it came in through, an index of <see cref="ListenerIndex.Services"/>; −1 when outgoing.</summary>
        public required int Service { get; init; }

        /// <summary>The local end.</summary>
        public required InetEndpoint Local { get; init; }

        /// <summary>The remote end.</summary>
        public required InetEndpoint Peer { get; init; }

        /// <summary>The inode; 0 without a process.</summary>
        public required uint Inode { get; init; }

        /// <summary>The cookie, which no other socket of this boot has; all bits set for none (/proc/net).</summary>
        public required ulong Cookie { get; init; }

        /// <summary>The cgroup-v2 id; null when unknown.</summary>
        public required ulong? CgroupId { get; init; }

        /// <summary>Unread bytes; the peer's FIN counts as one.</summary>
        public required uint RecvQ { get; init; }

        /// <summary>Unacknowledged and unsent bytes.</summary>
        public required uint SendQ { get; init; }

        /// <summary>The running timer.</summary>
        public required SocketTimer Timer { get; init; }

        /// <summary>Retransmissions or unanswered probes.</summary>
        public required byte Retransmits { get; init; }

        /// <summary>tcpi_last_ack_recv in milliseconds; null when unknown.</summary>
        public required uint? LastAckRecvMs { get; init; }

        /// <summary>tcpi_last_data_recv in milliseconds; null when unknown.</summary>
        public required uint? LastDataRecvMs { get; init; }

        /// <summary>tcpi_last_data_sent in milliseconds; null when unknown.</summary>
        public required uint? LastDataSentMs { get; init; }
    }
}
