using System.Globalization;

namespace TcpVet.Tuning.Measuring;

/// <summary>
/// Compares the figures of two looks. Load comes and goes by itself: what is told is that a figure fell, not that nothing else could have
/// made it fall. </summary>
public static class Effects
{
    // What a change must do to be worth keeping, and what a level does by itself: engineering defaults.
    private const double WorthWhile = 0.8;
    private const double Unchanged = 0.95;

    // Two standard deviations: by chance alone one time in forty.
    private const double BeyondChance = 2;

    // Below this the normal approximation of the binomial distribution is none (n·p ≥ 5).
    private const double EnoughEvents = 5;

    /// <summary>What became of each finding that asked for a change; empty when none did.</summary>
    /// <param name="codes">The codes of the findings.</param>
    /// <param name="before">The look before the change; null when nothing was measured.</param>
    /// <param name="after">The look after it; null when nothing was measured.</param>
    public static IReadOnlyList<Effect> Of(IEnumerable<string> codes, Measurement? before, Measurement? after) =>
        [.. codes.Select(code => before is not null && after is not null
            ? One(code, before, after)
            : new Effect(code, EffectVerdict.CannotTell, "it was not measured"))];

    private static Effect One(string code, Measurement before, Measurement after)
    {
        List<(EffectVerdict? Verdict, string Text)> figures = [];
        foreach (EvidenceFigure first in before.Figures.Where(figure => figure.Code == code))
        {
            if (after.Figures.FirstOrDefault(figure =>
                figure.Code == code && figure.Name == first.Name && figure.Kind == first.Kind) is { } last)
            {
                figures.Add(first.Kind == FigureComparison.Level ? Level(first, last) : Total(first, last, before, after));
            }
        }

        string found = after.Found.Contains(code) ? "it is still found"
            : after.CannotTell.Contains(code) ? "whether it is still there cannot be told"
            : before.Found.Contains(code) ? "it is not found any more" : "it is found neither before nor after";
        string why = string.Join("; ", figures.Select(figure => figure.Text).Append(found));
        return new Effect(code, Whole(figures, before, after, code), why);
    }

    private static EffectVerdict Whole(List<(EffectVerdict? Verdict, string Text)> figures, Measurement before, Measurement after,
        string code)
    {
        bool silent = figures.TrueForAll(figure => figure.Verdict is null);
        bool gone = before.Found.Contains(code) && !after.Found.Contains(code) && !after.CannotTell.Contains(code);
        bool stays = before.Found.Contains(code) && after.Found.Contains(code);
        return figures.Exists(figure => figure.Verdict == EffectVerdict.DidNotHelp) ? EffectVerdict.DidNotHelp
            : figures.Exists(figure => figure.Verdict == EffectVerdict.Helped) ? EffectVerdict.Helped
            // A finding of a state, such as a port that is not reserved, has no figure but itself; one of events may be gone by chance.
            : silent && gone ? EffectVerdict.Helped
            : silent && stays ? EffectVerdict.DidNotHelp
            : EffectVerdict.CannotTell;
    }

    // Null where nothing was before: that can only get worse, and says nothing of what was found.
    private static (EffectVerdict? Verdict, string Text) Level(EvidenceFigure first, EvidenceFigure last)
    {
        EffectVerdict? verdict = first.Value <= 0 ? null
            : last.Value <= first.Value * WorthWhile ? EffectVerdict.Helped
            : last.Value >= first.Value * Unchanged ? EffectVerdict.DidNotHelp
            : EffectVerdict.CannotTell;
        return (verdict, string.Create(CultureInfo.InvariantCulture, $"{first.Name} {first.Value:0.#} before, {last.Value:0.#} after"));
    }

    private static (EffectVerdict? Verdict, string Text) Total(EvidenceFigure first, EvidenceFigure last, Measurement before,
        Measurement after)
    {
        // A total that went down began anew: a listener that listened again, a module that was loaded again.
        double gained = last.Value >= first.Value ? last.Value - first.Value : last.Value;
        double seconds = (after.BootMs - before.BootMs) / 1000.0;
        if (first.Gained is not { } earlier || before.IntervalMs <= 0 || seconds <= 0)
        {
            return (EffectVerdict.CannotTell, string.Create(CultureInfo.InvariantCulture, $"{first.Name}: {gained:0} since, and nothing to compare it with"));
        }

        double rateBefore = earlier / (before.IntervalMs / 1000.0);
        double rateAfter = gained / seconds;
        return (earlier <= 0 && gained <= 0 ? null : Compare(earlier, before.IntervalMs / 1000.0, gained, seconds),
            string.Create(CultureInfo.InvariantCulture, $"{first.Name} {rateBefore:0.##}/s before, {rateAfter:0.##}/s after"));
    }

    // Were the rates equal, the events would fall into the two times as these are long.
    private static EffectVerdict Compare(double earlier, double secondsBefore, double later, double secondsAfter)
    {
        double all = earlier + later;
        double share = secondsAfter / (secondsBefore + secondsAfter);
        double expected = all * share;
        if (earlier <= 0 || expected < EnoughEvents)
        {
            return EffectVerdict.CannotTell;
        }

        double deviation = (later - expected) / Math.Sqrt(expected * (1 - share));
        bool less = later / secondsAfter <= earlier / secondsBefore * WorthWhile;
        return less && deviation < -BeyondChance ? EffectVerdict.Helped : less ? EffectVerdict.CannotTell : EffectVerdict.DidNotHelp;
    }
}
