namespace TcpVet.Tuning.Measuring;

/// <summary>How a figure is to be compared.</summary>
public enum FigureComparison
{
    /// <summary>A running total: what it gains in a time is compared.</summary>
    Total,

    /// <summary>A level: what it is at a moment is compared.</summary>
    Level,
}

/// <summary>One figure that a finding stands on; less of it is better.</summary>
/// <param name="Code">The finding's code.</param>
/// <param name="Name">What it counts: a counter's name, or words.</param>
/// <param name="Kind">How it is compared.</param>
/// <param name="Value">The level, or the total at the end of the look.</param>
public sealed record EvidenceFigure(string Code, string Name, FigureComparison Kind, double Value)
{
    /// <summary>What a total gained during the look itself; null for a level, and where there was one reading.</summary>
    public double? Gained { get; init; }
}

/// <summary>A look at the figures that the findings of an entry stand on.</summary>
public sealed record Measurement
{
    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it ended, in milliseconds since boot.</summary>
    public required long BootMs { get; init; }

    /// <summary>How long it took between its two readings; 0 when there was one.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>The figures; one that could not be read is absent.</summary>
    public required IReadOnlyList<EvidenceFigure> Figures { get; init; }

    /// <summary>The codes whose rule found something.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>The codes whose rule could not tell.</summary>
    public IReadOnlyList<string> CannotTell { get; init; } = [];
}
