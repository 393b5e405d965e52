using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Probes.Connections;

/// <summary>One existing TCP connection as sock_diag reports it. Times are milliseconds; what the kernel did not send is null.</summary>
public sealed record ConnectionFacts
{
    /// <summary>This end.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The other end.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>The state.</summary>
    public required TcpState State { get; init; }

    /// <summary>The socket's cookie: a successor on the same ports has another one. TIME_WAIT has one of its own.</summary>
    public ulong Cookie { get; init; }

    /// <summary>The inode; 0 when no process holds the socket.</summary>
    public uint Inode { get; init; }

    /// <summary>The user who made the socket.</summary>
    public uint Uid { get; init; }

    /// <summary>The timer that runs.</summary>
    public SocketTimer Timer { get; init; }

    /// <summary>Until the timer fires.</summary>
    public long ExpiresMs { get; init; }

    /// <summary>What was sent again, or probes without an answer, of that timer.</summary>
    public int Retransmits { get; init; }

    /// <summary>Bytes that the program has not read; the peer's FIN counts as one.</summary>
    public long Unread { get; init; }

    /// <summary>Bytes that the peer has not acknowledged, those included that were not sent yet.</summary>
    public long Unacknowledged { get; init; }

    /// <summary>Of those the bytes that were not sent yet.</summary>
    public long? Unsent { get; init; }

    /// <summary>Since data was last sent.</summary>
    public long? LastSentMs { get; init; }

    /// <summary>Since data was last received.</summary>
    public long? LastReceivedMs { get; init; }

    /// <summary>Since a segment of the peer was last accepted.</summary>
    public long? LastAckMs { get; init; }

    /// <summary>The smoothed round-trip time in microseconds.</summary>
    public long? RttUs { get; init; }

    /// <summary>The retransmission timeout in microseconds, as it is after its doublings.</summary>
    public long? RtoUs { get; init; }

    /// <summary>How often that timeout was doubled.</summary>
    public int? Backoff { get; init; }

    /// <summary>Segments that were sent again in the connection's life.</summary>
    public long? TotalRetransmits { get; init; }

    /// <summary>The processes that hold it; empty when none does or none is known.</summary>
    public IReadOnlyList<ProcessRef> Processes { get; init; } = [];

    /// <summary>Reads a socket.</summary>
    public static ConnectionFacts From(in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        bool full = socket.State is not (TcpState.TimeWait or TcpState.SynRecv);
        return new ConnectionFacts
        {
            Local = socket.Local,
            Peer = socket.Peer,
            State = socket.State,
            Cookie = socket.Cookie,
            Inode = socket.Inode,
            Uid = socket.Uid,
            Timer = socket.Timer,
            ExpiresMs = socket.ExpiresMs,
            Retransmits = socket.Retransmits,
            Unread = socket.RecvQ,
            Unacknowledged = socket.SendQ,
            Unsent = full ? info.UInt32(NotSentBytes) : null,
            LastSentMs = full ? info.LastDataSentMs : null,
            LastReceivedMs = full ? info.LastDataRecvMs : null,
            LastAckMs = full ? info.LastAckRecvMs : null,
            RttUs = full ? info.RttUs : null,
            RtoUs = full ? info.RtoUs : null,
            Backoff = full ? info.Backoff : null,
            TotalRetransmits = full ? info.UInt32(TotalRetrans) : null,
        };
    }

    // Offsets in struct tcp_info of tcpi_total_retrans and tcpi_notsent_bytes.
    private const int TotalRetrans = 100;
    private const int NotSentBytes = 144;
}
