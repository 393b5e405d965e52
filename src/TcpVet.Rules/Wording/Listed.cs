namespace TcpVet.Rules.Wording;

/// <summary>Lists that stay short.</summary>
internal static class Listed
{
    private const int Shown = 3;

    /// <summary>The entries with the highest counts: <c>a (12), b (3) and 4 others</c>.</summary>
    public static string MostOf<T>(IReadOnlyCollection<KeyValuePair<T, long>> counts, Func<T, string> name)
    {
        IEnumerable<string> most = counts
            .Select(pair => (Name: name(pair.Key), pair.Value))
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Take(Shown)
            .Select(entry => $"{entry.Name} ({Figure.Of(entry.Value)})");
        string text = string.Join(", ", most);
        return counts.Count > Shown ? $"{text} and {Figure.Count(counts.Count - Shown, "other")}" : text;
    }
}
