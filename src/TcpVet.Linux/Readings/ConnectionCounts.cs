using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Established connections of one group while they are counted.</summary>
internal sealed class ConnectionCounts
{
    private long count;
    private long idle;
    private long? longestIdleMs;
    private long keepaliveTimers;
    private long slowKeepalive;
    private long? longestKeepaliveMs;
    private long zeroWindow;
    private long zeroWindowStuck;
    private int zeroWindowProbesMax;
    private long zeroWindowBytes;
    private long? zeroWindowLongestMs;
    private long retransmitting;
    private long unanswered;
    private int backoffMax;
    private long? unansweredLongestMs;
    private long unansweredBytes;
    private long unread;
    private long stalled;
    private long stalledHalfFull;
    private long stalledBytes;
    private long? stalledLongestMs;
    private long? unacceptedLongestMs;
    private long awaitingPeer;
    private long owingAnswer;
    private long wholeSegmentsLost;
    private long wholeSegmentsLostSacked;
    private long? wholeSegmentsLostLongestMs;
    private long? wholeSegmentsLostShortestMs;
    private long? wholeSegmentsLostMss;
    private long selfConnected;
    private long segmentsSent;
    private long segmentsRetransmitted;
    private long bytesSent;
    private long bytesRetransmitted;
    private long withRetransmissions;
    private long sendBufferLimited;
    private double? sendBufferLimitedShareMax;
    private long? sendBufferMin;
    private long? sendBufferLimitedRttUs;

    /// <summary>Those that look stuck at a zero window and got on since the first reading.</summary>
    public long ZeroWindowMoving { get; private set; }

    /// <summary>Those whose old unread data became less since the first reading.</summary>
    public long StalledMoving { get; private set; }

    public void Add(in ConnectionFigures sample)
    {
        bool isStuck = sample.IsZeroWindowStuck;
        bool isUnanswered = sample.IsUnanswered;
        bool isStalled = sample.IsStalled;
        double? share = sample.SendBufferShare;
        count++;
        idle += One(sample.QuietMs > ConnectionGroup.IdleMs);
        longestIdleMs = Larger(longestIdleMs, sample.QuietMs);
        keepaliveTimers += One(sample.HasKeepaliveTimer);
        slowKeepalive += One(sample.FirstProbeMs > ConnectionGroup.MiddleboxIdleMs);
        longestKeepaliveMs = Larger(longestKeepaliveMs, sample.FirstProbeMs);
        zeroWindow += One(sample.IsZeroWindow);
        zeroWindowStuck += One(isStuck);
        ZeroWindowMoving += One(sample.IsZeroWindowMoving);
        zeroWindowProbesMax = Math.Max(zeroWindowProbesMax, sample.IsZeroWindow ? sample.Backoff : 0);
        zeroWindowBytes += sample.IsZeroWindow ? sample.SendQ : 0;
        zeroWindowLongestMs = Larger(zeroWindowLongestMs, isStuck ? sample.LastDataSentMs : null);
        retransmitting += One(sample.IsRetransmitting);
        unanswered += One(isUnanswered);
        backoffMax = Math.Max(backoffMax, isUnanswered ? sample.Backoff : 0);
        unansweredLongestMs = Larger(unansweredLongestMs, isUnanswered ? sample.UnansweredMs : null);
        unansweredBytes += isUnanswered ? sample.SendQ : 0;
        unread += One(sample.RecvQ > 0);
        stalled += One(isStalled);
        StalledMoving += One(sample.IsStalledMoving);
        stalledHalfFull += One(isStalled && sample.IsHalfFull);
        stalledBytes += isStalled ? sample.RecvQ : 0;
        stalledLongestMs = Larger(stalledLongestMs, isStalled ? sample.LastDataReceivedMs : null);
        unacceptedLongestMs = Larger(unacceptedLongestMs, sample.Inode == 0 ? sample.LastDataSentMs : null);
        awaitingPeer += One(sample.IsAwaitingPeer);
        owingAnswer += One(sample.OwesAnswer);
        wholeSegmentsLost += One(sample.LosesWholeSegments);
        wholeSegmentsLostSacked += One(sample.LosesWholeSegmentsOnly);
        wholeSegmentsLostLongestMs = Larger(wholeSegmentsLostLongestMs, sample.LostSinceMs);
        wholeSegmentsLostShortestMs = Smaller(wholeSegmentsLostShortestMs, sample.LostSinceMs);
        wholeSegmentsLostMss = Larger(wholeSegmentsLostMss, sample.LostMss);
        selfConnected += One(sample.IsSelfConnected);
        segmentsSent += sample.SegmentsSent;
        segmentsRetransmitted += sample.SegmentsRetransmitted;
        bytesSent += Bytes(sample.BytesSent);
        bytesRetransmitted += Bytes(sample.BytesRetransmitted);
        withRetransmissions += One(sample.SegmentsRetransmitted > 0);
        sendBufferLimited += One(share is not null);
        sendBufferLimitedShareMax = Larger(sendBufferLimitedShareMax, share is { } part ? Math.Round(Math.Min(1, part) * 100, 1) : null);
        sendBufferMin = Smaller(sendBufferMin, share is null ? null : sample.SendBuffer);
        sendBufferLimitedRttUs = Larger(sendBufferLimitedRttUs, share is null ? null : sample.RttUs);
    }

