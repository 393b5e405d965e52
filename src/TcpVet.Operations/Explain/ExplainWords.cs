using TcpVet.Knowledge;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Explain;

/// <summary><c>explain</c>: finds the rules, pages and symptoms that words name.</summary>
public static class ExplainWords
{
    private const string SymptomsWord = "symptoms";

    /// <summary>Finds them.</summary>
    /// <param name="words">A state, a rule's code or name, a setting, a counter, a term, an error message; none for everything.</param>
    /// <exception cref="RequestException">Nothing is known about them.</exception>
    public static ExplainAnswer Find(IReadOnlyList<string> words)
    {
        string phrase = string.Join(' ', words).Trim();
        if (phrase.Length == 0)
        {
            return new ExplainAnswer { Subject = ExplainSubject.Everything, Rules = RuleCatalog.All, Pages = [.. Explainer.All] };
        }

        if (phrase.Equals(SymptomsWord, StringComparison.OrdinalIgnoreCase))
        {
            return new ExplainAnswer { Subject = ExplainSubject.Symptoms, Symptoms = Symptoms.All };
        }

        phrase = string.Join(' ', words);
        (IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages) = Named(words, phrase);
        List<Symptom> symptoms = rules.Count > 0 ? [] : SymptomsOf(phrase, pages);
        return rules.Count + pages.Count + symptoms.Count > 0
            ? new ExplainAnswer { Subject = ExplainSubject.Words, Rules = rules, Pages = pages, Symptoms = symptoms }
            : throw Unknown(phrase);
    }

    private static RequestException Unknown(string phrase)
    {
        IReadOnlyList<string> near = Explainer.Near(phrase, RuleCatalog.All.SelectMany(known => (string[])[known.Code, known.Name]));
        string suggestion = near.Count == 0
            ? "; 'tcpvet explain' lists what it knows, 'tcpvet explain symptoms' what you may see"
            : $"; did you mean {string.Join(" or ", near)}?";
        return new RequestException($"explain: nothing is known about '{phrase}'{suggestion}");
    }

    // An error has a page; under its name the rules complain of it too, however the message words it.
    private static List<Symptom> SymptomsOf(string phrase, IReadOnlyList<ExplainPage> pages) =>
        [.. Symptoms.Find(phrase)
            .Concat(pages.Where(page => page.Kind == ExplainKind.Term).SelectMany(page => Symptoms.Find(page.Title)))
            .Distinct()];

    // The words as one phrase; else, when each of them is known, one after the other.
    private static (IReadOnlyList<Rule> Rules, IReadOnlyList<ExplainPage> Pages) Named(IReadOnlyList<string> words, string phrase)
    {
        List<Rule> rules = RuleCatalog.Find(phrase) is { } rule ? [rule] : [];
        IReadOnlyList<ExplainPage> pages = Explainer.Find(phrase);
        if (rules.Count > 0 || pages.Count > 0)
        {
            return (rules, pages);
        }

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
                return ([], []);
            }

            found.AddRange(about);
        }

        return ([.. rules.Distinct()], [.. found.DistinctBy(page => page.Title)]);
    }
}
