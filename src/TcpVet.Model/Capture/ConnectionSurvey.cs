using System.Text.Json.Serialization;
using TcpVet.Model.Records;

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
    [JsonIgnore]
    public bool IsWhole => Sampled >= Population;
}

/// <summary>Established connections of one process and one local service, or towards one destination. Counts are of connections.</summary>
public sealed record ConnectionGroup
{
    /// <summary>The silence from which <see cref="Idle"/> counts, in milliseconds.</summary>
    public const long IdleMs = 60_000;

    /// <summary>The idle time from which <see cref="SlowKeepalive"/> counts, in milliseconds: what a common cloud balancer forgets after
    /// (350 s).</summary>
    public const long MiddleboxIdleMs = 350_000;

    /// <summary>The age of the last received data from which unread data counts as <see cref="Stalled"/>, in milliseconds.</summary>
    public const long StalledMs = 10_000;

    /// <summary>The silence from which <see cref="AwaitingPeer"/> counts, in milliseconds.</summary>
    public const long AwaitingPeerMs = 2_000;

    /// <summary>Whether a process holds them; <see cref="Ownership.None"/> for those that wait for accept().</summary>
    public required Ownership Ownership { get; init; }

    /// <summary>The process, when known.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>True when they came in to a listener of this host.</summary>
    public required bool Inbound { get; init; }

    /// <summary>The service when inbound; the wildcard and port 0 otherwise.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The destination when outgoing; the remote address with port 0 when inbound, the wildcard where small groups were
    /// joined.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>Silent both ways for longer than <see cref="IdleMs"/>.</summary>
    public long Idle { get; init; }

    /// <summary>The longest silence of one of them, in milliseconds; null when unknown.</summary>
    public long? LongestIdleMs { get; init; }

    /// <summary>With a keepalive timer running. The kernel shows one timer only: with data in flight it is the retransmission timer, and
    /// keepalive waits (net/ipv4/inet_diag.c <c>inet_sk_diag_fill</c>).</summary>
    public long KeepaliveTimers { get; init; }

    /// <summary>
    /// Of them, those whose silence will have lasted longer than <see cref="MiddleboxIdleMs"/> when the first probe is sent: silence so far
    /// plus time left, which is the least that it can be, since the timer is set anew when it fires after traffic
    /// (net/ipv4/tcp_timer.c <c>tcp_keepalive_timer</c>). One whose probes are under way already does not count.
    /// </summary>
    public long SlowKeepalive { get; init; }

    /// <summary>The longest such silence until the first probe, in milliseconds, at least; null when no keepalive timer waits for its first
    /// probe.</summary>
    public long? LongestKeepaliveMs { get; init; }

    /// <summary>With the zero-window probe timer running (idiag_timer 4) and data to send.</summary>
    public long ZeroWindow { get; init; }

    /// <summary>
    /// Of them, those whose last two probes or more did not open the window (tcpi_backoff ≥ 2; idiag_retrans is icsk_probes_out, which
    /// every answer of a live peer sets back to 0, net/ipv4/tcp_input.c <c>tcp_ack</c>) and whose peer's window is smaller than a segment
    /// (tcpi_snd_wnd, since Linux 5.4) or was the limit for most of the busy time (tcpi_rwnd_limited, tcpi_busy_time).
    /// Where there were two readings, without <see cref="ZeroWindowMoving"/>.
    /// </summary>
    public long ZeroWindowStuck { get; init; }

    /// <summary>
    /// Those that look like it and are none: between the two readings their peer acknowledged data (tcpi_bytes_acked, since Linux 4.1), or,
    /// of one that did not probe at the first, data was let out (tcpi_last_data_sent). The peer reads slowly. Null when there was one
    /// reading. </summary>
    public long? ZeroWindowMoving { get; init; }

    /// <summary>The most probes of one of them that did not open the window (tcpi_backoff, which stops at tcp_retries2).</summary>
    public int ZeroWindowProbesMax { get; init; }

    /// <summary>Bytes that wait behind zero windows (idiag_wqueue).</summary>
    public long ZeroWindowBytes { get; init; }

    /// <summary>The longest time since the window of a stuck one let data out, in milliseconds (tcpi_last_data_sent, which probes without
    /// data do not change); null when none.</summary>
    public long? ZeroWindowLongestMs { get; init; }

    /// <summary>With the retransmission timer running (idiag_timer 1) and backed off at least once (tcpi_backoff): it fired and no ACK of
    /// new data came since.</summary>
    public long Retransmitting { get; init; }

    /// <summary>
    /// Of them, those with unacknowledged data (tcpi_unacked), a back-off of three or more, and no ACK (tcpi_last_ack_recv) for more than
    /// three retransmission time-outs. tcpi_rto is the backed-off one, which the silence of a connection that was busy can never exceed
    /// three times: the time-out meant is tcpi_rto halved tcpi_backoff times.
    /// </summary>
    public long Unanswered { get; init; }

    /// <summary>The largest back-off of one of the unanswered.</summary>
    public int BackoffMax { get; init; }

