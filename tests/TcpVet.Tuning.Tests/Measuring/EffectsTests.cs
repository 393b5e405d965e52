using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Tuning.Tests.Measuring;

public sealed class EffectsTests
{
    [Theory]
    // A level: by a fifth or more.
    [InlineData(90, 40, EffectVerdict.Helped)]
    [InlineData(90, 89, EffectVerdict.DidNotHelp)]
    [InlineData(90, 95, EffectVerdict.DidNotHelp)]
    [InlineData(90, 80, EffectVerdict.CannotTell)]
    public void A_level_is_compared_with_itself(double before, double after, EffectVerdict expected) =>
        Assert.Equal(expected, Of(Look(0, 0, Level(before), found: true), Look(60_000, 0, Level(after), found: true)).Verdict);

    [Theory]
    // 100 a second before, for one second; then over 60 seconds.
    [InlineData(100, 0, EffectVerdict.Helped)]
    [InlineData(100, 3000, EffectVerdict.Helped)]
    [InlineData(100, 6000, EffectVerdict.DidNotHelp)]
    [InlineData(100, 9000, EffectVerdict.DidNotHelp)]
    // Two before may have been chance.
    [InlineData(2, 60, EffectVerdict.CannotTell)]
    [InlineData(2, 0, EffectVerdict.CannotTell)]
    [InlineData(0, 60, EffectVerdict.CannotTell)]
    public void A_total_is_compared_by_its_rate(long gainedBefore, long gainedAfter, EffectVerdict expected) =>
        Assert.Equal(expected,
            Of(Look(1000, 1000, Total(5000, gainedBefore), found: true),
                Look(61_000, 0, Total(5000 + gainedAfter, null), found: true)).Verdict);

    [Fact]
    public void A_total_that_began_anew_counts_from_there()
    {
        Effect effect = Of(Look(1000, 1000, Total(5000, 100), found: true), Look(61_000, 0, Total(10, null), found: true));

        Assert.Equal(EffectVerdict.Helped, effect.Verdict);
        Assert.Contains("100/s before, 0.17/s after", effect.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_moved_the_finding_itself_counts()
    {
        Assert.Equal(EffectVerdict.Helped,
            Of(Look(1000, 1000, Total(7, 0), found: true), Look(61_000, 0, Total(7, null), found: false)).Verdict);
        Assert.Equal(EffectVerdict.DidNotHelp, Of(Look(1000, 1000, Level(0), found: true), Look(61_000, 0, Level(0), found: true)).Verdict);
    }

    [Theory]
    [InlineData(true, false, EffectVerdict.Helped)]
    [InlineData(true, true, EffectVerdict.DidNotHelp)]
    [InlineData(false, false, EffectVerdict.CannotTell)]
    public void A_finding_without_figures_is_there_or_not(bool before, bool after, EffectVerdict expected) =>
        Assert.Equal(expected, Of(Look(0, 0, null, before), Look(1000, 0, null, after)).Verdict);

    [Fact]
    public void What_was_not_measured_cannot_be_told()
    {
        JournalEntry entry = Made.Entry(1, EntryState.Confirmed, ("net.core.somaxconn", "128", "4096"));

        Assert.Equal(EffectVerdict.CannotTell, Assert.Single(Effects.Of(entry.Codes, entry.Before, entry.After)).Verdict);
    }

    private static Effect Of(Measurement before, Measurement after) =>
        Assert.Single(Effects.Of(Made.Entry(1, EntryState.Confirmed, ("net.core.somaxconn", "128", "4096")).Codes, before, after));

    private static EvidenceFigure Level(double value) => new("TV203", "ports, %", FigureComparison.Level, value);

    private static EvidenceFigure Total(double value, double? gained) => new("TV203", "drops", FigureComparison.Total, value) { Gained = gained };

    private static Measurement Look(long bootMs, long intervalMs, EvidenceFigure? figure, bool found) => new()
    {
        At = Made.Noon,
        BootMs = bootMs,
        IntervalMs = intervalMs,
        Figures = figure is null ? [] : [figure],
        Found = found ? ["TV203"] : [],
    };
}
