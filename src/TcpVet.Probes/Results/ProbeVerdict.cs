namespace TcpVet.Probes.Results;

/// <summary>What a probe found out about a port.</summary>
public enum ProbeVerdict
{
    /// <summary>Something answered: a connection was made, or a datagram came back.</summary>
    Open,

    /// <summary>The target itself says that nobody is there: a TCP reset, or ICMP port unreachable from the target.</summary>
    Closed,

    /// <summary>Something on the way, or in front of the service, refuses or swallows the packets.</summary>
    Filtered,

    /// <summary>The packets do not get to the target's address: no route from a router on, or nobody has the address.</summary>
    Unreachable,

    /// <summary>Silence to UDP: a service that does not answer, or a firewall.</summary>
    OpenOrFiltered,

    /// <summary>Nothing could be asked: the target is wrong, its name has no address, or this host cannot send.</summary>
    Error,
}

/// <summary>The verdicts as output has them.</summary>
public static class ProbeVerdictNames
{
    /// <summary><c>open</c>, <c>open|filtered</c>, …</summary>
    public static string Name(this ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Open => "open",
        ProbeVerdict.Closed => "closed",
        ProbeVerdict.Filtered => "filtered",
        ProbeVerdict.Unreachable => "unreachable",
        ProbeVerdict.OpenOrFiltered => "open|filtered",
        _ => "error",
    };
}
