using TcpVet.Knowledge;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Explain;

/// <summary><c>explain</c>: finds the rules, pages and symptoms that words name.</summary>
public static class ExplainWords
{
    private const string SymptomsWord = "symptoms";

    // What is repeated of a phrase that nobody knows.
    private const int LongestEcho = 80;

    /// <summary>The words that name an index rather than a page.</summary>
    public static IReadOnlyList<string> Indexes { get; } = ["states", "rules", "settings", "counters", "terms", "errors", SymptomsWord];

    /// <summary>Finds them.</summary>
    /// <param name="words">A state, a rule's code or name, a setting, a counter, a term, an error message; none for everything.</param>
    /// <exception cref="RequestException">Nothing is known about them.</exception>
    public static ExplainAnswer Find(IReadOnlyList<string> words)
    {
        string phrase = string.Join(' ', words).Trim();
        if (phrase.Length == 0)
        {
            return new ExplainAnswer
            {
                Subject = ExplainSubject.Everything,
                Rules = RuleCatalog.All,
                Pages = [.. Explainer.All.Select(Agreeing)],
            };
        }

        if (Index(phrase.ToLowerInvariant()) is { } index)
        {
            return index;
        }

        (IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages) = Named(words, phrase);
        List<Symptom> symptoms = rules.Count > 0 ? [] : SymptomsOf(phrase, pages);
        return rules.Count + pages.Count + symptoms.Count > 0
            ? new ExplainAnswer { Subject = ExplainSubject.Words, Rules = rules, Pages = [.. pages.Select(Agreeing)], Symptoms = symptoms }
            : throw Unknown(phrase);
    }

    private static ExplainAnswer? Index(string word) => word switch
    {
        SymptomsWord => new ExplainAnswer { Subject = ExplainSubject.Symptoms, Symptoms = Symptoms.All },
        "rules" => new ExplainAnswer { Subject = ExplainSubject.Kind, Rules = RuleCatalog.All },
        "states" => Pages(page => page.Kind == ExplainKind.State),
        "settings" => Pages(page => page.Kind == ExplainKind.Setting),
        "counters" => Pages(page => page.Kind == ExplainKind.Counter),
        "terms" => Pages(page => page.Kind == ExplainKind.Term && !page.IsError),
        "errors" => Pages(page => page.IsError),
        _ => null,
    };

    private static ExplainAnswer Pages(Func<ExplainPage, bool> wanted) =>
        new() { Subject = ExplainSubject.Kind, Pages = [.. Explainer.All.Where(wanted).Select(Agreeing)] };

    // The page of an error names the rules that the index by symptom names for it.
    private static ExplainPage Agreeing(ExplainPage page) =>
        page.Kind == ExplainKind.Term && Symptoms.OfPage(page.Title) is { } symptom
            ? page.WithRules([.. symptom.Rules.Select(rule => rule.Code)])
            : page;

    private static RequestException Unknown(string phrase)
    {
        IEnumerable<string> names = RuleCatalog.All.SelectMany(known => (string[])[known.Code, known.Name]).Concat(Indexes);
        string[] near = [.. Explainer.Near(phrase, names).Concat(Symptoms.Near(phrase).Select(text => $"'{text}'")).Take(3)];
        string suggestion = near.Length == 0
            ? "; 'tcpvet explain' lists what it knows, 'tcpvet explain symptoms' what you may see"
            : $"; did you mean {string.Join(" or ", near)}?";
        string echo = phrase.Length > LongestEcho ? $"{phrase[..LongestEcho]}…" : phrase;
        return new RequestException($"explain: nothing is known about '{echo}'{suggestion}");
    }

    // An error has a page; under its name the rules complain of it too, however the message words it.
    private static List<Symptom> SymptomsOf(string phrase, IReadOnlyList<ExplainPage> pages) =>
        [.. Symptoms.Find(phrase)
            .Concat(pages.Where(page => page.Kind == ExplainKind.Term).Select(page => Symptoms.OfPage(page.Title)).OfType<Symptom>())
            .Distinct()];

    // The words as one phrase; else, when each of them is known, one after the other. A rule among them is no part of a phrase.
    private static (IReadOnlyList<Rule> Rules, IReadOnlyList<ExplainPage> Pages) Named(IReadOnlyList<string> words, string phrase)
    {
        if (words.Count > 1 && words.Any(word => RuleCatalog.Find(word) is not null) && Each(words) is { } each)
        {
            return each;
        }

        List<Rule> rules = RuleCatalog.Find(phrase) is { } rule ? [rule] : [];
        IReadOnlyList<ExplainPage> pages = Explainer.Find(phrase);
        return rules.Count > 0 || pages.Count > 0 ? (rules, pages) : Each(words) ?? ([], []);
    }

    // Null when one of the words is not known.
    private static (IReadOnlyList<Rule> Rules, IReadOnlyList<ExplainPage> Pages)? Each(IReadOnlyList<string> words)
    {
        List<Rule> rules = [];
        List<ExplainPage> found = [];
        foreach (string word in words)
        {
            IReadOnlyList<ExplainPage> about = Explainer.Find(word);
            if (RuleCatalog.Find(word) is { } named)
            {
                rules.Add(named);
            }
            else if (about.Count == 0)
            {
                return null;
            }

            found.AddRange(about);
        }

        return ([.. rules.Distinct()], [.. found.DistinctBy(page => page.Title)]);
    }
}
