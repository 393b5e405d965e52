using TcpVet.Model;

namespace TcpVet.Cli.Habits;

/// <summary>What a line of another tool means here.</summary>
/// <param name="Words">The words of tcpvet that do the same.</param>
/// <param name="LeftOut">What of the line has no counterpart, one line each; raw text.</param>
internal sealed record Habit(IReadOnlyList<string> Words, IReadOnlyList<string> LeftOut)
{
    /// <summary>The line as somebody could type it: words that a shell would take for its own are quoted.</summary>
    public string Line => $"tcpvet {string.Join(' ', Words.Select(ShellWord.Of))}";

}

/// <summary>Gathers the words of a translation while the old line is read.</summary>
internal sealed class HabitBuilder
{
    private readonly List<string> options = [];
    private readonly List<string> states = [];
    private readonly List<string> filter = [];
    private readonly List<string> leftOut = [];
    private readonly HashSet<char> letters = [];

    /// <summary>Adds an option of one letter, once.</summary>
    public void Letter(char letter) => letters.Add(letter);

    /// <summary>Whether the option was added.</summary>
    public bool Has(char letter) => letters.Contains(letter);

    /// <summary>Adds words that stand between the letters and the filter.</summary>
    public void Option(params ReadOnlySpan<string> words) => options.AddRange(words);

    /// <summary>Adds a condition: conditions are joined by <c>and</c>.</summary>
    public void Where(params ReadOnlySpan<string> words)
    {
        if (filter.Count > 0)
        {
            filter.Add("and");
        }

        filter.AddRange(words);
    }

    /// <summary>Adds a state, in front of the conditions.</summary>
    public void State(string name) => states.AddRange([name.StartsWith('^') ? "exclude" : "state", name.TrimStart('^')]);

    /// <summary>Adds words of a filter as they are.</summary>
    public void Filter(string word) => filter.Add(word);

    /// <summary>Says what of the line is not done.</summary>
    public void Without(string what)
    {
        if (!leftOut.Contains(what))
        {
            leftOut.Add(what);
        }
    }

    /// <summary>The translation.</summary>
    /// <param name="command">The command of tcpvet.</param>
    /// <param name="order">The letters that the command takes, in the order in which they are written.</param>
    public Habit To(string command, string order)
    {
        string bundle = string.Concat(order.Where(letters.Contains));
        return new Habit([command, .. bundle.Length > 0 ? [$"-{bundle}"] : Array.Empty<string>(), .. options, .. states, .. filter], leftOut);
    }
}
