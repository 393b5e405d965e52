using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>What a namespace showed when it was looked at for the last time, and what that look asked beyond the first.</summary>
internal sealed class LastReading
{
    /// <summary>The kernel's counters; those of the first reading when there is only one.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }

    /// <summary>
    /// Milliseconds between the two readings of counters, the walk over the sockets between them included; 0 when there was one reading
    /// only. </summary>
    public required long IntervalMs { get; init; }

    /// <summary>Connection tracking; null when it is not loaded.</summary>
    public required ConntrackFacts? Conntrack { get; init; }

    /// <summary>The listening TCP sockets.</summary>
    public required ListenerReading Tcp { get; init; }

    /// <summary>The unconnected UDP sockets.</summary>
    public required ListenerReading Udp { get; init; }

    /// <summary>The latest walk over all TCP sockets: the first reading's, where another one would cost more than it tells.</summary>
    public required MainPass Main { get; init; }

    /// <summary>The sockets in states that should be rare or short, with tcp_info.</summary>
    public required RareSockets Rare { get; init; }

    /// <summary>How many TCP sockets are in which state.</summary>
    public required StateCounts TcpStates { get; init; }

    /// <summary>How many UDP sockets are in which state.</summary>
    public required StateCounts UdpStates { get; init; }

    /// <summary>A sample of the established connections: what tcp_info, timers and memory tell.</summary>
    public required ConnectionPass Connections { get; init; }

    /// <summary>The same sample: which connections are silent.</summary>
    public required IdlePass Idle { get; init; }

    /// <summary>Who holds the ports that were asked about.</summary>
    public required IReadOnlyList<BindSurvey> BindSurveys { get; init; }

    /// <summary>The requests whose clients may be on this host.</summary>
    public required HalfEstablishedSearch Requests { get; init; }

    /// <summary>Those clients that are in this namespace itself.</summary>
    public required IReadOnlyList<HalfEstablishedClient> Clients { get; init; }

    /// <summary>Destinations that hold many local ports.</summary>
    public required HotTuples Hot { get; init; }

    /// <summary>Sockets in use by protocol.</summary>
    public required IReadOnlyDictionary<string, long> Sockstat { get; init; }

    /// <summary>The sockets themselves; null when nobody asked for them.</summary>
    public required SocketRecorder? Recorded { get; init; }

    /// <summary>True when the source showed every socket that is in any table, with all that sock_diag tells.</summary>
    public required bool ListsAll { get; init; }

    /// <summary>Why the source does not; null when it does.</summary>
    public required string? Refusal { get; init; }

    /// <summary>Whether this reading and the first are two.</summary>
    public bool IsSecond => IntervalMs > 0;
}

/// <summary>The sockets in states that should be rare or short.</summary>
/// <param name="Suspects">Those that may be a problem's.</param>
/// <param name="Counts">How many there are in each state, and of which kind.</param>
/// <param name="Walked">When the walk over them began and ended.</param>
internal sealed record RareSockets(SuspectTally Suspects, Census.RareStates Counts, WalkTime Walked);
