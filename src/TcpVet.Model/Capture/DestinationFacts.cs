namespace TcpVet.Model;

/// <summary>What this host knows of a destination that could not be reached.</summary>
public sealed record DestinationFacts
{
    /// <summary>The namespace of this host that has the address; null when none is known to: it is another host's.</summary>
    public NetnsIdentity? Netns { get; init; }

    /// <summary>True when that is the namespace of who tried.</summary>
    public bool Here { get; init; }

    /// <summary>The sockets there that are bound to the port.</summary>
    public IReadOnlyList<DestinationHolder> Bound { get; init; } = [];

    /// <summary>Sockets that are bound to the port in other namespaces, where none is there that takes the packets.</summary>
    public IReadOnlyList<DestinationHolder> Elsewhere { get; init; } = [];

    /// <summary>Where nobody is bound to the port, and the namespace is another one than that of who tried: what listens there on other
    /// ports, on addresses that it reaches.</summary>
    public IReadOnlyList<DestinationHolder> Others { get; init; } = [];

    /// <summary>The firewall rule there that stops or may stop the packets, in words; null when none is known. Hostile text.</summary>
    public string? Rule { get; init; }

    /// <summary>True when the rule certainly does.</summary>
    public bool RuleStops { get; init; }

    /// <summary>Why the rules could not be read; null when they were. Hostile text.</summary>
    public string? RulesUnread { get; init; }
}

/// <summary>A socket that is bound to a port.</summary>
public sealed record DestinationHolder
{
    /// <summary>What it is bound to.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>Whether packets to the address that was tried reach it.</summary>
    public bool Takes { get; init; }

    /// <summary>The processes that hold it; empty when there are none or unknown.</summary>
    public IReadOnlyList<ProcessRef> Processes { get; init; } = [];

    /// <summary>The namespace that it is in, where that is another one than the address's; null otherwise. Hostile text.</summary>
    public string? Netns { get; init; }
}
