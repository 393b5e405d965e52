namespace TcpVet.Knowledge;

/// <summary>The terms of the trade.</summary>
public static class TermKnowledge
{
    private static readonly Dictionary<string, Term> ByWord = Index();

    /// <summary>Every term, by name.</summary>
    public static IReadOnlyList<Term> All { get; } = [.. Terms().OrderBy(term => term.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The term that a word or phrase names, in any case, with blanks, hyphens or nothing between; null when
    /// none.</summary>
    public static Term? Find(string phrase) => ByWord.GetValueOrDefault(Words.Squeeze(phrase));

    private static IEnumerable<Term> Terms() => ConnectionTerms.All.Concat(LifetimeTerms.All).Concat(VerdictTerms.All);

    private static Dictionary<string, Term> Index()
    {
        Dictionary<string, Term> index = new(StringComparer.Ordinal);
        foreach (Term term in Terms())
        {
            foreach (string word in term.Aliases.Prepend(term.Name))
            {
                index.Add(Words.Squeeze(word), term);
            }
        }

        return index;
    }
}
