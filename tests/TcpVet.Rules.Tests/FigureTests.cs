using System.Text.RegularExpressions;
using TcpVet.Model;
using Capture = TcpVet.Model.Capture;

namespace TcpVet.Rules.Tests;

/// <summary>What a finding says in numbers, a program can read.</summary>
public sealed partial class FigureTests
{
    public static TheoryData<string> Firing => CaptureTests.Firing;

    [Theory]
    [MemberData(nameof(Firing))]
    public void Figures_have_names_and_units(string name)
    {
        foreach (Finding finding in Captures.Ask(name[..5], Captures.Read(name)).Findings)
        {
            Assert.Distinct(finding.Figures.Select(figure => figure.Name));
            Assert.All(finding.Figures, figure => Assert.Matches(SnakeCase(), figure.Name));
            Assert.All(finding.Figures, figure => Assert.True(double.IsFinite(figure.Value), figure.Name));
            Assert.All(finding.Figures, figure => Assert.NotEqual("", figure.Unit));
            Assert.All(finding.Figures.Where(figure => figure.Kind == FigureKind.Share), figure => Assert.Equal("%", figure.Unit));
            Assert.All(finding.Figures.Where(figure => figure.Kind == FigureKind.Duration), figure => Assert.Equal("ms", figure.Unit));
        }
    }

    [Theory]
    [MemberData(nameof(Firing))]
    public void Every_number_of_a_title_is_a_figure(string name)
    {
        Capture capture = Captures.Read(name);
        foreach (Finding finding in Captures.Ask(name[..5], capture).Findings)
        {
            // The time between the readings is the capture's.
            IEnumerable<double> told = Numbers(finding.Title).Where(number => number != capture.IntervalMs);
            Assert.All(told, number => Assert.True(
                finding.Figures.Any(figure => Math.Abs(figure.Value - number) <= 1e-9 * Math.Abs(number) + 1e-9), $"{finding.Code} '{finding.Title}': no figure is {number}"));
        }
    }

    private static IEnumerable<double> Numbers(Phrase phrase) => phrase.Arguments.SelectMany(argument => argument.Kind switch
    {
        PhraseArgumentKind.Number or PhraseArgumentKind.Count or PhraseArgumentKind.Bytes => [argument.Number],
        PhraseArgumentKind.Decimal or PhraseArgumentKind.Duration => [argument.Real],
        PhraseArgumentKind.Phrase => Numbers(argument.Phrase),
        _ => (double[])[],
    });

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
