using System.Text;
using TcpVet.Configs.Text;

namespace TcpVet.Configs.Httpd;

/// <summary>The macros of mod_macro: lines with parameters, which count where <c>Use</c> names them (modules/core/mod_macro.c).</summary>
internal sealed class HttpdMacros
{
    // A macro may use macros; mod_macro refuses one that uses itself, and the count of directives bounds the rest.
    private const int Deepest = 16;

    private readonly Dictionary<string, Macro> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> used = [];
    private Macro? current;

    /// <summary>Begins a macro: its name, then its parameters. A later one of the name replaces it.</summary>
    public void Begin(IReadOnlyList<string> arguments)
    {
        current = arguments.Count > 0
            ? new([.. arguments.Skip(1).OrderByDescending(name => name.Length)], [.. arguments.Skip(1)], [])
            : null;
        if (current is not null)
        {
            known[arguments[0]] = current;
        }
    }

    /// <summary>Takes a line of the macro that was begun.</summary>
    public void Add(ConfigText text, HttpdLine line) => current?.Lines.Add((text, line));

    /// <summary>Ends what an unclosed macro of another file would go on taking.</summary>
    public void Forget() => current = null;

    /// <summary>The lines that a use stands for; the caller says with <see cref="Leave"/> when they are read.</summary>
    /// <param name="arguments">Of <c>Use</c>: the name, then the values.</param>
    /// <param name="wrong">Why there are none, in httpd's words.</param>
    public List<(ConfigText Text, HttpdLine Line)>? Expand(IReadOnlyList<string> arguments, out string wrong)
    {
        string name = arguments.Count > 0 ? arguments[0] : "";
        wrong = name.Length == 0 ? "no macro name specified with 'Use'"
            : !known.TryGetValue(name, out Macro? macro) ? $"macro '{name}' undefined"
            : macro.Parameters.Count != arguments.Count - 1
                ? $"macro '{name}': number of arguments expected: {macro.Parameters.Count}, given: {arguments.Count - 1}"
            : used.Contains(name, StringComparer.OrdinalIgnoreCase) || used.Count >= Deepest ? $"recursive use of macro '{name}' is invalid"
            : "";
        if (wrong.Length > 0)
        {
            return null;
        }

        used.Add(name);
        Macro meant = known[name];
        return [.. meant.Lines.Select(entry => (entry.Text, entry.Line with { Text = Substituted(entry.Line.Text, meant, arguments) }))];
    }

    /// <summary>Says that the lines of a use are read.</summary>
    public void Leave(string name) => used.RemoveAll(entry => entry.Equals(name, StringComparison.OrdinalIgnoreCase));

    // At each place the longest parameter that fits, and what was put in is not looked at again.
    private static string Substituted(string line, Macro macro, IReadOnlyList<string> arguments)
    {
        StringBuilder made = new(line.Length);
        for (int at = 0; at < line.Length;)
        {
            string? fits = macro.LongestFirst.FirstOrDefault(
                parameter => parameter.Length > 0 && string.CompareOrdinal(line, at, parameter, 0, parameter.Length) == 0);
            made.Append(fits is null ? line[at].ToString() : arguments[1 + macro.Parameters.IndexOf(fits)]);
            at += fits?.Length ?? 1;
        }

        return made.ToString();
    }

    private sealed record Macro(List<string> LongestFirst, List<string> Parameters, List<(ConfigText Text, HttpdLine Line)> Lines);
}
