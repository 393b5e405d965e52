using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>One established connection as a dump showed it; <see cref="ConnectionFigures"/> is what is kept of it.</summary>
internal readonly record struct ConnectionSample
{
    private const uint LeastRtoUs =
        150_000; // TCP_RTO_MIN is 200 ms (include/net/tcp.h); a smaller first time-out is a capped one, or a route's own

    // Both times are counted in jiffies: a request that is answered at once has the same, or one tick between (HZ is 100 at the least).
    private const uint ClockTickMs = 10;

    // A stream of whole segments ends with a smaller one now and then; requests and answers that fit are far below.
    private const double WholeShare = 0.75;

    /// <summary>The service that it came in through, an index of <see cref="Scan.ListenerIndex.Services"/>; −1 when outgoing.</summary>
    public required int Service { get; init; }

    /// <summary>The number of the remote end in the pass.</summary>
    public required int Peer { get; init; }

    public required uint Inode { get; init; }

    /// <summary>Whether both ends are this one socket.</summary>
    public bool IsSelfConnected { get; init; }

    public required SocketTimer Timer { get; init; }

    /// <summary>idiag_retrans: icsk_retransmits beside the retransmission timer, icsk_probes_out beside the others.</summary>
    public required byte Probes { get; init; }

    public required uint ExpiresMs { get; init; }

    public required uint RecvQ { get; init; }

    public required uint SendQ { get; init; }

    public required uint? ReceiveMemory { get; init; }

    public required uint? ReceiveBuffer { get; init; }

    public required uint? SendBuffer { get; init; }

    public required TcpInfoSample Info { get; init; }

    /// <summary>Whether data got through to the peer since the first reading; null when unknown.</summary>
    public bool? HasSent { get; init; }

    /// <summary>Whether the program here read since the first reading; null when unknown.</summary>
    public bool? HasRead { get; init; }

    /// <summary>Milliseconds without data or an ACK in either direction; null when unknown.</summary>
    public long? QuietMs => Info is { LastDataSentMs: { } sent, LastDataRecvMs: { } received, LastAckRecvMs: { } ack }
        ? Math.Min(Math.Min(sent, received), ack) : null;

    /// <summary>Milliseconds of silence when the first keepalive probe goes out, at least; null when none is due or they go out
    /// already.</summary>
    public long? FirstProbeMs => Timer == SocketTimer.Keepalive && Probes == 0 && QuietMs is { } quiet ? quiet + ExpiresMs : null;

    public bool IsZeroWindow => Timer == SocketTimer.Persist && SendQ > 0;

    /// <summary>Two probes in vain, and no sign that the window was not the reason: the timer runs as well when the kernel itself could not
    /// send (tcp_output.c <c>tcp_write_xmit</c>).</summary>
    public bool IsZeroWindowStuck => LooksStuck && HasSent != true;

    /// <summary>It looks stuck, and is not: the peer reads slowly. Over loopback a segment is 64 kB, and does not fit into the window that
    /// a few kB make.</summary>
    public bool IsZeroWindowMoving => LooksStuck && HasSent == true;

    private bool LooksStuck => IsZeroWindow && Info.Backoff >= 2
        && (Info.SndWnd is not { } window
            || window < Math.Max(1, Info.SndMss ?? 1)
            || Info is { RwndLimitedUs: { } limited, BusyUs: { } busy } && limited > busy / 2);

    public bool IsRetransmitting => Timer == SocketTimer.Retransmit && Info.Backoff >= 1;

    public bool IsUnanswered =>
        IsRetransmitting && Info is { Unacked: > 0, Backoff: >= 3 and { } backoff, RtoUs: { } rto, LastAckRecvMs: { } ack }
        && ack > 3 * (rto >> Math.Min(31, (int)backoff)) / 1000.0;

    /// <summary>
    /// For how long an unanswered one has been so, at most: since the last packet came, but no longer than its time-outs take. Each doubles
    /// the one before (net/ipv4/tcp_timer.c <c>tcp_retransmit_timer</c>), so that together they last less than twice the present one. One
    /// at its ceiling (tcp_rto_max_ms), which the halves then give away, does not tell.
    /// </summary>
    public long? UnansweredMs => !IsUnanswered ? null

            : Info is { RtoUs: { } rto, Backoff: { } backoff, LastAckRecvMs: { } ack } && rto >> Math.Min(31, (int)backoff) >= LeastRtoUs
            ? Math.Min(ack, 2L * rto / 1000)
        : Info.LastAckRecvMs;

    // What was delivered so far, a segment; the SYN is not data.
    private double DeliveredMean => Info is { BytesAcked: { } acked, DataSegsOut: { } sent, TotalRetrans: { } again, Unacked: { } inFlight }
        && (long)sent - again - inFlight is > 0 and { } delivered ? (acked > 0 ? acked - 1 : 0) / (double)delivered : 0;

    /// <summary>Whole segments get lost, and none ever arrived.</summary>
    public bool LosesWholeSegments => IsRetransmitting
        && Info is { Backoff: >= 2, SndMss: > 0 and { } mss, Unacked: > 0, BytesAcked: not null }
        && SendQ >= mss && DeliveredMean < WholeShare * mss;

    /// <summary>Of <see cref="LosesWholeSegments"/>: a later, smaller one arrived.</summary>
    public bool LosesWholeSegmentsOnly => LosesWholeSegments && Info.Sacked > 0;

    /// <summary>Milliseconds since what is lost was sent first: the time-outs so far, each twice the one before.</summary>
    public long? LostSinceMs => LosesWholeSegments && Info is { RtoUs: { } rto, Backoff: { } backoff }
        ? (long)(rto - (rto >> Math.Min(31, (int)backoff))) / 1000 : null;

    /// <summary>The next word is the peer's: what it said has been read and answered, or it has said nothing.</summary>
    public bool IsAwaitingPeer => IsHeldInSilence && !PeerSpokeLast;

    /// <summary>The peer spoke last, and was read: the program owes an answer, or waits for the rest of a request.</summary>
    public bool OwesAnswer => IsHeldInSilence && PeerSpokeLast;

    private bool IsHeldInSilence => RecvQ == 0 && SendQ == 0 && Inode != 0 && QuietMs > ConnectionGroup.AwaitingPeerMs;

    // Who says something at once and never gets a word back has the same times for both.
    private bool PeerSpokeLast => Info is { BytesReceived: > 0, BytesSent: 0 } || Info.LastDataRecvMs + ClockTickMs < Info.LastDataSentMs;

    public bool IsStalled => HasOldData && HasRead != true;

    /// <summary>Its unread data is old, and the program reads it, slowly.</summary>
    public bool IsStalledMoving => HasOldData && HasRead == true;

    private bool HasOldData => RecvQ > 0 && Info.LastDataRecvMs > ConnectionGroup.StalledMs;

    /// <summary>The share of its busy time that it was held back by its send buffer; null when it was not busy for a second.</summary>
    public double? SendBufferShare =>
        Info is { BusyUs: >= 1_000_000 and { } busy, SndbufLimitedUs: { } limited } ? (double)limited / busy : null;
}

