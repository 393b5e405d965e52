namespace TcpVet.Knowledge;

/// <summary>
/// Reads the data of error pages, line by line. The first sign of a line says what it is: <c>=</c> a page (title, then other words behind
/// bars), <c>:</c> its summary, <c>.</c> what it means, <c>!</c> what it is not, <c>$</c> a command and what it tells, <c>~</c> states,
/// <c>#</c> rules, <c>&amp;</c> related words, <c>%</c> a source, <c>&gt;</c> a program with the source of its texts; <c>@</c> names a page
/// of another kind; <c>^</c> alone marks a page that gives way to others. Any other line is a text of the program before it.
/// </summary>
internal sealed class ErrorReader
{
    private readonly List<ErrorEntry> pages = [];
    private readonly List<(string Title, ErrorText Text)> links = [];

    /// <summary>The pages read so far.</summary>
    public IReadOnlyList<ErrorEntry> Pages => pages;

    /// <summary>Texts that name pages of other kinds.</summary>
    public IReadOnlyList<(string Title, ErrorText Text)> Links => links;

    /// <summary>Reads one piece of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="words">Whether its pages are words of guides rather than errors.</param>
    public void Read(string data, bool words)
    {
        foreach (string block in data.Split("\n\n"))
        {
            string[] lines = block.Trim('\n').Split('\n');
            if (lines[0].StartsWith("@ ", StringComparison.Ordinal))
            {
                links.AddRange(Texts(lines).Select(text => (lines[0][2..], text)));
            }
            else
            {
                pages.Add(Page(lines, words));
            }
        }
    }

    private static ErrorEntry Page(string[] lines, bool words)
    {
        string[] names = Of(lines, '=').Single().Split(" | ");
        return new ErrorEntry
        {
            Title = names[0],
            Aliases = names[1..],
            IsWord = words,
            GivesWay = lines.Contains("^"),
            Summary = Of(lines, ':').Single(),
            Meaning = Of(lines, '.'),
            IsNot = Of(lines, '!'),
            Commands = [.. Of(lines, '$').Select(Command)],
            States = Several(lines, '~', ", "),
            Rules = Several(lines, '#', " "),
            SeeAlso = Several(lines, '&', ", "),
            Sources = Of(lines, '%'),
            Texts = Texts(lines),
        };
    }

    private static ErrorCommand Command(string line)
    {
        int bar = line.IndexOf(" | ", StringComparison.Ordinal);
        return new ErrorCommand(line[..bar], line[(bar + 3)..]);
    }

    private static string[] Several(string[] lines, char sign, string separator) =>
        [.. Of(lines, sign).SelectMany(line => line.Split(separator))];

    private static string[] Of(string[] lines, char sign) => [.. lines.Where(line => Is(line, sign)).Select(line => line[2..])];

    private static bool Is(string line, char sign) => line.Length > 2 && line[0] == sign && line[1] == ' ';

    private static List<ErrorText> Texts(string[] lines)
    {
        List<ErrorText> texts = [];
        string? program = null;
        string source = "";
        foreach (string line in lines)
        {
            if (Is(line, '>'))
            {
                int open = line.IndexOf(" [", StringComparison.Ordinal);
                (program, source) = open < 0 ? (line[2..], "") : (line[2..open], line[(open + 2)..^1]);
            }
            else if (program is not null)
            {
                texts.Add(new ErrorText(program, source, line));
            }
        }

        return texts;
    }
}
