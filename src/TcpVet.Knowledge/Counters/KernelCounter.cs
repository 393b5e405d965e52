namespace TcpVet.Knowledge;

/// <summary>For whom the kernel counts.</summary>
public enum CounterScope
{
    /// <summary>Each network namespace for itself.</summary>
    Namespace,

    /// <summary>The whole host, whichever namespace shows it.</summary>
    Host,

    /// <summary>Each processor of the host.</summary>
    Processor,
}

/// <summary>A counter or gauge of the kernel: what moves it, and what it does not say.</summary>
public sealed record KernelCounter
{
    /// <summary>The name as a capture has it: <c>TcpExt.ListenOverflows</c>, <c>sockstat.TCP.tw</c>, <c>softnet.dropped</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line: what it counts.</summary>
    public required string Summary { get; init; }

    /// <summary>What it does not say, or is taken for; empty when there is nothing to confuse.</summary>
    public string NotThis { get; init; } = "";

    /// <summary>True for a level that goes up and down; false for a total since boot (or since the namespace was made).</summary>
    public bool Gauge { get; init; }

    /// <summary>For whom it counts.</summary>
    public CounterScope Scope { get; init; } = CounterScope.Namespace;

    /// <summary>Codes of the rules that look at it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Related words for <c>explain</c>.</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];

    /// <summary>The kernel file and function that move it.</summary>
    public required string MovedBy { get; init; }

    /// <summary>The name without its group: <c>ListenOverflows</c>.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The file that shows it.</summary>
    public string File => Name.Split('.')[0] switch
    {
        "TcpExt" => "/proc/net/netstat",
        "Ip" or "Tcp" or "Udp" => "/proc/net/snmp",
        "softnet" => "/proc/net/softnet_stat",
        "sockstat" => "/proc/net/sockstat",
        _ => "/proc/net/stat/nf_conntrack",
    };
}
