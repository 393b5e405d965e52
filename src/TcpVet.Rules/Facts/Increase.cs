using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>What counters gained between the readings, for rules that may fire only on what happens now.</summary>
internal static class Increase
{
    /// <summary>The gain; 0 when a single reading shows that it never moved; null when unknown. A total that was reset gained
    /// nothing.</summary>
    public static long? Of(RuleInput input, string counter) =>
        input.Total(counter) == 0 ? 0 : input.Delta(counter) is { } delta ? Math.Max(0, delta) : null;

    /// <summary>The gain of a total that is no counter of /proc/net; as <see cref="Of(RuleInput, string)"/>.</summary>
    public static long? Of(RuleInput input, Reading? reading) =>
        reading is not { } known ? null : known.Last == 0 ? 0 : input.IntervalSeconds is null ? null : Math.Max(0, known.Delta);

    /// <summary>Why a counter's gain is unknown, as <see cref="RuleInput.Lacks"/> words it.</summary>
    public static Phrase Lacks(RuleInput input, string counter) => input.Total(counter) is null
        ? input.Lacks(counter, FactNames.Counters)
        : input.IntervalSeconds is null ? input.Lacks(FactNames.SecondReading) : input.Lacks(counter, FactNames.Counters);

    /// <summary>A rate per second over the interval; 0 with one reading.</summary>
    public static double PerSecond(RuleInput input, long gain) => input.IntervalSeconds is { } seconds ? gain / seconds : 0;
}
