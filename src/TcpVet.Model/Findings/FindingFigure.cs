namespace TcpVet.Model;

/// <summary>What the number of a figure is, and so how two of them are compared.</summary>
public enum FigureKind
{
    /// <summary>How many there are at one moment: sockets, waiting connections.</summary>
    Count,

    /// <summary>How many came between the two readings.</summary>
    Gain,

    /// <summary>How many there were since a counter began.</summary>
    Total,

    /// <summary>How many a second.</summary>
    Rate,

    /// <summary>A part of a whole, in per cent.</summary>
    Share,

    /// <summary>A length of time, in milliseconds.</summary>
    Duration,

    /// <summary>An amount of memory or data, in bytes.</summary>
    Bytes,

    /// <summary>What something may be at most: a setting, a queue's limit, a range.</summary>
    Limit,
}

/// <summary>A number that a finding stands on, for whoever calculates: history, metrics, warnings, a fleet. Sentences are for
/// people.</summary>
/// <param name="Name">In snake_case, once in a finding, and the same whenever the rule fires: <c>connections</c>,
/// <c>queue_limit</c>.</param>
/// <param name="Kind">What the number is.</param>
/// <param name="Value">The number, in <paramref name="Unit"/>; finite.</param>
/// <param name="Unit">What is counted, or the unit: <c>sockets</c>, <c>ms</c>, <c>bytes</c>, <c>%</c>, <c>connections/s</c>.</param>
public sealed record FindingFigure(string Name, FigureKind Kind, double Value, string Unit)
{
    /// <summary>Those that are known.</summary>
    public static IReadOnlyList<FindingFigure> Known(params ReadOnlySpan<FindingFigure?> figures)
    {
        List<FindingFigure> known = new(figures.Length);
        foreach (FindingFigure? figure in figures)
        {
            if (figure is not null)
            {
                known.Add(figure);
            }
        }

        return known;
    }

    /// <summary>How many there are now.</summary>
    public static FindingFigure Count(string name, long value, string unit) => new(name, FigureKind.Count, value, unit);

    /// <summary>How many came between the readings.</summary>
    public static FindingFigure Gain(string name, long value, string unit) => new(name, FigureKind.Gain, value, unit);

    /// <summary>How many there were since a counter began.</summary>
    public static FindingFigure Total(string name, long value, string unit) => new(name, FigureKind.Total, value, unit);

    /// <summary>How many a second.</summary>
    /// <param name="name">In snake_case.</param>
    /// <param name="value">Each second.</param>
    /// <param name="unit">What is counted: <c>connections</c>.</param>
    public static FindingFigure Rate(string name, double value, string unit) => new(name, FigureKind.Rate, value, unit + "/s");

    /// <summary>A part of a whole, in per cent; 0 of 0 is 0.</summary>
    public static FindingFigure Share(string name, double part, double whole) =>
        new(name, FigureKind.Share, whole > 0 ? part * 100 / whole : 0, "%");

    /// <summary>A length of time.</summary>
    public static FindingFigure Duration(string name, double ms) => new(name, FigureKind.Duration, ms, "ms");

    /// <summary>An amount of memory or data.</summary>
    public static FindingFigure Bytes(string name, long value) => new(name, FigureKind.Bytes, value, "bytes");

    /// <summary>What something may be at most.</summary>
    public static FindingFigure Limit(string name, double value, string unit) => new(name, FigureKind.Limit, value, unit);
}
