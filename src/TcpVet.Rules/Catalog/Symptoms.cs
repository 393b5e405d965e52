using System.Text;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Catalog;

/// <summary>What people say or read when something is wrong, and the rules that may account for it.</summary>
/// <param name="Text">The complaint: <c>connection reset by peer</c>.</param>
/// <param name="Rules">The rules, by code.</param>
public sealed record Symptom(string Text, IReadOnlyList<Rule> Rules);

/// <summary>The index by symptom, made from <see cref="Rule.Complaints"/>.</summary>
public static class Symptoms
{
    // Errors under the names that programs log them by, and the words of strerror(3). Errnos without a complaint cost nothing here.
    private static readonly (string Name, string Text)[] Errors =
    [
        ("ECONNRESET", "connection reset by peer"),
        ("ECONNREFUSED", "connection refused"),
        ("ECONNABORTED", "software caused connection abort"),
        ("EADDRNOTAVAIL", "cannot assign requested address"),
        ("EADDRINUSE", "address already in use"),
        ("EMFILE", "too many open files"),
        ("ENFILE", "too many open files in system"),
        ("ETIMEDOUT", "connection timed out"),
        ("EPIPE", "broken pipe"),
        ("ENOBUFS", "no buffer space available"),
        ("ENOMEM", "cannot allocate memory"),
        ("EHOSTUNREACH", "no route to host"),
        ("ENETUNREACH", "network is unreachable"),
    ];

    /// <summary>The whole index, in the order of the alphabet.</summary>
    public static IReadOnlyList<Symptom> All { get; } = Of(RuleCatalog.All);

    /// <summary>The index of some rules.</summary>
    public static IReadOnlyList<Symptom> Of(IEnumerable<Rule> rules) =>
        [.. rules.SelectMany(rule => rule.Complaints.Select(complaint => (complaint, rule)))
            .GroupBy(entry => Key(entry.complaint))
            .Select(group =>
                new Symptom(group.First().complaint,
                    [.. group.Select(entry => entry.rule).Distinct().OrderBy(rule => rule.Code, StringComparer.Ordinal)]))
            .OrderBy(symptom => symptom.Text, StringComparer.OrdinalIgnoreCase)];

    /// <summary>
    /// The symptoms that a phrase names, best first: in any case and punctuation, by the error's name or text, inside a longer message
    /// (<c>java.net.SocketException: Connection reset</c>), or by two words in common. Empty when there is none.
    /// </summary>
    public static IReadOnlyList<Symptom> Find(string phrase)
    {
        string key = Key(phrase);
        if (key.Length < 4)
        {
            return [];
        }

        List<Symptom> same = [.. All.Where(symptom => Key(symptom.Text) == key)];
        if (same.Count > 0)
        {
            return same;
        }

        List<Symptom> inside =
            [.. All.Where(symptom =>
                Contains(key, Key(symptom.Text)) || (key.Contains(' ', StringComparison.Ordinal) && Contains(Key(symptom.Text), key)))];
        if (inside.Count > 0)
        {
            return inside;
        }

        HashSet<string> words = Telling(key);
        List<(Symptom Symptom, int Common, int All)> akin = [.. All
            .Select(symptom => (symptom, common: Telling(Key(symptom.Text)).Count(words.Contains), all: Telling(Key(symptom.Text)).Count))
            .Where(entry => entry.common >= 2 && entry.common * 2 >= Math.Max(words.Count, entry.all))];
        return [.. akin.OrderByDescending(entry => entry.Common * 2 - entry.All).Select(entry => entry.Symptom)];
    }

    private static bool Contains(string text, string part) => $" {text} ".Contains($" {part} ", StringComparison.Ordinal);

    // Lower case, words alone, an error by its text: "Cannot assign requested address (EADDRNOTAVAIL)" and "EADDRNOTAVAIL" are one.
    private static string Key(string text)
    {
        StringBuilder key = new();
        foreach (string word in WordsOf(text))
        {
            string? error = Errors.FirstOrDefault(error => error.Name.Equals(word, StringComparison.OrdinalIgnoreCase)).Text;
            if (error is null || !Contains(key.ToString(), error))
            {
                key.Append(key.Length == 0 ? "" : " ").Append(error ?? word.ToLowerInvariant());
            }
        }

        return key.ToString().Replace("can t ", "cannot ", StringComparison.Ordinal);
    }

    private static HashSet<string> Telling(string key) =>
        [.. key.Split(' ').Where(word => word.Length > 2 && word is not ("the" or "and" or "that" or "with" or "are" or "for" or "many" or "has" or "not" or "its"))];

    // Letters, digits and what joins them.
    private static IEnumerable<string> WordsOf(string text)
    {
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            for (end = start; end < text.Length && (char.IsLetter(text[end]) || char.IsDigit(text[end]) || text[end] == '_'); end++)
            {
            }

            if (end > start)
            {
                yield return text[start..end];
            }
        }
    }
}
