namespace TcpVet.Model;

/// <summary>
/// Established connections by who holds them and towards whom, with what tcp_info and the timers say of them: over all of them,
/// or over an unbiased sample (the kernel's hash order).
/// </summary>
public sealed record ConnectionSurvey
{
    /// <summary>How many ESTABLISHED connections there are.</summary>
    public required long Population { get; init; }

    /// <summary>How many were looked at; every count of the groups is of these.</summary>
    public required long Sampled { get; init; }

    /// <summary>The groups, most connections first.</summary>
    public required IReadOnlyList<ConnectionGroup> Groups { get; init; }

    /// <summary>Connections of groups that were beyond the limit and are in none.</summary>
    public long LeftOut { get; init; }

    /// <summary>True when every connection was looked at.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsWhole => Sampled >= Population;
}

/// <summary>Established connections of one process and one local service, or towards one destination. Counts are of connections.</summary>
public sealed record ConnectionGroup
{
    /// <summary>The silence from which <see cref="Idle"/> counts, in milliseconds.</summary>
    public const long IdleMs = 60_000;

    /// <summary>The idle time from which <see cref="SlowKeepalive"/> counts, in milliseconds: what a common cloud balancer forgets after (350 s).</summary>
    public const long MiddleboxIdleMs = 350_000;

    /// <summary>The age of the last received data from which unread data counts as <see cref="Stalled"/>, in milliseconds.</summary>
    public const long StalledMs = 10_000;

    /// <summary>Whether a process holds them; <see cref="Ownership.None"/> for those that wait for accept().</summary>
    public required Ownership Ownership { get; init; }

    /// <summary>The process, when known.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>True when they came in to a listener of this host.</summary>
    public required bool Inbound { get; init; }

    /// <summary>The service when inbound; the wildcard and port 0 otherwise.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The destination when outgoing; the remote address with port 0 when inbound, the wildcard where small groups were joined.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>Silent both ways for longer than <see cref="IdleMs"/>.</summary>
    public long Idle { get; init; }

    /// <summary>The longest silence of one of them, in milliseconds; null when unknown.</summary>
    public long? LongestIdleMs { get; init; }

    /// <summary>With a keepalive timer running.</summary>
    public long KeepaliveTimers { get; init; }

    /// <summary>Of them, those whose silence will have lasted longer than <see cref="MiddleboxIdleMs"/> when the first probe is sent: silence so far plus time left.</summary>
    public long SlowKeepalive { get; init; }

    /// <summary>The longest such silence until the first probe, in milliseconds; null when no keepalive timer runs.</summary>
    public long? LongestKeepaliveMs { get; init; }

    /// <summary>With the zero-window probe timer running (idiag_timer 4) and data to send.</summary>
    public long ZeroWindow { get; init; }

    /// <summary>Of them, those whose last two probes or more did not open the window (idiag_retrans ≥ 2) and whose peer's window is smaller than a segment or was the limit for most of the busy time.</summary>
    public long ZeroWindowStuck { get; init; }

    /// <summary>The most unanswered or refused zero-window probes of one of them.</summary>
    public int ZeroWindowProbesMax { get; init; }

    /// <summary>Bytes that wait behind zero windows.</summary>
    public long ZeroWindowBytes { get; init; }

    /// <summary>The longest time that a stuck one has received no ACK that opened it, at least, in milliseconds (tcpi_last_data_sent); null when none.</summary>
    public long? ZeroWindowLongestMs { get; init; }

    /// <summary>With the retransmission timer backed off at least once.</summary>
    public long Retransmitting { get; init; }

    /// <summary>Of them, those with unacknowledged data, a back-off of three or more, and no ACK for more than three retransmission time-outs.</summary>
    public long Unanswered { get; init; }

    /// <summary>The largest back-off of one of the unanswered.</summary>
    public int BackoffMax { get; init; }

    /// <summary>The longest time that an unanswered one has received nothing, in milliseconds; null when none.</summary>
    public long? UnansweredLongestMs { get; init; }

    /// <summary>Bytes that the unanswered ones hold unacknowledged or unsent.</summary>
    public long UnansweredBytes { get; init; }

    /// <summary>With unread data.</summary>
    public long Unread { get; init; }

    /// <summary>Of them, those whose last data came more than <see cref="StalledMs"/> ago.</summary>
    public long Stalled { get; init; }

    /// <summary>Of the stalled, those whose unread data fills more than half of the receive buffer.</summary>
    public long StalledHalfFull { get; init; }

    /// <summary>Unread bytes of the stalled.</summary>
    public long StalledBytes { get; init; }

    /// <summary>The longest time since data of a stalled one came, in milliseconds; null when none.</summary>
    public long? StalledLongestMs { get; init; }

    /// <summary>Segments sent, over the lives of the connections (tcpi_data_segs_out).</summary>
    public long SegmentsSent { get; init; }

    /// <summary>Segments retransmitted, over the lives of the connections (tcpi_total_retrans).</summary>
    public long SegmentsRetransmitted { get; init; }

    /// <summary>Bytes sent, retransmissions included (tcpi_bytes_sent).</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes retransmitted (tcpi_bytes_retrans).</summary>
    public long BytesRetransmitted { get; init; }

    /// <summary>Those that retransmitted at all.</summary>
    public long WithRetransmissions { get; init; }

    /// <summary>Those that were busy for a second or more and were held back by their send buffer for more than a fifth of it (tcpi_sndbuf_limited, tcpi_busy_time).</summary>
    public long SendBufferLimited { get; init; }

    /// <summary>The largest share of busy time that one of them lost to its send buffer, in percent; null when none.</summary>
    public double? SendBufferLimitedShareMax { get; init; }

    /// <summary>The smallest send buffer of the limited ones, in bytes (skmem); null when unknown.</summary>
    public long? SendBufferMin { get; init; }

    /// <summary>The longest round-trip time of the limited ones, in microseconds (tcpi_rtt); null when none.</summary>
    public long? SendBufferLimitedRttUs { get; init; }
}
