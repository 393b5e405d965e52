namespace TcpVet.Model;

/// <summary>What the kernel told while a check-up listened to it (<c>checkup --trace</c>): events, where everything else in a record is
/// state.</summary>
public sealed record TraceFacts
{
    /// <summary>How long it listened, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Events that were lost: counts are too low by as many at the most.</summary>
    public long Lost { get; init; }

    /// <summary>Services and destinations, busiest first.</summary>
    public IReadOnlyList<ServiceTrace> Services { get; init; } = [];

    /// <summary>Events of services and destinations beyond <see cref="Services"/>.</summary>
    public long ServicesLeftOut { get; init; }

    /// <summary>Connections that a RST ended, by peer, reason and process, most first.</summary>
    public IReadOnlyList<TracedResets> Resets { get; init; } = [];

    /// <summary>Such connections beyond <see cref="Resets"/>.</summary>
    public long ResetsLeftOut { get; init; }
}

/// <summary>The connections of one service of this host, or of one destination, while the trace ran.</summary>
public sealed record ServiceTrace
{
    /// <summary>True for connections to here, false for those from here.</summary>
    public required bool Inbound { get; init; }

    /// <summary>The service's port here, or the destination.</summary>
    public required InetEndpoint Service { get; init; }

    /// <summary>The process that acted on most of them; null when none was seen to.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>Connections that came to ESTABLISHED.</summary>
    public long Opened { get; init; }

    /// <summary>Connections whose first FIN or RST came from here.</summary>
    public long ClosedHere { get; init; }

    /// <summary>Connections whose first FIN or RST came from the peer.</summary>
    public long ClosedThere { get; init; }

    /// <summary>Attempts to connect that failed.</summary>
    public long Failed { get; init; }

    /// <summary>The median length of those that began and ended in the trace, in milliseconds; null when there were none.</summary>
    public double? MedianMs { get; init; }

    /// <summary>Connections that came to CLOSE_WAIT.</summary>
    public long CloseWaits { get; init; }

    /// <summary>Of these, those that were still in it at the end.</summary>
    public long CloseWaitsLeft { get; init; }

    /// <summary>The exact age of the oldest of those, in milliseconds; null when there were none.</summary>
    public long? CloseWaitOldestMs { get; init; }
}

/// <summary>Connections that ended by a RST while the trace ran.</summary>
public sealed record TracedResets
{
    /// <summary>True when the RST went out, false when it came in.</summary>
    public required bool Sent { get; init; }

    /// <summary>True for connections to here; null when it is not known.</summary>
    public bool? Inbound { get; init; }

    /// <summary>The port of the service, here or there; 0 when it is not known which end is the service.</summary>
    public ushort Port { get; init; }

    /// <summary>The other end's address.</summary>
    public required InetAddress Peer { get; init; }

    /// <summary>Why, in the kernel's words (enum sk_rst_reason, Linux 6.10); null when it does not say.</summary>
    public string? Reason { get; init; }

    /// <summary>The process that last acted on the socket; null when none was seen to.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>Of them, those that were seen from beginning to end, lived less than a second, and carried no byte either way.</summary>
    public long Empty { get; init; }
}
