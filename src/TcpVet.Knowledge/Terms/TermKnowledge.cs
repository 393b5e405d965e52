namespace TcpVet.Knowledge;

/// <summary>The terms of the trade, and the errors and messages that bring people here.</summary>
public static class TermKnowledge
{
    // Shorter pieces of a message would be found in anything.
    private const int LeastMessageLength = 9;

    private static readonly Dictionary<string, Term> ByWord =
        Index(ConnectionTerms.All.Concat(LifetimeTerms.All).Concat(VerdictTerms.All).Concat(ErrorTerms.All));
    private static readonly Dictionary<string, Term> ByMessage = Index(ErrorTerms.All);

    /// <summary>Every term, by name.</summary>
    public static IReadOnlyList<Term> All { get; } =
        [.. ConnectionTerms.All.Concat(LifetimeTerms.All)
            .Concat(VerdictTerms.All)
            .Concat(ErrorTerms.All)
            .OrderBy(term => term.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The term that a word or phrase names, in any case, with blanks, hyphens or nothing between; null when none.</summary>
    public static Term? Find(string phrase) => ByWord.GetValueOrDefault(Words.Squeeze(phrase));

    /// <summary>
    /// The error whose text stands inside a longer message, such as <c>bind: Address already in use (98)</c>; the longest match, null when
    /// none. </summary>
    public static Term? FindInside(string message)
    {
        string text = Words.Squeeze(message);
        return ByMessage
            .Where(entry => entry.Key.Length >= LeastMessageLength && text.Contains(entry.Key, StringComparison.Ordinal))
            .OrderByDescending(entry => entry.Key.Length)
            .Select(entry => entry.Value)
            .FirstOrDefault();
    }

    private static Dictionary<string, Term> Index(IEnumerable<Term> terms)
    {
        Dictionary<string, Term> index = new(StringComparer.Ordinal);
        foreach (Term term in terms)
        {
            foreach (string word in term.Aliases.Prepend(term.Name))
            {
                index.Add(Words.Squeeze(word), term);
            }
        }

        return index;
    }
}
