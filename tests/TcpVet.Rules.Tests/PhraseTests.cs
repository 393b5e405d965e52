using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>What findings say can be said in another language: figures and names are arguments, words are templates.</summary>
public sealed class PhraseTests
{
    public static TheoryData<string> Firing => CaptureTests.Firing;

    // A literal of the program's is interned; a text that was put together while it ran is not, and no catalogue can know it.
    [Theory]
    [MemberData(nameof(Firing))]
    public void No_sentence_is_put_together_before_it_is_said(string name)
    {
        foreach (Finding finding in Captures.Ask(name[..5], Captures.Read(name)).Findings)
        {
            Assert.All(Texts(finding).SelectMany(Whole), phrase => Assert.True(
                phrase.Arguments.Count > 0 || string.IsInterned(phrase.Template) is not null, $"put together while it ran: {phrase.Template}"));
        }
    }

    // "unknown", "of an earlier run": words that stand inside a phrase as if no language changed them.
    [Theory]
    [MemberData(nameof(Firing))]
    public void No_word_of_the_programs_own_is_taken_for_a_foreign_one(string name)
    {
        foreach (Finding finding in Captures.Ask(name[..5], Captures.Read(name)).Findings)
        {
            Assert.All(
                Texts(finding)
                    .SelectMany(Whole)
                    .SelectMany(phrase => phrase.Arguments)
                    .Where(argument => argument.Kind == PhraseArgumentKind.Verbatim),
                argument => Assert.False(string.IsInterned(argument.Text) is not null && IsEnglish(argument.Text), $"should be a phrase: {argument.Text}"));
        }
    }

    // A line of a configuration or a list of numbers is no English.
    private static bool IsEnglish(string text) => text is "unknown" or "none" or "empty"
        || (text.Trim().Contains(' ', StringComparison.Ordinal)
            && !text.StartsWith("option ", StringComparison.Ordinal)
            && text.All(c => char.IsAsciiLetterLower(c) || c is ' ' or ',' or '\''));

    private static IEnumerable<Phrase> Texts(Finding finding) =>
    [
        finding.Title, finding.Cause, .. finding.Evidence.SelectMany(evidence => new[] { evidence.What, evidence.Value, evidence.Source }),
        .. finding.Remedies.Select(remedy => remedy.Action), .. finding.DoesNotHelp.SelectMany(remedy => new[] { remedy.What, remedy.Why }),
    ];

    private static IEnumerable<Phrase> Whole(Phrase phrase) =>
        [phrase, .. phrase.Arguments.SelectMany(Inside).SelectMany(Whole)];

    private static IEnumerable<Phrase> Inside(PhraseArgument argument) => argument.Kind switch
    {
        PhraseArgumentKind.Phrase => [argument.Phrase],
        PhraseArgumentKind.List => argument.Items,
        _ => [],
    };
}