/// <summary>The fields of tcp_info that a survey of connections needs; null where this kernel sent none.</summary>
internal readonly record struct TcpInfoSample
{
    private static readonly TcpInfoField SndMssField = Field("snd_mss");
    private static readonly TcpInfoField TotalRetransField = Field("total_retrans");
    private static readonly TcpInfoField DataSegsOutField = Field("data_segs_out");
    private static readonly TcpInfoField BusyTimeField = Field("busy_time");
    private static readonly TcpInfoField RwndLimitedField = Field("rwnd_limited");
    private static readonly TcpInfoField SndbufLimitedField = Field("sndbuf_limited");
    private static readonly TcpInfoField BytesSentField = Field("bytes_sent");
    private static readonly TcpInfoField BytesRetransField = Field("bytes_retrans");
    private static readonly TcpInfoField SndWndField = Field("snd_wnd");
    private static readonly TcpInfoField SackedField = Field("sacked");
    private static readonly TcpInfoField BytesAckedField = Field("bytes_acked");
    private static readonly TcpInfoField BytesReceivedField = Field("bytes_received");

    public byte? Backoff { get; init; }

    public uint? RtoUs { get; init; }

    public uint? SndMss { get; init; }

    public uint? Unacked { get; init; }

    public uint? LastDataSentMs { get; init; }

    public uint? LastDataRecvMs { get; init; }

    public uint? LastAckRecvMs { get; init; }

    public uint? RttUs { get; init; }

    public uint? TotalRetrans { get; init; }

    public uint? DataSegsOut { get; init; }

    public ulong? BusyUs { get; init; }

    public ulong? RwndLimitedUs { get; init; }

    public ulong? SndbufLimitedUs { get; init; }

    public ulong? BytesSent { get; init; }

    public ulong? BytesRetrans { get; init; }

    public uint? SndWnd { get; init; }

    public uint? Sacked { get; init; }

    public ulong? BytesAcked { get; init; }

    public ulong? BytesReceived { get; init; }

    public static TcpInfoSample Of(TcpInfoView info) => new()
    {
        Backoff = info.Backoff,
        RtoUs = info.RtoUs,
        SndMss = info.UInt32(SndMssField.Offset),
        Unacked = info.Unacked,
        LastDataSentMs = info.LastDataSentMs,
        LastDataRecvMs = info.LastDataRecvMs,
        LastAckRecvMs = info.LastAckRecvMs,
        RttUs = info.RttUs,
        TotalRetrans = info.UInt32(TotalRetransField.Offset),
        DataSegsOut = info.UInt32(DataSegsOutField.Offset),
        BusyUs = info.UInt64(BusyTimeField.Offset),
        RwndLimitedUs = info.UInt64(RwndLimitedField.Offset),
        SndbufLimitedUs = info.UInt64(SndbufLimitedField.Offset),
        BytesSent = info.UInt64(BytesSentField.Offset),
        BytesRetrans = info.UInt64(BytesRetransField.Offset),
        SndWnd = info.UInt32(SndWndField.Offset),
        Sacked = info.UInt32(SackedField.Offset),
        BytesAcked = info.UInt64(BytesAckedField.Offset),
        BytesReceived = info.UInt64(BytesReceivedField.Offset),
    };

    private static TcpInfoField Field(string name) => TcpInfoFields.All.First(field => field.Name == name);
}
