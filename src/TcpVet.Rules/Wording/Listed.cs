using TcpVet.Model;

namespace TcpVet.Rules.Wording;

/// <summary>Lists that stay short.</summary>
internal static class Listed
{
    private const int Shown = 3;

    /// <summary>The entries with the highest counts: <c>a (12), b (3) and 4 others</c>.</summary>
    public static Phrase MostOf<T>(IReadOnlyCollection<KeyValuePair<T, long>> counts, Func<T, Phrase> name)
    {
        Phrase[] most = [.. counts
            .Select(pair => (Name: name(pair.Key), pair.Value))
            .OrderByDescending(entry => entry.Value)
            // Of the same count those come first whose names do, in English as in every other language.
            .ThenBy(entry => entry.Name.ToString(), StringComparer.Ordinal)
            .Take(Shown)
            .Select(entry => (Phrase)$"{entry.Name} ({Figure.Of(entry.Value)})")];
        return Phrase.List(most, counts.Count - most.Length);
    }

    /// <summary><c>a, b, c</c>: names that no language changes.</summary>
    public static Phrase Names(IEnumerable<string> names) => Phrase.List([.. names.Select(Phrase.Verbatim)]);

    /// <summary><c>a and b</c>: names that no language changes.</summary>
    public static Phrase And(IEnumerable<string> names) => names.Select(Phrase.Verbatim).Aggregate((all, next) => $"{all} and {next}");

    /// <summary><c>a or b</c>: names that no language changes.</summary>
    public static Phrase Or(IEnumerable<string> names) => names.Select(Phrase.Verbatim).Aggregate((all, next) => $"{all} or {next}");
}
