using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Readings;

/// <summary>What is kept of a <see cref="ConnectionSample"/> until its owner is known: verdicts and the few figures behind them, 96
/// bytes.</summary>
internal readonly struct ConnectionFigures
{
    private const double LimitedShare = 0.2;

    private readonly uint quietMs;
    private readonly uint expiresMs;
    private readonly uint lastDataSentMs;
    private readonly uint sendBuffer;
    private readonly uint rttUs;
    private readonly uint lostSinceMs;
    private readonly uint sndMss;
    private readonly double sendBufferShare;
    private readonly Traits traits;

    public ConnectionFigures(in ConnectionSample sample)
    {
        TcpInfoSample info = sample.Info;
        double? share = sample.SendBufferShare is > LimitedShare and { } limited ? limited : null;
        (Service, Peer, Inode, RecvQ, SendQ) = (sample.Service, sample.Peer, sample.Inode, sample.RecvQ, sample.SendQ);
        Backoff = info.Backoff ?? 0;
        quietMs = (uint)(sample.QuietMs ?? 0);
        expiresMs = sample.ExpiresMs;
        lastDataSentMs = info.LastDataSentMs ?? 0;
        LastDataReceivedMs = info.LastDataRecvMs ?? 0;
        UnansweredMs = (uint)Math.Min(uint.MaxValue, sample.UnansweredMs ?? 0);
        SegmentsSent = info.DataSegsOut ?? 0;
        SegmentsRetransmitted = info.TotalRetrans ?? 0;
        BytesSent = info.BytesSent ?? 0;
        BytesRetransmitted = info.BytesRetrans ?? 0;
        sendBuffer = sample.SendBuffer ?? 0;
        rttUs = info.RttUs ?? 0;
        lostSinceMs = (uint)Math.Clamp(sample.LostSinceMs ?? 0, 0, uint.MaxValue);
        sndMss = info.SndMss ?? 0;
        sendBufferShare = share ?? 0;
        traits = When(sample.QuietMs is not null, Traits.QuietKnown)
            | When(sample.Timer == SocketTimer.Keepalive, Traits.KeepaliveTimer)
            | When(sample.FirstProbeMs is not null, Traits.ProbeDue)
            | When(sample.IsZeroWindow, Traits.ZeroWindow)
            | When(sample.IsZeroWindowStuck, Traits.ZeroWindowStuck)
            | When(info.LastDataSentMs is not null, Traits.LastDataSentKnown)
            | When(sample.IsRetransmitting, Traits.Retransmitting)
            | When(sample.IsUnanswered, Traits.Unanswered)
            | When(sample.IsStalled, Traits.Stalled)
            | When(sample.IsZeroWindowMoving, Traits.ZeroWindowMoving)
            | When(sample.IsStalledMoving, Traits.StalledMoving)
            | When(sample.IsAwaitingPeer, Traits.AwaitingPeer)
            | When(sample.OwesAnswer, Traits.OwesAnswer)
            | When(sample.IsSelfConnected, Traits.SelfConnected)
            | When(sample.LosesWholeSegments, Traits.LosesWholeSegments)
            | When(sample.LosesWholeSegmentsOnly, Traits.LosesWholeSegmentsOnly)
            | When(sample.ReceiveMemory is { } held && sample.ReceiveBuffer is { } room && held > room / 2, Traits.HalfFull)
            | When(share is not null, Traits.SendBufferLimited)
            | When(sample.SendBuffer is not null, Traits.SendBufferKnown)
            | When(info.RttUs is not null, Traits.RttKnown);
    }

    [Flags]
    private enum Traits
    {
        QuietKnown = 1,
        KeepaliveTimer = 1 << 1,
        ProbeDue = 1 << 2,
        ZeroWindow = 1 << 3,
        ZeroWindowStuck = 1 << 4,
        LastDataSentKnown = 1 << 5,
        Retransmitting = 1 << 6,
        Unanswered = 1 << 7,
        Stalled = 1 << 8,
        HalfFull = 1 << 9,
        SendBufferLimited = 1 << 10,
        SendBufferKnown = 1 << 11,
        RttKnown = 1 << 12,
        ZeroWindowMoving = 1 << 13,
        StalledMoving = 1 << 14,
        AwaitingPeer = 1 << 15,
        SelfConnected = 1 << 16,
        LosesWholeSegments = 1 << 17,
        LosesWholeSegmentsOnly = 1 << 18,
        OwesAnswer = 1 << 19,
    }

    /// <inheritdoc cref="ConnectionSample.Service"/>
    public int Service { get; }

    /// <inheritdoc cref="ConnectionSample.Peer"/>
    public int Peer { get; }

    public uint Inode { get; }

    public uint RecvQ { get; }

    public uint SendQ { get; }

    /// <summary>tcpi_backoff; 0 when unknown.</summary>
    public byte Backoff { get; }

    /// <summary>tcpi_data_segs_out; 0 when unknown, as the next three.</summary>
    public uint SegmentsSent { get; }

    public uint SegmentsRetransmitted { get; }

    public ulong BytesSent { get; }

    public ulong BytesRetransmitted { get; }

    /// <inheritdoc cref="ConnectionSample.UnansweredMs"/>
    public uint UnansweredMs { get; }

    /// <summary>tcpi_last_data_recv; known when <see cref="IsStalled"/>.</summary>
    public uint LastDataReceivedMs { get; }

    /// <inheritdoc cref="ConnectionSample.QuietMs"/>
    public long? QuietMs => Has(Traits.QuietKnown) ? quietMs : null;

    /// <inheritdoc cref="ConnectionSample.FirstProbeMs"/>
    public long? FirstProbeMs => Has(Traits.ProbeDue) ? (long)quietMs + expiresMs : null;

    public bool HasKeepaliveTimer => Has(Traits.KeepaliveTimer);

    public bool IsZeroWindow => Has(Traits.ZeroWindow);

    /// <inheritdoc cref="ConnectionSample.IsZeroWindowStuck"/>
    public bool IsZeroWindowStuck => Has(Traits.ZeroWindowStuck);

    /// <inheritdoc cref="ConnectionSample.IsZeroWindowMoving"/>
    public bool IsZeroWindowMoving => Has(Traits.ZeroWindowMoving);

    /// <inheritdoc cref="ConnectionSample.IsStalledMoving"/>
    public bool IsStalledMoving => Has(Traits.StalledMoving);

    /// <inheritdoc cref="ConnectionSample.LosesWholeSegments"/>
    public bool LosesWholeSegments => Has(Traits.LosesWholeSegments);

    /// <inheritdoc cref="ConnectionSample.LosesWholeSegmentsOnly"/>
    public bool LosesWholeSegmentsOnly => Has(Traits.LosesWholeSegmentsOnly);

    /// <inheritdoc cref="ConnectionSample.LostSinceMs"/>
    public long? LostSinceMs => LosesWholeSegments ? lostSinceMs : null;

    /// <summary>tcpi_snd_mss of one that loses whole segments.</summary>
    public long? LostMss => LosesWholeSegments ? sndMss : null;

    /// <inheritdoc cref="ConnectionSample.IsSelfConnected"/>
    public bool IsSelfConnected => Has(Traits.SelfConnected);

    /// <inheritdoc cref="ConnectionSample.IsAwaitingPeer"/>
    public bool IsAwaitingPeer => Has(Traits.AwaitingPeer);

    /// <inheritdoc cref="ConnectionSample.OwesAnswer"/>
    public bool OwesAnswer => Has(Traits.OwesAnswer);

    /// <summary>tcpi_last_data_sent; null when unknown.</summary>
    public long? LastDataSentMs => Has(Traits.LastDataSentKnown) ? lastDataSentMs : null;

    public bool IsRetransmitting => Has(Traits.Retransmitting);

    public bool IsUnanswered => Has(Traits.Unanswered);

    public bool IsStalled => Has(Traits.Stalled);

    /// <summary>True when what waits for the reader fills more than half of the receive buffer.</summary>
    public bool IsHalfFull => Has(Traits.HalfFull);

    /// <summary>The share of its busy time that the send buffer held it back; null where that is 20 % or less, or unknown.</summary>
    public double? SendBufferShare => Has(Traits.SendBufferLimited) ? sendBufferShare : null;

    /// <summary>sk_sndbuf in bytes; null when unknown.</summary>
    public long? SendBuffer => Has(Traits.SendBufferKnown) ? sendBuffer : null;

    /// <summary>tcpi_rtt in microseconds; null when unknown.</summary>
    public long? RttUs => Has(Traits.RttKnown) ? rttUs : null;

    private bool Has(Traits trait) => (traits & trait) != 0;

    private static Traits When(bool yes, Traits trait) => yes ? trait : 0;
}
