using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Drops;

/// <summary>Which thrown away packets are counted, and for how long.</summary>
public sealed record DropsRequest
{
    /// <summary>How long is counted when nothing is said.</summary>
    public static TimeSpan StandardDuration { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Which packets.</summary>
    public required DropFilter Filter { get; init; }

    /// <summary>Whether every namespace of the host is looked at; else the first of those that were named.</summary>
    public bool AllNamespaces { get; init; }

    /// <summary>Whether packets are told, too, with which nothing is lost.</summary>
    public bool Ordinary { get; init; }

    /// <summary>When to end; null for when it is stopped.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After which time an answer is given each; null for one answer at the end.</summary>
    public TimeSpan? Interval { get; init; }
}

/// <summary>What was thrown away in a time.</summary>
/// <param name="Origin">Where and when.</param>
/// <param name="Seconds">How long it was counted.</param>
/// <param name="Rows">By what is told apart, most packets first.</param>
/// <param name="Ordinary">How many packets were left out because nothing is lost with them, as far as the kernel counted them at
/// all.</param>
/// <param name="Lost">Packets that were thrown away and found no room in the tables.</param>
public sealed record DropsAnswer(Origin Origin, double Seconds, IReadOnlyList<DropRow> Rows, long Ordinary, long Lost);
