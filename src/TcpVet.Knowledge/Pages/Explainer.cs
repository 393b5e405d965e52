using System.Buffers;
using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>
/// Looks words up for <c>explain</c>: states, settings, counters, terms and error messages, in any common spelling.
/// Rules are looked up where they are; a surface asks there first and then here, and adds the rules' names to <see cref="Near"/>.
/// </summary>
public static class Explainer
{
    // A phrase of more words is no list of names.
    private const int MostNames = 16;

    private const int MostWordsToLookAt = 400;

    private static readonly string[] Prefixes = ["tcp_", "ip_", "nf_conntrack_tcp_", "nf_conntrack_"];

    // What names something by its spelling alone: TIME_WAIT, net.core.somaxconn, close-wait.
    private static readonly SearchValues<char> Joints = SearchValues.Create("_.-/");

    /// <summary>Every page, in the order states, settings, counters, terms.</summary>
    public static IEnumerable<ExplainPage> All =>
        StateKnowledge.All.Select(ExplainPages.Of)
            .Concat(SettingKnowledge.All.Select(ExplainPages.Of))
            .Concat(CounterKnowledge.All.Select(ExplainPages.Of))
            .Concat(TermKnowledge.All.Select(ExplainPages.Of)
                .Concat(ErrorKnowledge.All.Select(error => ExplainPages.Of(error)))
                .OrderBy(page => page.Title, StringComparer.OrdinalIgnoreCase));

    /// <summary>Every word that has a page, as titles; for completion.</summary>
    public static IReadOnlyList<string> Titles =>
    [
        .. TcpStateNames.All.Select(state => state.Name()), .. SettingKnowledge.All.Select(setting => setting.Name),
        .. CounterKnowledge.All.Select(counter => counter.Name), .. TermKnowledge.All.Select(term => term.Name),
        .. ErrorKnowledge.All.Select(error => error.Title),
    ];

    /// <summary>
    /// The pages of a word or phrase: <c>timewait</c>, <c>net/core/somaxconn</c>, <c>listenoverflows</c>, <c>accept queue</c>, a line of
    /// a log with an error in it. Empty when there is none; several when the word means several things, or when the phrase is none but
    /// each of its words is known, or some of them name a thing by their spelling alone.
    /// </summary>
    public static IReadOnlyList<ExplainPage> Find(string phrase)
    {
        List<ExplainPage> pages = Exactly(phrase);
        if (pages.Count > 0)
        {
            return pages;
        }

        if (Inside(phrase) is { } error)
        {
            return [error];
        }

        pages = EachWord(phrase);
        return pages.Count > 0 ? pages : NamesInside(phrase);
    }

    // The error that says most; the others of the same message are named beside it.
    private static ExplainPage? Inside(string message)
    {
        IReadOnlyList<(string Title, ErrorText Text)> found = ErrorKnowledge.FindInside(message);
        if (found.Count == 0)
        {
            return null;
        }

        (string title, ErrorText text) = found[0];
        ExplainPage page = ErrorKnowledge.Find(title) is { } entry
            ? ExplainPages.Of(entry, text)
            : Exactly(title).First(one => one.Title == title);
        IEnumerable<string> others = found.Select(error => error.Title).Concat(page.SeeAlso).Distinct();
        return page with { SeeAlso = [.. others.Where(other => other != page.Title)] };
    }

    private static List<ExplainPage> EachWord(string phrase)
    {
        List<ExplainPage> pages = [];
        string[] words = phrase.Split((char[]?)null, MostNames + 1, StringSplitOptions.RemoveEmptyEntries);
        foreach (string word in words)
        {
            List<ExplainPage> about = Exactly(word);
            if (about.Count == 0 || words.Length > MostNames)
            {
                return [];
            }

            pages.AddRange(about);
        }

        return [.. pages.DistinctBy(page => page.Title)];
    }

    private static List<ExplainPage> NamesInside(string phrase)
    {
        List<ExplainPage> pages = [];
        int words = 0;
        for (int start = 0, end; start < phrase.Length && words < MostWordsToLookAt; start = end + 1)
        {
            for (end = start; end < phrase.Length && (char.IsAsciiLetterOrDigit(phrase[end]) || Joints.Contains(phrase[end])); end++)
            {
            }

            string word = phrase[start..end].Trim('.', '-', '/', '_');
            if (word.Length is > 4 and < 80 && word.AsSpan().ContainsAny(Joints))
            {
                words++;
                pages.AddRange(Exactly(word));
            }
        }

        return [.. pages.DistinctBy(page => page.Title)];
    }

    /// <summary>Up to some titles that resemble a word that <see cref="Find"/> does not know, nearest first.</summary>
    /// <param name="phrase">The word or phrase.</param>
    /// <param name="others">Names of other things that can be explained, such as rule codes and names.</param>
    /// <param name="most">How many at the most.</param>
    public static IReadOnlyList<string> Near(string phrase, IEnumerable<string>? others = null, int most = 3)
    {
        string key = Words.Squeeze(phrase);
        if (key.Length == 0)
        {
            return [];
        }

        IEnumerable<string> shortNames =
            SettingKnowledge.All.Select(setting => setting.ShortName).Concat(CounterKnowledge.All.Select(counter => counter.ShortName));
        return TextDistance.Nearest(key, shortNames.Concat(Titles)
            .Concat(others ?? [])
            .Distinct(StringComparer.OrdinalIgnoreCase), Words.Squeeze, most);
    }

    private static List<ExplainPage> Exactly(string phrase)
    {
        string word = phrase.Trim();
        if (Words.Squeeze(word).Length == 0)
        {
            return [];
        }

        List<ExplainPage> pages = [];
        if (State(word) is { } state)
        {
            pages.Add(state);
        }

        if (Setting(word) is { } setting)
        {
            pages.Add(ExplainPages.Of(setting));
        }

        pages.AddRange(CounterKnowledge.Find(word).Select(ExplainPages.Of));
        if (TermKnowledge.Find(word) is { } term)
        {
            pages.Add(ExplainPages.Of(term));
        }

        if (ErrorKnowledge.Find(word) is { } error)
        {
            pages.Add(ExplainPages.Of(error));
        }

        return pages;
    }

    private static ExplainPage? State(string word)
    {
        if (!TcpStateNames.TryParse(word.Replace(' ', '_'), out TcpState state, out string? hint))
        {
            return null;
        }

        return ExplainPages.Of(StateKnowledge.Get(state)) with { Hint = hint };
    }

    // The name itself, with hyphens or blanks for underscores, or without the prefix that guides leave out: keepalive_time.
    private static KernelSetting? Setting(string word)
    {
        if (SettingKnowledge.Find(word) is { } setting)
        {
            return setting;
        }

        string key = Words.Squeeze(SettingKnowledge.Canonical(word));
        return SettingKnowledge.All
            .Where(entry => Words.Squeeze(entry.ShortName) == key || Words.Squeeze(entry.Name) == key || IsTail(entry.ShortName, key))
            .OrderBy(entry => entry.Kind)
            .FirstOrDefault();
    }

    private static bool IsTail(string name, string key) =>
        key.Length > 5 && Prefixes.Any(prefix =>
            name.StartsWith(prefix, StringComparison.Ordinal) && Words.Squeeze(name[prefix.Length..]) == key);
}
