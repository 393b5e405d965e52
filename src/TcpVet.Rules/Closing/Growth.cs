using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>How a figure moved over the samples of a capture: the sum of the trends that are about it.</summary>
internal sealed class Growth
{
    private const int Enough = 3; // Trend.OnlyGrows: two samples tell a burst from nothing, three begin to tell a leak from a burst

    private readonly Trend sum;
    private readonly IReadOnlyList<long> samplesMs;

    private Growth(Trend sum, IReadOnlyList<long> samplesMs) => (this.sum, this.samplesMs) = (sum, samplesMs);

    /// <summary>True when three samples or more told it, so that growing and not growing are both known.</summary>
    public bool IsTold => sum.Known >= Enough;

    /// <summary>True when it was told often enough, never fell, and ended higher than it began.</summary>
    public bool OnlyGrows => sum.OnlyGrows;

    /// <summary>What it gained from the first sample to the last; 0 when fewer than two told it.</summary>
    public long Gain => sum.Gain ?? 0;

    /// <summary>From the first to the last sample that told it, in milliseconds.</summary>
    public long SpanMs
    {
        get
        {
            long[] told = [.. sum.Values.Zip(samplesMs).Where(pair => pair.First is not null).Select(pair => pair.Second)];
            return told.Length > 0 ? told[^1] - told[0] : 0;
        }
    }

    /// <summary>The growth of a pile of sockets; null when the capture has no trend of it.</summary>
    public static Growth? Of(SocketPile pile, RuleInput input) =>
        Of(input, TrendKind.Sockets, trend => trend.State == pile.State && IsPartOf(trend, pile));

    /// <summary>The sum of the trends of a kind that are meant; null when there is none.</summary>
    public static Growth? Of(RuleInput input, TrendKind kind, Func<Trend, bool> meant)
    {
        IReadOnlyList<long> samples = input.Capture.SamplesMs;
        Trend[] trends = [.. input.TrendsOf(kind).Where(trend => trend.Values.Count == samples.Count && meant(trend))];
        if (trends.Length == 0)
        {
            return null;
        }

        // A sample that did not tell one part did not tell the sum.
        long?[] values = new long?[samples.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = trends.Aggregate((long?)0, (total, trend) => total + trend.Values[i]);
        }

        return new Growth(trends[0] with { Values = values }, samples);
    }

    /// <summary><c>40 → 64 in 12 s over 4 samples, 2 more each second</c>.</summary>
    public Evidence Evidence(string what)
    {
        long[] told = [.. sum.Values.OfType<long>()];
        Phrase path = told.Length == 0 ? "unknown" : (Phrase)$"{Figure.Of(told[0])} → {Figure.Of(told[^1])} in {Figure.Time(SpanMs)} over {Figure.Count(told.Length, "sample")}";
        Phrase slope = sum.PerSecond(samplesMs) is { } perSecond and > 0 && OnlyGrows
            ? (Phrase)$", {Rate(perSecond)}"
            : IsTold && !OnlyGrows && Gain > 0 ? ", with falls between"
            : "";
        return new Evidence(what, path + slope, "the samples of this capture");
    }

    // A slow leak has a slope that reads as nothing per second.
    private static Phrase Rate(double perSecond) => perSecond switch
    {
        >= 1 => (Phrase)$"{Figure.Of(perSecond)} more each second",
        >= 1 / 60.0 => $"{Figure.Of(perSecond * 60)} more each minute",
        _ => $"{Figure.Of(perSecond * 3600)} more each hour",
    };

    // Trends are of one holder each; a pile may be several worker processes, and sockets that nobody holds.
    private static bool IsPartOf(Trend trend, SocketPile pile)
    {
        if (pile.Inbound ? trend.Local is not { } local || !Related.SameEndpoint(local, pile.Service) : trend.Local is not null)
        {
            return false;
        }

        return trend.Process is { } process ? pile.Holds(process) : pile.Process is null || pile.Ownerless > 0;
    }
}