    /// <summary>The figures, of an outgoing group that nobody is known to hold: the caller says who does.</summary>
    public ConnectionGroup ToFact(InetEndpoint peer) => new()
    {
        Ownership = Ownership.Unknown,
        Inbound = false,
        Local = default,
        Peer = peer,
        Count = count,
        Idle = idle,
        LongestIdleMs = longestIdleMs,
        KeepaliveTimers = keepaliveTimers,
        SlowKeepalive = slowKeepalive,
        LongestKeepaliveMs = longestKeepaliveMs,
        ZeroWindow = zeroWindow,
        ZeroWindowStuck = zeroWindowStuck,
        ZeroWindowProbesMax = zeroWindowProbesMax,
        ZeroWindowBytes = zeroWindowBytes,
        ZeroWindowLongestMs = zeroWindowLongestMs,
        Retransmitting = retransmitting,
        Unanswered = unanswered,
        BackoffMax = backoffMax,
        UnansweredLongestMs = unansweredLongestMs,
        UnansweredBytes = unansweredBytes,
        Unread = unread,
        Stalled = stalled,
        StalledHalfFull = stalledHalfFull,
        StalledBytes = stalledBytes,
        StalledLongestMs = stalledLongestMs,
        UnacceptedLongestMs = unacceptedLongestMs,
        AwaitingPeer = awaitingPeer,
        OwingAnswer = owingAnswer,
        WholeSegmentsLost = wholeSegmentsLost,
        WholeSegmentsLostSacked = wholeSegmentsLostSacked,
        WholeSegmentsLostLongestMs = wholeSegmentsLostLongestMs,
        WholeSegmentsLostShortestMs = wholeSegmentsLostShortestMs,
        WholeSegmentsLostMss = wholeSegmentsLostMss,
        SelfConnected = selfConnected,
        SegmentsSent = segmentsSent,
        SegmentsRetransmitted = segmentsRetransmitted,
        BytesSent = bytesSent,
        BytesRetransmitted = bytesRetransmitted,
        WithRetransmissions = withRetransmissions,
        SendBufferLimited = sendBufferLimited,
        SendBufferLimitedShareMax = sendBufferLimitedShareMax,
        SendBufferMin = sendBufferMin,
        SendBufferLimitedRttUs = sendBufferLimitedRttUs,
    };

    private static int One(bool yes) => yes ? 1 : 0;

    // A counter of the kernel's is 64 bits unsigned; no connection lives to see half of that.
    private static long Bytes(ulong bytes) => (long)Math.Min(bytes, long.MaxValue / 1_000_000);

    private static long? Larger(long? a, long? b) => a is null || b > a ? b : a;

    private static double? Larger(double? a, double? b) => a is null || b > a ? b : a;

    private static long? Smaller(long? a, long? b) => a is null || b < a ? b : a;
}
