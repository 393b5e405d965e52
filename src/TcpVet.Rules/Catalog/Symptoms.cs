using TcpVet.Knowledge;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Catalog;

/// <summary>What people say or read when something is wrong, and the rules that may account for it.</summary>
/// <param name="Text">The complaint: <c>connection reset by peer</c>.</param>
/// <param name="Rules">The rules, by code.</param>
public sealed record Symptom(string Text, IReadOnlyList<Rule> Rules)
{
    /// <summary>The title of the page about it; null when there is none.</summary>
    public string? Page { get; init; }
}

/// <summary>The index by symptom: what <see cref="Rule.Complaints"/> say, and the errors that have a page.</summary>
public static class Symptoms
{
    // A shorter phrase is a part of too many complaints.
    private const int LeastPhraseLength = 4;

    /// <summary>The whole index, in the order of the alphabet.</summary>
    public static IReadOnlyList<Symptom> All { get; } = Of(RuleCatalog.All, withPages: true);

    private static readonly (Symptom Symptom, string Folded)[] Folded = [.. All.Select(symptom => (symptom, LogText.Fold(symptom.Text)))];

    /// <summary>The index of some rules' complaints.</summary>
    public static IReadOnlyList<Symptom> Of(IEnumerable<Rule> rules) => Of([.. rules], withPages: false);

    /// <summary>The symptom of an error's page; null when no rule has to do with the error.</summary>
    /// <param name="title">The title of the page.</param>
    public static Symptom? OfPage(string title) => All.FirstOrDefault(symptom => symptom.Page == title);

    /// <summary>
    /// The symptoms that a phrase names: the same complaint in any case and punctuation, the error whose name or text stands in it, then
    /// complaints that stand in it whole, or it in them. Empty when there is none; nothing is guessed.
    /// </summary>
    public static IReadOnlyList<Symptom> Find(string phrase)
    {
        string folded = LogText.Fold(phrase);
        if (folded.Trim(' ').Length < LeastPhraseLength)
        {
            return [];
        }

        // A single word, such as a state, stands in many complaints.
        bool words = phrase.Trim().Contains(' ', StringComparison.Ordinal);
        string? page = ErrorKnowledge.Same(phrase)?.Title;
        List<Symptom> found = [.. Folded
            .Where(entry => entry.Folded == folded || (page is not null && entry.Symptom.Page == page))
            .Select(entry => entry.Symptom)];
        if (found.Count > 0)
        {
            return found;
        }

        foreach ((string title, _) in ErrorKnowledge.FindInside(phrase))
        {
            if (OfPage(title) is { } error)
            {
                found.Add(error);
                break;
            }
        }

        found.AddRange(Folded
            .Where(entry => folded.Contains(entry.Folded, StringComparison.Ordinal)
                || (words && entry.Folded.Contains(folded, StringComparison.Ordinal)))
            .Select(entry => entry.Symptom));
        return [.. found.Distinct()];
    }

    /// <summary>Complaints that have at least two telling words, and half of them, in common with a phrase, the nearest first: to ask
    /// whether they are meant, never to take for an answer.</summary>
    /// <param name="phrase">What was asked.</param>
    /// <param name="most">How many at the most.</param>
    public static IReadOnlyList<string> Near(string phrase, int most = 2)
    {
        string folded = LogText.Fold(phrase);
        if (folded.Length > 1024)
        {
            return [];
        }

        HashSet<string> words = Telling(folded);
        return [.. Folded
            .Select(entry => (entry.Symptom.Text, Words: Telling(entry.Folded)))
            .Select(entry => (entry.Text, Common: entry.Words.Count(words.Contains), All: entry.Words.Count))
            .Where(entry => entry.Common >= 2 && entry.Common * 2 >= Math.Max(words.Count, entry.All))
            .OrderByDescending(entry => (entry.Common * 2) - entry.All)
            .Take(most)
            .Select(entry => entry.Text)];
    }

    private static List<Symptom> Of(IReadOnlyList<Rule> rules, bool withPages)
    {
        List<(string Text, ErrorEntry? Page, Rule Rule)> entries =
            [.. rules.SelectMany(rule => rule.Complaints.Select(complaint => (complaint, ErrorKnowledge.Same(complaint), rule)))];
        if (withPages)
        {
            // A word of guides is a symptom only where a rule says so.
            HashSet<string> complained = [.. entries.Select(entry => entry.Page?.Title).OfType<string>()];
            entries.AddRange(ErrorKnowledge.All
                .Where(page => !page.IsWord || complained.Contains(page.Title))
                .SelectMany(page => page.Rules.Select(code => (page.Title, (ErrorEntry?)page, RuleCatalog.Find(code)!))));
        }

        return [.. entries
            .GroupBy(entry => entry.Page?.Title ?? LogText.Fold(entry.Text))
            .Select(group => new Symptom(group.First().Text, Ordered(group.Select(entry => entry.Rule)))
            {
                Page = group.First().Page?.Title,
            })
            .OrderBy(symptom => symptom.Text, StringComparer.OrdinalIgnoreCase)];
    }

    private static List<Rule> Ordered(IEnumerable<Rule> rules) => [.. rules.Distinct().OrderBy(rule => rule.Code, StringComparer.Ordinal)];

    private static HashSet<string> Telling(string folded) =>
        [.. folded.Split(' ').Where(word => word.Length > 2
            && word is not ("the" or "and" or "that" or "with" or "are" or "for" or "many" or "has" or "not" or "its"))];
}
