using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>
/// Looks words up for <c>explain</c>: states, settings, counters, terms and error messages, in any common spelling.
/// Rules are looked up where they are; a surface asks there first and then here, and adds the rules' names to <see cref="Near"/>.
/// </summary>
public static class Explainer
{
    /// <summary>Every page, in the order states, settings, counters, terms.</summary>
    public static IEnumerable<ExplainPage> All =>
        StateKnowledge.All.Select(ExplainPages.Of)
            .Concat(SettingKnowledge.All.Select(ExplainPages.Of))
            .Concat(CounterKnowledge.All.Select(ExplainPages.Of))
            .Concat(TermKnowledge.All.Select(ExplainPages.Of));

    /// <summary>Every word that has a page, as titles; for completion.</summary>
    public static IReadOnlyList<string> Titles { get; } =
    [
        .. TcpStateNames.All.Select(state => state.Name()), .. SettingKnowledge.All.Select(setting => setting.Name),
        .. CounterKnowledge.All.Select(counter => counter.Name), .. TermKnowledge.All.Select(term => term.Name),
    ];

    /// <summary>
    /// The pages of a word or phrase: <c>timewait</c>, <c>net/core/somaxconn</c>, <c>listenoverflows</c>, <c>accept queue</c>,
    /// <c>bind: Address already in use</c>. Empty when there is none; several when the word means several things, or when the
    /// phrase is none but each of its words is known.
    /// </summary>
    public static IReadOnlyList<ExplainPage> Find(string phrase)
    {
        List<ExplainPage> pages = Exactly(phrase);
        if (pages.Count > 0)
        {
            return pages;
        }

        if (TermKnowledge.FindInside(phrase) is { } error)
        {
            return [ExplainPages.Of(error)];
        }

        List<ExplainPage>[] each = [.. phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Exactly)];
        return each.All(found => found.Count > 0) ? [.. each.SelectMany(found => found).DistinctBy(page => page.Title)] : [];
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

    // The name itself, or with hyphens or blanks for underscores.
    private static KernelSetting? Setting(string word)
    {
        if (SettingKnowledge.Find(word) is { } setting)
        {
            return setting;
        }

        string key = Words.Squeeze(SettingKnowledge.Canonical(word));
        return SettingKnowledge.All.Where(entry => Words.Squeeze(entry.ShortName) == key || Words.Squeeze(entry.Name) == key)
            .OrderBy(entry => entry.Kind)
            .FirstOrDefault();
    }
}
