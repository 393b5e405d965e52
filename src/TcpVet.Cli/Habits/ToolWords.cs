namespace TcpVet.Cli.Habits;

/// <summary>
/// The words of an old tool's line, taken apart as getopt(3) does it: bundles of letters, values glued or behind, long names.
/// </summary>
/// <param name="tool">The tool, for messages.</param>
/// <param name="words">The words behind its name.</param>
/// <param name="withValue">The letters that take a value.</param>
/// <param name="longOptions">The option of one letter that a long name stands for; names with <c>=</c> are cut there.</param>
internal sealed class ToolWords(string tool, IReadOnlyList<string> words, string withValue, IReadOnlyDictionary<string, string> longOptions)
{
    private readonly List<string> operands = [];
    private int at;
    private string bundle = "";
    private string? glued;
    private string current = "";

    /// <summary>The words that are no options, once all were read.</summary>
    public IReadOnlyList<string> Operands => operands;

    /// <summary>The next option, <c>-t</c> for a letter; null at the end.</summary>
    /// <exception cref="RequestException">The tool has no such option.</exception>
    public string? Next()
    {
        glued = null;
        if (bundle.Length > 0)
        {
            return Letter();
        }

        while (at < words.Count)
        {
            string word = words[at++];
            if (word == "--")
            {
                operands.AddRange(words.Skip(at));
                at = words.Count;
            }
            else if (word.StartsWith("--", StringComparison.Ordinal))
            {
                return Long(word);
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                bundle = word[1..];
                return Letter();
            }
            else
            {
                operands.Add(word);
            }
        }

        return null;
    }

    /// <summary>The value of the option that <see cref="Next"/> returned.</summary>
    /// <exception cref="RequestException">It is missing.</exception>
    public string Value() => TryValue() ?? throw new RequestException($"{tool} {current}: its value is missing");

    /// <summary>The value that is glued to the option; null when none is.</summary>
    public string? Glued() => glued;

    /// <summary>The next word, unless it is an option; null at the end.</summary>
    public string? Peek() => at < words.Count && !words[at].StartsWith('-') ? words[at] : null;

    /// <summary>Takes the next word as a value.</summary>
    public string Take() => words[at++];

    private string? TryValue() => glued ?? (at < words.Count ? words[at++] : null);

    private string Letter()
    {
        current = $"-{bundle[0]}";
        bundle = bundle[1..];
        if (withValue.Contains(current[1], StringComparison.Ordinal) && bundle.Length > 0)
        {
            glued = bundle;
            bundle = "";
        }

        return current;
    }

    private string Long(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        glued = equals < 0 ? null : word[(equals + 1)..];
        current = longOptions.TryGetValue(name, out string? option) ? option : throw new RequestException($"{tool}: unknown option '{name}'");
        return current;
    }
}
