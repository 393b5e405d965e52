namespace TcpVet.Operations.Trace;

/// <summary>What to trace, and for how long.</summary>
public sealed record LiveTraceRequest
{
    /// <summary>Which connections.</summary>
    public required TraceFilter Filter { get; init; }

    /// <summary>Finished connections instead of changes of state.</summary>
    public bool Lives { get; init; }

    /// <summary>Whether everything is summed up at the end.</summary>
    public bool Summary { get; init; }

    /// <summary>Whether every namespace of the host is traced; else the first of those that were named.</summary>
    public bool AllNamespaces { get; init; }

    /// <summary>When to end; null for when it is stopped.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After how many lines to end, from 1; null for no end.</summary>
    public int? MostLines { get; init; }
}
