namespace TcpVet.Model;

/// <summary>What the kernel told while a check-up waited: what leaves no socket behind, added up.</summary>
public sealed record HeardFacts
{
    /// <summary>How long it was listened, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Attempts to reach somebody that failed, by process, destination and reason, most first.</summary>
    public IReadOnlyList<ConnectFailure> Failures { get; init; } = [];

    /// <summary>Such attempts beyond <see cref="Failures"/>; those that the kernel had no room for are of all namespaces.</summary>
    public long FailuresLeftOut { get; init; }

    /// <summary>Datagrams by process and destination or local port, those without an answer first, then the busiest; null when this kernel
    /// does not tell of them (before Linux 6.3).</summary>
    public IReadOnlyList<DatagramFlow>? Datagrams { get; init; }

    /// <summary>Connected UDP sockets that were there all the time and have never received anything since they were connected, by process
    /// and destination, most first; null when they could not be looked for.</summary>
    public IReadOnlyList<SilentSockets>? Silent { get; init; }

    /// <summary>Calls that sent or received datagrams beyond <see cref="Datagrams"/>.</summary>
    public long DatagramsLeftOut { get; init; }
}

/// <summary>Connected UDP sockets of one process and destination that have never received anything.</summary>
/// <param name="Peer">The destination.</param>
/// <param name="Count">How many sockets.</param>
public sealed record SilentSockets(InetEndpoint Peer, long Count)
{
    /// <summary>The process; null when unknown, or when it is gone.</summary>
    public ProcessRef? Process { get; init; }
}

/// <summary>How an attempt to reach somebody failed.</summary>
public enum FailureReason
{
    /// <summary>Something that has no word here: <see cref="ConnectFailure.Error"/> is all that is known.</summary>
    Other,

    /// <summary>TCP: a RST answered the SYN. UDP: an ICMP message said that the port is unreachable.</summary>
    Refused,

    /// <summary>TCP: an ICMP message refused the SYN as it does a datagram. A kernel without a listener answers with a RST: this is a
    /// firewall's.</summary>
    Rejected,

    /// <summary>The kernel gave up repeating the SYN.</summary>
    TimedOut,

    /// <summary>The process closed the socket before an answer came.</summary>
    GivenUp,

    /// <summary>The host is unreachable, or a firewall says so: ICMP, or nobody answers for the address on the link.</summary>
    HostUnreachable,

    /// <summary>The network is unreachable (ICMP).</summary>
    NetworkUnreachable,

    /// <summary>Forbidden by an administrator (ICMPv6), or by this host's own rules.</summary>
    Prohibited,

    /// <summary>The handshake completed, and a RST came before any data.</summary>
    ResetLater,

    /// <summary>No local port was left: nothing went out.</summary>
    NoPort,
}

/// <summary>Attempts of one process to reach one destination that failed for one reason.</summary>
public sealed record ConnectFailure
{
    /// <summary>TCP or UDP.</summary>
    public required Protocol Proto { get; init; }

    /// <summary>Who was to be reached.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>How they failed.</summary>
    public required FailureReason Reason { get; init; }

    /// <summary>The error that the process got (errno); 0 for none.</summary>
    public int Error { get; init; }

    /// <summary>The process that tried; null when it began before anybody listened, or when several send datagrams there.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>The local address of the last one.</summary>
    public InetAddress Source { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>TCP: of them, those whose SYN was sent more than once.</summary>
    public long Repeated { get; init; }

    /// <summary>How long before the end of the listening the last one failed, in milliseconds.</summary>
    public long LastMs { get; init; }

    /// <summary>The longest time that one took, in milliseconds; null when none was seen to begin.</summary>
    public double? LongestMs { get; init; }

    /// <summary>What this host knows of the destination; null when it was not looked for: too many others failed, or the reason needs
    /// none.</summary>
    public DestinationFacts? Destination { get; init; }
}

/// <summary>Datagrams that one process sent and received: over sockets connected to one destination, or over those that are not.</summary>
public sealed record DatagramFlow
{
    /// <summary>The process.</summary>
    public required ProcessRef Process { get; init; }

    /// <summary>The destination that its sockets are connected to; null for sockets that are not: they may send to many.</summary>
    public InetEndpoint? Peer { get; init; }

    /// <summary>The local address, and the port that the process asked for; port 0 where the kernel chose one, for each socket
    /// another.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>Calls that sent.</summary>
    public long Sent { get; init; }

    /// <summary>Calls that received.</summary>
    public long Received { get; init; }

    /// <summary>How long before the end of the listening the first was sent, in milliseconds; null when none was.</summary>
    public long? FirstSentMs { get; init; }

    /// <summary>How long before the end the last one was sent, in milliseconds; null when none was.</summary>
    public long? LastSentMs { get; init; }

    /// <summary>How long before the end the last one was received, in milliseconds; null when none was.</summary>
    public long? LastReceivedMs { get; init; }
}