    /// <summary>The longest time for which one is unanswered, in milliseconds, at most: since a packet came (tcpi_last_ack_recv), and no
    /// longer than its doubling time-outs take (tcpi_rto), since silence before the lost data is none; null when none.</summary>
    public long? UnansweredLongestMs { get; init; }

    /// <summary>Bytes that the unanswered ones hold unacknowledged or unsent (idiag_wqueue).</summary>
    public long UnansweredBytes { get; init; }

    /// <summary>With unread data (idiag_rqueue), those that wait for accept() included.</summary>
    public long Unread { get; init; }

    /// <summary>Of them, those whose last data came more than <see cref="StalledMs"/> ago. Where there were two readings, without
    /// <see cref="StalledMoving"/>.</summary>
    public long Stalled { get; init; }

    /// <summary>Those that look like it and have less unread than at the first reading (idiag_rqueue): the program reads, slowly. Null when
    /// there was one reading.</summary>
    public long? StalledMoving { get; init; }

    /// <summary>Of the stalled, those whose unread data takes more than half of the receive buffer, as the kernel accounts it
    /// (SK_MEMINFO_RMEM_ALLOC of SK_MEMINFO_RCVBUF).</summary>
    public long StalledHalfFull { get; init; }

    /// <summary>Unread bytes of the stalled.</summary>
    public long StalledBytes { get; init; }

    /// <summary>The longest time since data of a stalled one came, in milliseconds; null when none.</summary>
    public long? StalledLongestMs { get; init; }

    /// <summary>
    /// Of those that no process has accepted, the longest time since the handshake, in milliseconds: tcpi_last_data_sent counts from there
    /// (net/ipv4/tcp_minisocks.c <c>tcp_create_openreq_child</c> sets lsndtime), and nobody can have sent since. Null when none waits, or
    /// unknown. </summary>
    public long? UnacceptedLongestMs { get; init; }

    /// <summary>
    /// Accepted ones whose next word is the peer's: nothing is unread, silent both ways for longer than <see cref="AwaitingPeerMs"/>, and
    /// the last data went out, or none went at all (tcpi_last_data_recv is not the younger one).
    /// </summary>
    public long AwaitingPeer { get; init; }

    /// <summary>Accepted ones whose peer spoke last: all of it was read, and for longer than <see cref="AwaitingPeerMs"/> nothing moved.
    /// The program works on an answer, or waits for the rest of a request.</summary>
    public long OwingAnswer { get; init; }

    /// <summary>
    /// Backed off twice or more with a whole segment or more to deliver (idiag_wqueue, tcpi_snd_mss), though none was ever delivered: what
    /// arrived were smaller ones (tcpi_bytes_acked over the segments acknowledged), or nothing. A path that loses what is large looks so,
    /// and a peer that died at once.
    /// </summary>
    public long WholeSegmentsLost { get; init; }

    /// <summary>Of them, those whose peer reports a later, smaller segment as arrived (tcpi_sacked).</summary>
    public long WholeSegmentsLostSacked { get; init; }

    /// <summary>The longest time since one of them first sent what is lost, in milliseconds, as its doubling time-outs tell (tcpi_rto,
    /// tcpi_backoff); null when none.</summary>
    public long? WholeSegmentsLostLongestMs { get; init; }

    /// <summary>The shortest such time, in milliseconds: whoever was connected so lately, was there; null when none.</summary>
    public long? WholeSegmentsLostShortestMs { get; init; }

    /// <summary>The largest segment size of one of them (tcpi_snd_mss); null when none.</summary>
    public long? WholeSegmentsLostMss { get; init; }

    /// <summary>Connected to themselves: local and remote end are the same address and port, and one socket is both (RFC 9293 §3.5,
    /// simultaneous open).</summary>
    public long SelfConnected { get; init; }

    /// <summary>Data segments sent, retransmissions included, over the lives of the connections (tcpi_data_segs_out).</summary>
    public long SegmentsSent { get; init; }

    /// <summary>Segments retransmitted, over the lives of the connections (tcpi_total_retrans).</summary>
    public long SegmentsRetransmitted { get; init; }

    /// <summary>Bytes sent, retransmissions included (tcpi_bytes_sent, since Linux 4.19).</summary>
    [AnyNumber]
    public long BytesSent { get; init; }

    /// <summary>Bytes retransmitted (tcpi_bytes_retrans, since Linux 4.19).</summary>
    [AnyNumber]
    public long BytesRetransmitted { get; init; }

    /// <summary>Those that retransmitted at all (tcpi_total_retrans).</summary>
    public long WithRetransmissions { get; init; }

    /// <summary>Those that were busy sending for a second or more and were held back by their send buffer for more than a fifth of it
    /// (tcpi_sndbuf_limited, tcpi_busy_time, over their lives).</summary>
    public long SendBufferLimited { get; init; }

    /// <summary>The largest share of busy time that one of them lost to its send buffer, in percent; null when none.</summary>
    public double? SendBufferLimitedShareMax { get; init; }

    /// <summary>The smallest send buffer of the limited ones, in bytes (skmem); null when unknown.</summary>
    public long? SendBufferMin { get; init; }

    /// <summary>The longest round-trip time of the limited ones, in microseconds (tcpi_rtt); null when none.</summary>
    public long? SendBufferLimitedRttUs { get; init; }
}
