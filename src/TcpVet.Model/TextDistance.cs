namespace TcpVet.Model;

/// <summary>Finds the names that a mistyped word may have meant.</summary>
public static class TextDistance
{
    /// <summary>The candidates nearest to a word, nearest first; none that differ in more than half of the longer text.</summary>
    /// <param name="word">What was typed, already folded as <paramref name="fold"/> folds.</param>
    /// <param name="candidates">The known names.</param>
    /// <param name="fold">Makes spellings comparable (case, separators).</param>
    /// <param name="most">How many names at the most.</param>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> candidates, Func<string, string> fold, int most) =>
        [.. candidates
            .Select(name => (name, folded: fold(name)))
            .Select(pair => (pair.name, pair.folded, distance: Distance(word, pair.folded)))
            .Where(entry =>
                entry.distance * 2 <= Math.Max(word.Length, entry.folded.Length)
                    || (word.Length > 2 && entry.folded.Contains(word, StringComparison.Ordinal)))
            .OrderBy(entry => entry.distance)
            .ThenBy(entry => entry.name, StringComparer.Ordinal)
            .Take(most)
            .Select(entry => entry.name)];

    /// <summary>The names near a word as a question behind a refusal, <c>, did you mean states?</c>; empty when none is near.</summary>
    /// <param name="word">What was typed; its case does not count.</param>
    /// <param name="names">The known names.</param>
    public static string Question(string word, IEnumerable<string> names)
    {
        IReadOnlyList<string> near = Nearest(word.ToLowerInvariant(), names, name => name.ToLowerInvariant(), most: 3);
        return near.Count == 0 ? "" : $", did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>The Damerau–Levenshtein distance (optimal string alignment) of two texts, in edits.</summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > 256 || b.Length > 256)
        {
            return Math.Max(a.Length, b.Length);
        }

        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            edits[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            edits[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(substitution, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }
}
