using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>Makes groups of connections: one of each connection, and one of two.</summary>
internal static class ConnectionCounts
{
    private const double LimitedShare = 0.2;

    /// <summary>A group of one connection.</summary>
    public static ConnectionGroup Of(in ConnectionKey key, in ConnectionSample sample)
    {
        TcpInfoSample info = sample.Info;
        bool stuck = sample.IsZeroWindowStuck;
        bool unanswered = sample.IsUnanswered;
        bool stalled = sample.IsStalled;
        double? share = sample.SendBufferShare is > LimitedShare and { } limited ? limited : null;
        return new ConnectionGroup
        {
            Ownership = key.Ownership,
            Process = key.Process,
            Inbound = key.Inbound,
            Local = key.Local,
            Peer = key.Peer,
            Count = 1,
            Idle = One(sample.QuietMs > ConnectionGroup.IdleMs),
            LongestIdleMs = sample.QuietMs,
            KeepaliveTimers = One(sample.Timer == SocketTimer.Keepalive),
            SlowKeepalive = One(sample.FirstProbeMs > ConnectionGroup.MiddleboxIdleMs),
            LongestKeepaliveMs = sample.FirstProbeMs,
            ZeroWindow = One(sample.IsZeroWindow),
            ZeroWindowStuck = One(stuck),
            ZeroWindowProbesMax = sample.IsZeroWindow ? info.Backoff ?? 0 : 0,
            ZeroWindowBytes = sample.IsZeroWindow ? sample.SendQ : 0,
            ZeroWindowLongestMs = stuck ? info.LastDataSentMs : null,
            Retransmitting = One(sample.IsRetransmitting),
            Unanswered = One(unanswered),
            BackoffMax = unanswered ? info.Backoff ?? 0 : 0,
            UnansweredLongestMs = unanswered ? info.LastAckRecvMs : null,
            UnansweredBytes = unanswered ? sample.SendQ : 0,
            Unread = One(sample.RecvQ > 0),
            Stalled = One(stalled),
            StalledHalfFull = One(stalled && sample.ReceiveMemory is { } held && sample.ReceiveBuffer is { } room && held > room / 2),
            StalledBytes = stalled ? sample.RecvQ : 0,
            StalledLongestMs = stalled ? info.LastDataRecvMs : null,
            SegmentsSent = info.DataSegsOut ?? 0,
            SegmentsRetransmitted = info.TotalRetrans ?? 0,
            BytesSent = Bytes(info.BytesSent),
            BytesRetransmitted = Bytes(info.BytesRetrans),
            WithRetransmissions = One(info.TotalRetrans > 0),
            SendBufferLimited = One(share is not null),
            SendBufferLimitedShareMax = share is { } part ? Math.Round(Math.Min(1, part) * 100, 1) : null,
            SendBufferMin = share is null ? null : sample.SendBuffer,
            SendBufferLimitedRttUs = share is null ? null : info.RttUs,
        };
    }

    /// <summary>Two groups as one, with the ends and the owner of the first.</summary>
    public static ConnectionGroup Join(ConnectionGroup a, ConnectionGroup b) => a with
    {
        Count = a.Count + b.Count,
        Idle = a.Idle + b.Idle,
        LongestIdleMs = Larger(a.LongestIdleMs, b.LongestIdleMs),
        KeepaliveTimers = a.KeepaliveTimers + b.KeepaliveTimers,
        SlowKeepalive = a.SlowKeepalive + b.SlowKeepalive,
        LongestKeepaliveMs = Larger(a.LongestKeepaliveMs, b.LongestKeepaliveMs),
        ZeroWindow = a.ZeroWindow + b.ZeroWindow,
        ZeroWindowStuck = a.ZeroWindowStuck + b.ZeroWindowStuck,
        ZeroWindowProbesMax = Math.Max(a.ZeroWindowProbesMax, b.ZeroWindowProbesMax),
        ZeroWindowBytes = a.ZeroWindowBytes + b.ZeroWindowBytes,
        ZeroWindowLongestMs = Larger(a.ZeroWindowLongestMs, b.ZeroWindowLongestMs),
        Retransmitting = a.Retransmitting + b.Retransmitting,
        Unanswered = a.Unanswered + b.Unanswered,
        BackoffMax = Math.Max(a.BackoffMax, b.BackoffMax),
        UnansweredLongestMs = Larger(a.UnansweredLongestMs, b.UnansweredLongestMs),
        UnansweredBytes = a.UnansweredBytes + b.UnansweredBytes,
        Unread = a.Unread + b.Unread,
        Stalled = a.Stalled + b.Stalled,
        StalledHalfFull = a.StalledHalfFull + b.StalledHalfFull,
        StalledBytes = a.StalledBytes + b.StalledBytes,
        StalledLongestMs = Larger(a.StalledLongestMs, b.StalledLongestMs),
        SegmentsSent = a.SegmentsSent + b.SegmentsSent,
        SegmentsRetransmitted = a.SegmentsRetransmitted + b.SegmentsRetransmitted,
        BytesSent = a.BytesSent + b.BytesSent,
        BytesRetransmitted = a.BytesRetransmitted + b.BytesRetransmitted,
        WithRetransmissions = a.WithRetransmissions + b.WithRetransmissions,
        SendBufferLimited = a.SendBufferLimited + b.SendBufferLimited,
        SendBufferLimitedShareMax = Larger(a.SendBufferLimitedShareMax, b.SendBufferLimitedShareMax),
        SendBufferMin = Smaller(a.SendBufferMin, b.SendBufferMin),
        SendBufferLimitedRttUs = Larger(a.SendBufferLimitedRttUs, b.SendBufferLimitedRttUs),
    };

    private static int One(bool yes) => yes ? 1 : 0;

    // A counter of the kernel's is 64 bits unsigned; no connection lives to see half of that.
    private static long Bytes(ulong? bytes) => (long)Math.Min(bytes ?? 0, long.MaxValue / 1_000_000);

    private static long? Larger(long? a, long? b) => a is null || b > a ? b : a;

    private static double? Larger(double? a, double? b) => a is null || b > a ? b : a;

    private static long? Smaller(long? a, long? b) => a is null || b < a ? b : a;
}
