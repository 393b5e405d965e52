using System.Text;

namespace TcpVet.Configs.Httpd;

/// <summary>
/// What <c>${NAME}</c> stands for: names of Define, then those of the environment that Debian's apache2ctl reads from envvars.
/// </summary>
internal sealed class HttpdVariables
{
    // A definition may hold others; httpd resolves them where they are defined, so that nothing grows by itself but what is written.
    private const int LongestValue = 8192; // include/httpd.h MAX_STRING_LEN

    private readonly Dictionary<string, string> defined = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    /// <summary>Defines a name.</summary>
    public void Define(string name, string value) => defined[name] = Cut(value);

    /// <summary>Forgets a name.</summary>
    public void Undefine(string name) => defined.Remove(name);

    /// <summary>True when Define, or <c>-D</c> on the command line, named it.</summary>
    public bool IsDefined(string name) => defined.ContainsKey(name);

    /// <summary>
    /// The text with what is known put in; a name that is unknown stays as it is written (server/core.c <c>ap_resolve_env</c>).
    /// </summary>
    public string Resolve(string text)
    {
        int at = text.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        StringBuilder resolved = new();
        int from = 0;
        while (at >= 0 && text.IndexOf('}', at) is int end and > 0)
        {
            string name = text[(at + 2)..end];
            string? value = defined.GetValueOrDefault(name) ?? environment.GetValueOrDefault(name);
            resolved.Append(text, from, at - from).Append(value ?? text[at..(end + 1)]);
            from = end + 1;
            at = resolved.Length > LongestValue ? -1 : text.IndexOf("${", from, StringComparison.Ordinal);
        }

        return Cut(resolved.Append(text, from, text.Length - from).ToString());
    }

    /// <summary>
    /// Takes the assignments of a shell file of the form that Debian's envvars has: <c>export NAME=value</c>, with <c>$NAME</c> and
    /// <c>${NAME}</c> in it, empty where unknown. Branches are not followed: the last assignment counts.
    /// </summary>
    public void ReadEnvironment(string shell)
    {
        foreach (string line in shell.Split('\n'))
        {
            string text = line.Trim();
            text = text.StartsWith("export ", StringComparison.Ordinal) ? text[7..].TrimStart() : text;
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !text.AsSpan(0, equals).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                continue;
            }

            string value = Unquoted(text[(equals + 1)..]);
            // What a command prints is not known here.
            if (!value.Contains('`', StringComparison.Ordinal) && !value.Contains("$(", StringComparison.Ordinal))
            {
                environment[text[..equals]] = Cut(Expanded(value));
            }
        }
    }

    private static string Unquoted(string value) => value.Length > 0 && value[0] is '"' or '\''
        ? value.IndexOf(value[0], 1) is int end and > 0 ? value[1..end] : value[1..]
        : value.Split([' ', '\t', ';', '#'], 2)[0];

    private string Expanded(string value)
    {
        StringBuilder expanded = new();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '$')
            {
                expanded.Append(value[i]);
                continue;
            }

            bool braced = i + 1 < value.Length && value[i + 1] == '{';
            int start = i + (braced ? 2 : 1);
            int end = start;
            while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] == '_'))
            {
                end++;
            }

            expanded.Append(environment.GetValueOrDefault(value[start..end], ""));
            i = braced && end < value.Length ? value.IndexOf('}', end) is int brace and >= 0 ? brace : end : end - 1;
        }

        return expanded.ToString();
    }

    private static string Cut(string value) => value.Length <= LongestValue ? value : value[..LongestValue];
}
