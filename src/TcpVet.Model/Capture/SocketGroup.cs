namespace TcpVet.Model;

/// <summary>Whether a group's sockets belong to a process.</summary>
public enum Ownership
{
    /// <summary>Owners could not be read, or were not found.</summary>
    Unknown,

    /// <summary>A process holds them.</summary>
    Process,

    /// <summary>No process holds them: orphans and sockets that nobody has accepted (inode 0).</summary>
    None,
}

/// <summary>
/// Sockets of one state that one process holds, of one local service or towards one destination.
/// Made for the states that should be rare or short: CLOSE_WAIT, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, LAST_ACK, CLOSING.
/// </summary>
public sealed record SocketGroup
{
    /// <summary>The state of all of them.</summary>
    public required TcpState State { get; init; }

    /// <summary>Whether a process holds them.</summary>
    public required Ownership Ownership { get; init; }

    /// <summary>The process, when <see cref="Ownership"/> is <see cref="Ownership.Process"/>.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>The cgroup-v2 path of the sockets; null when unknown.</summary>
    public string? Cgroup { get; init; }

    /// <summary>True when the local end is a listener of this host: the connections came in.</summary>
    public required bool Inbound { get; init; }

    /// <summary>The local end: the service when inbound; port 0 when outgoing.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The remote end: address and port when outgoing; the address alone (port 0) when inbound.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>How many the same group had at the first reading; null when unknown.</summary>
    public long? CountFirst { get; init; }

    /// <summary>How many have an empty receive queue.</summary>
    public long RecvQ0 { get; init; }

    /// <summary>How many have exactly one unread unit: for CLOSE_WAIT the FIN itself.</summary>
    public long RecvQ1 { get; init; }

    /// <summary>How many have more to read.</summary>
    public long RecvQMore { get; init; }

    /// <summary>How many have unsent or unacknowledged data.</summary>
    public long SendQ { get; init; }

    /// <summary>How many have retransmitted at least once.</summary>
    public long Retransmitting { get; init; }

    /// <summary>How many have retransmitted at least twice; without <see cref="Delivering"/>.</summary>
    public long RetransmittingTwice { get; init; }

    /// <summary>The most retransmissions of one of them.</summary>
    public int RetransmitsMax { get; init; }

    /// <summary>How many have a keepalive timer running.</summary>
    public long KeepaliveTimers { get; init; }

    /// <summary>How many have the zero-window probe timer running; without <see cref="Delivering"/>.</summary>
    public long PersistTimers { get; init; }

    /// <summary>
    /// How many probe a zero window or have retransmitted twice, and get on all the same: they have less left to deliver than at the first
    /// reading (idiag_wqueue), and a closed socket gets nothing new to send. Null when unknown.
    /// </summary>
    public long? Delivering { get; init; }

    /// <summary>How many were not yet in this state at the first reading: their age is at most the interval. Null when unknown.</summary>
    public long? Arrived { get; init; }

    /// <summary>How many of them have a known age; the age members speak of these.</summary>
    public long Aged { get; init; }

    /// <summary>How many are certainly older than <see cref="AgeThresholdMs"/>: what <see cref="OldestAtLeastMs"/> goes by says
    /// so.</summary>
    public long Old { get; init; }

    /// <summary>The age that <see cref="Old"/> counts from, in milliseconds.</summary>
    public const long AgeThresholdMs = 60_000;

    /// <summary>
    /// The oldest one's age in milliseconds, at least: the time between the readings when it was in this state at both; for CLOSE_WAIT,
    /// CLOSING and FIN_WAIT2, which a received packet begins, the time since its last received ACK (tcpi_last_ack_recv) when that is
    /// longer. A bare FIN updates that field (tcp_input.c <c>tcp_ack</c>); a keepalive answer does too. Null when unknown.
    /// </summary>
    public long? OldestAtLeastMs { get; init; }

    /// <summary>
    /// The oldest one's age in milliseconds, at most: the time between the readings when none was in this state at the first; the time
    /// since its last received data (tcpi_last_data_recv) for CLOSE_WAIT and CLOSING, since its last sent data (tcpi_last_data_sent) for
    /// FIN_WAIT2. Null when unknown, as it is for a state that close() began and that was there at the first reading already.
    /// </summary>
    public long? OldestAtMostMs { get; init; }
}

/// <summary>Established connections' activity, over all of them or over an unbiased sample (the kernel's hash order).</summary>
public sealed record IdleSurvey
{
    /// <summary>How many ESTABLISHED connections there are.</summary>
    public required long Population { get; init; }

    /// <summary>How many were looked at.</summary>
    public required long Sampled { get; init; }

    /// <summary>The idle time that counts, in milliseconds.</summary>
    public required long ThresholdMs { get; init; }

    /// <summary>Those that no timer watches and that were silent both ways for longer, by who holds them; most first.</summary>
    public required IReadOnlyList<IdleGroup> Groups { get; init; }
}

/// <summary>Silent established connections without keepalive of one process and service or destination.</summary>
public sealed record IdleGroup
{
    /// <summary>Whether a process holds them.</summary>
    public required Ownership Ownership { get; init; }

    /// <summary>The process, when known.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>True when they came in to a listener of this host.</summary>
    public required bool Inbound { get; init; }

    /// <summary>The service when inbound; port 0 otherwise.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The destination when outgoing; port 0 and the wildcard when inbound from many.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>How many of the sample.</summary>
    public required long Count { get; init; }

    /// <summary>The sample's ESTABLISHED connections of the same service or destination, silent or not, whoever holds them.</summary>
    public required long Of { get; init; }

    /// <summary>The longest silence, in milliseconds.</summary>
    public required long LongestMs { get; init; }
}
