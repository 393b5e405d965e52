using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>Which way a connection was made.</summary>
public enum Direction : byte
{
    /// <summary>It was there before the trace began.</summary>
    Unknown,

    /// <summary>From here.</summary>
    Out,

    /// <summary>To here.</summary>
    In,
}

/// <summary>Who ended the connection first.</summary>
public enum FirstCloser : byte
{
    /// <summary>Nobody: it timed out, was destroyed, or never came about.</summary>
    None,

    /// <summary>This end.</summary>
    Local,

    /// <summary>The other end.</summary>
    Peer,
}

/// <summary>How a connection ended.</summary>
public enum LifeEnd : byte
{
    /// <summary>Both ends sent a FIN.</summary>
    Fin,

    /// <summary>A RST went out.</summary>
    ResetSent,

    /// <summary>A RST came in.</summary>
    ResetReceived,

    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>The socket was destroyed (SOCK_DESTROY), or went without anything said.</summary>
    Destroyed,

    /// <summary>connect(2) was told that the destination cannot be reached (ICMP).</summary>
    Unreachable,

    /// <summary>connect(2) was given up by the process before there was an answer.</summary>
    Abandoned,

    /// <summary>connect(2) found no local port free.</summary>
    NoPort,
}

/// <summary>The time that a connection spent in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Ns">Nanoseconds; null when it came to it before the trace.</param>
/// <param name="Derived">True when the kernel does not tell its end: found by looking, or by the kernel's constants.</param>
public readonly record struct LifeStep(TcpState State, ulong? Ns, bool Derived = false);

/// <summary>A connection from its beginning, or the beginning of the trace, to its end.</summary>
public sealed record ConnectionLife
{
    /// <summary>When it began, in nanoseconds of CLOCK_MONOTONIC; null when that was before the trace.</summary>
    public ulong? Opened { get; init; }

    /// <summary>When it ended: a TIME_WAIT that is left of it does not count.</summary>
    public required ulong Closed { get; init; }

    /// <summary>The inode of its network namespace.</summary>
    public required uint Netns { get; init; }

    /// <summary>The socket's cookie.</summary>
    public required ulong Cookie { get; init; }

    /// <summary>The local end.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The remote end.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>The process that last acted on it; null when none was seen to.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>True when nobody was seen to act on it, and <see cref="Process"/> is the one that holds the listener that it came in to: an
    /// accepted connection whose peer ended it before it was used.</summary>
    public bool IsListeners { get; init; }

    /// <summary>Which way it was made.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Who ended it first.</summary>
    public required FirstCloser FirstCloser { get; init; }

    /// <summary>How it ended.</summary>
    public required LifeEnd EndedBy { get; init; }

    /// <summary>The error that the process was or would be told (errno(3)); 0 for none.</summary>
    public int Error { get; init; }

    /// <summary>Why a RST went out (enum sk_rst_reason, Linux 6.10); 0 when it is not known.</summary>
    public uint ResetReason { get; init; }

    /// <summary>The same by the running kernel's own name, in lower case without <c>SK_RST_REASON_</c>; null when it is not
    /// known.</summary>
    public string? ResetReasonName { get; init; }

    /// <summary>Its states in order, and the time in each.</summary>
    public required IReadOnlyList<LifeStep> States { get; init; }

    /// <summary>Bytes that came in.</summary>
    public required ulong BytesIn { get; init; }

    /// <summary>Bytes that went out and were acknowledged.</summary>
    public required ulong BytesOut { get; init; }

    /// <summary>Segments sent again.</summary>
    public required uint Retransmits { get; init; }

    /// <summary>The smoothed round-trip time in microseconds; null when none was measured.</summary>
    public uint? RttUs { get; init; }

    /// <summary>Nanoseconds from beginning to end; null when the beginning was before the trace.</summary>
    public ulong? LastedNs => Opened is { } opened && Closed >= opened ? Closed - opened : null;

    /// <summary>True when both ends had agreed on a connection.</summary>
    public bool WasEstablished => States.Any(step => step.State is not (TcpState.SynSent or TcpState.SynRecv or TcpState.Close));

    /// <summary>The socket's inode; 0 for none.</summary>
    public uint Inode { get; init; }

    /// <summary>The user who made the socket.</summary>
    public uint Uid { get; init; }

    /// <summary>The index of the interface that it is bound to; 0 for none.</summary>
    public uint Interface { get; init; }
}
