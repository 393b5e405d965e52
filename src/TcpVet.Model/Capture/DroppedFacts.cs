namespace TcpVet.Model;

/// <summary>
/// Packets that the kernel threw away while a check-up waited, by its own reasons (enum skb_drop_reason, Linux 5.17). Those with which
/// nothing is lost are not among them.
/// </summary>
public sealed record DroppedFacts
{
    /// <summary>How long was counted, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>By reason, place and owner, most packets first.</summary>
    public IReadOnlyList<DroppedPackets> Groups { get; init; } = [];

    /// <summary>Packets of groups beyond <see cref="Groups"/>.</summary>
    public long LeftOut { get; init; }

    /// <summary>Packets of all namespaces for which the kernel had no room.</summary>
    public long Lost { get; init; }
}

/// <summary>Which way a packet went that was thrown away.</summary>
public enum PacketWay
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>To this host.</summary>
    In,

    /// <summary>From this host.</summary>
    Out,

    /// <summary>Through this host.</summary>
    Forward,
}

/// <summary>Packets that were thrown away for one reason, at one place, of one owner.</summary>
public sealed record DroppedPackets
{
    /// <summary>The reason, as the kernel names it: <c>netfilter_drop</c> for SKB_DROP_REASON_NETFILTER_DROP.</summary>
    public required string Reason { get; init; }

    /// <summary>Which way they went.</summary>
    public required PacketWay Way { get; init; }

    /// <summary>The interface that they came in by or should have left by, hostile text; null when unknown.</summary>
    public string? Interface { get; init; }

    /// <summary>The IP protocol: 6 is TCP, 17 UDP.</summary>
    public required int Protocol { get; init; }

    /// <summary>The local port, or the destination's of what was forwarded; 0 where there is none or several.</summary>
    public required ushort Port { get; init; }

    /// <summary>How many ports were added up here; 1 for one.</summary>
    public int Ports { get; init; } = 1;

    /// <summary>How many packets.</summary>
    public required long Packets { get; init; }

    /// <summary>This host's end of one of them; of what was forwarded the destination.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The other end of that one.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>The process whose they were; null when unknown.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>True when the process merely holds a socket on the port; false when the packets were its own.</summary>
    public bool ByPort { get; init; }

    /// <summary>The unit, container or pod, hostile text; null when unknown.</summary>
    public string? Unit { get; init; }

    /// <summary>TCP: they asked for a connection.</summary>
    public bool Opening { get; init; }

    /// <summary>Of netfilter's: the rules that may have stopped them, as they stood afterwards; one is the rule. Null when it was no
    /// firewall, or its rules could not be read; none when no rule of nftables explains it.</summary>
    public IReadOnlyList<FirewallRule>? Rules { get; init; }
}

/// <summary>A rule of nftables, or the policy of a chain. Names are hostile text.</summary>
/// <param name="Family"><c>inet</c>, <c>ip</c>, <c>ip6</c>, or the number of another.</param>
/// <param name="Table">The table.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Handle">The number by which <c>nft -a</c> shows the rule; null for the chain's policy.</param>
public sealed record FirewallRule(string Family, string Table, string Chain, long? Handle);
