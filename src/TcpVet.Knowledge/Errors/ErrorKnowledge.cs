namespace TcpVet.Knowledge;

/// <summary>What programs print when connections fail, and the words of guides.</summary>
public static class ErrorKnowledge
{
    private static readonly (IReadOnlyList<ErrorEntry> Pages, IReadOnlyList<(string Title, ErrorText Text)> Links) Data = ErrorTexts.Read();
    private static readonly Dictionary<string, ErrorEntry> ByWord = Index();

    // Written in one: connectionrefused. Two names may become one so (max_connections, maxConnections); the first has it.
    private static readonly Dictionary<string, ErrorEntry> BySqueezed = Squeezed();
    private static readonly (ErrorEntry Page, string Folded)[] Names = [.. Data.Pages.Select(page => (page, LogText.Fold(page.Title)))];

    // The heavier text says more; of two equal ones the data's order decides. Pages that say only that something failed come last.
    private static readonly ErrorPattern[] Patterns =
        [.. MakePatterns().OrderBy(pattern => pattern.GivesWay).ThenByDescending(pattern => pattern.Weight)];

    /// <summary>Every page, by title.</summary>
    public static IReadOnlyList<ErrorEntry> All { get; } = [.. Data.Pages.OrderBy(page => page.Title, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Every text that leads to a page, with the page's title.</summary>
    public static IReadOnlyList<(string Title, ErrorText Text)> Texts { get; } =
        [.. All.SelectMany(page => page.Texts.Select(text => (page.Title, text))).Concat(Data.Links)];

    /// <summary>The page whose title or other name a word is, in any case and punctuation; null when none.</summary>
    public static ErrorEntry? Find(string word) =>
        ByWord.GetValueOrDefault(LogText.Fold(word)) ?? BySqueezed.GetValueOrDefault(Words.Squeeze(word));

    /// <summary>
    /// The texts that stand inside a message, such as a whole line of a log: the one that says most first, at most one for a page, and
    /// none that lies inside a text found before it.
    /// </summary>
    public static IReadOnlyList<(string Title, ErrorText Text)> FindInside(string message)
    {
        string folded = LogText.Fold(message);
        List<(string Title, ErrorText Text)> found = [];
        List<(int Start, int End)> taken = [];
        foreach (ErrorPattern pattern in Patterns)
        {
            if (found.Any(other => other.Title == pattern.Title) || pattern.In(folded) is not { } place)
            {
                continue;
            }

            if (!taken.Any(other => other.Start <= place.Start && other.End >= place.End))
            {
                found.Add((pattern.Title, pattern.Text));
            }

            taken.Add(place);
        }

        return found;
    }

    /// <summary>
    /// The page that a complaint is only another spelling of: nothing is left of it beside a text, its error's name or other names.
    /// </summary>
    public static ErrorEntry? Same(string complaint)
    {
        string folded = LogText.Fold(complaint);
        if (Find(complaint) is { } named)
        {
            return named;
        }

        foreach ((ErrorEntry page, string name) in Names)
        {
            string rest = folded.Replace(name, " ", StringComparison.Ordinal);
            if (rest.Length < folded.Length && Find(rest) == page)
            {
                return page;
            }
        }

        return null;
    }

    private static IEnumerable<ErrorPattern> MakePatterns()
    {
        foreach (ErrorEntry page in Data.Pages)
        {
            foreach (ErrorText text in page.Texts)
            {
                yield return new ErrorPattern(page.Title, text) { GivesWay = page.GivesWay };
            }

            foreach (string name in page.Aliases.Prepend(page.Title).Where(name => !page.IsWord && IsTelling(name)))
            {
                yield return new ErrorPattern(page.Title, new ErrorText("", "", name)) { GivesWay = page.GivesWay };
            }
        }

        foreach ((string title, ErrorText text) in Data.Links)
        {
            yield return new ErrorPattern(title, text);
        }
    }

    // Other words stand in too many messages: "DNS", "499".
    private static bool IsTelling(string name) =>
        name.Contains(' ', StringComparison.Ordinal) || (name.Length > 4 && name.All(char.IsAsciiLetterUpper));

    private static Dictionary<string, ErrorEntry> Index()
    {
        Dictionary<string, ErrorEntry> index = new(StringComparer.Ordinal);
        foreach (ErrorEntry page in Data.Pages)
        {
            foreach (string name in page.Aliases.Prepend(page.Title))
            {
                index.Add(LogText.Fold(name), page);
            }
        }

        return index;
    }

    private static Dictionary<string, ErrorEntry> Squeezed()
    {
        Dictionary<string, ErrorEntry> index = new(StringComparer.Ordinal);
        foreach ((string name, ErrorEntry page) in ByWord.Select(entry => (entry.Key, entry.Value)))
        {
            index.TryAdd(Words.Squeeze(name), page);
        }

        return index;
    }
}
