using System.Globalization;
using System.Text;

namespace TcpVet.Configs.HAProxy;

/// <summary>
/// Cuts one line of haproxy.cfg into words: quotes, escapes, comments and environment variables as the Configuration Manual has them in
/// 2.2 and 2.3 (src/tools.c <c>parse_line</c>). A variable whose value is not known stays as it is written.
/// </summary>
internal sealed class HAProxyLine(HAProxyEnvironment environment)
{
    // MAX_LINE_ARGS, include/haproxy/defaults.h.
    private const int MostWords = 64;

    private readonly List<HAProxyWord> words = [];
    private readonly StringBuilder word = new();

    /// <summary>The words; reused by the next call.</summary>
    public IReadOnlyList<HAProxyWord> Words => words;

    /// <summary>What is wrong, in HAProxy's words; empty when nothing is.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Where, from 1.</summary>
    public int ErrorColumn { get; private set; }

    /// <summary>Reads a line without its line feed; false when something is wrong.</summary>
    public bool Read(ReadOnlySpan<char> line)
    {
        words.Clear();
        word.Clear();
        Error = "";
        int at = 0;
        int start = -1;
        int quoteAt = -1;
        char quote = '\0';
        while (at < line.Length)
        {
            char c = line[at];
            if (quote == '\0' && (IsSpace(c) || c == '#'))
            {
                End(ref start);
                if (c == '#')
                {
                    break;
                }

                at++;
                continue;
            }

            start = start < 0 ? at : start;
            if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                quoteAt = at++;
                quote = quote == '\0' ? c : '\0';
            }
            else if (!Character(line, ref at, quote))
            {
                return false;
            }
        }

        if (quote != '\0')
        {
            return Fail("unmatched quote", quoteAt);
        }

        End(ref start);
        return words.Count <= MostWords || Fail($"too many words, truncating after word {MostWords}", words[MostWords].Column - 1);
    }

    // One character, escape or variable; false when it is malformed.
    private bool Character(ReadOnlySpan<char> line, ref int at, char quote)
    {
        if (line[at] == '\\' && quote != '\'')
        {
            return Escape(line, ref at, quote == '"');
        }

        // "Those variables are interpreted only within double quotes."
        if (line[at] == '$' && quote == '"')
        {
            return Variable(line, ref at);
        }

        word.Append(line[at++]);
        return true;
    }

    private bool Escape(ReadOnlySpan<char> line, ref int at, bool weak)
    {
        char next = at + 1 < line.Length ? line[at + 1] : '\0';
        if (next == 'x')
        {
            if (at + 3 >= line.Length
                || !byte.TryParse(line.Slice(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                return Fail("truncated or invalid hexadecimal sequence", at);
            }

            word.Append((char)code);
            at += 4;
            return true;
        }

        char meant = next switch
        {
            ' ' or '\\' or '#' or '\'' or '"' => next,
            '$' when weak => next,
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            _ => '\0',
        };
        word.Append(meant == '\0' ? '\\' : meant);
        at += meant == '\0' ? 1 : 2;
        return true;
    }

    private bool Variable(ReadOnlySpan<char> line, ref int at)
    {
        int from = at;
        bool brace = at + 1 < line.Length && line[at + 1] == '{';
        int name = at + (brace ? 2 : 1);
        int end = name;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '_' || (line[end] == '.' && end == name)))
        {
            end++;
        }

        // Names with a dot are HAProxy's own, and there are three.
        if (end == name || char.IsAsciiDigit(line[name])
            || (line[name] == '.' && line[name..end] is not (".FILE" or ".LINE" or ".SECTION")))
        {
            return Fail("forbidden first char in environment variable name", name);
        }

        int stop = brace ? EndOfBraces(line, end) : end;
        if (stop < 0)
        {
            return Fail("unmatched brace in environment variable name", name - 1);
        }

        at = stop;
        string? fallback = brace && line[end] == '-' ? line[(end + 1)..(stop - 1)].ToString() : null;
        word.Append(environment.TryGet(line[name..end].ToString(), out string? value) ? value ?? fallback
            : environment.TakesDefaults && fallback is not null ? fallback : line[from..stop].ToString());
        return true;
    }

    // Behind "${NAME": "}", "[*]}" or "-default}".
    private static int EndOfBraces(ReadOnlySpan<char> line, int at)
    {
        if (line[at..].StartsWith("[*]", StringComparison.Ordinal))
        {
            at += 3;
        }

        if (at < line.Length && line[at] == '-')
        {
            int close = line[at..].IndexOf('}');
            at = close < 0 ? line.Length : at + close;
        }

        return at < line.Length && line[at] == '}' ? at + 1 : -1;
    }

    private void End(ref int start)
    {
        if (start >= 0)
        {
            words.Add(new HAProxyWord(word.ToString(), start + 1));
            word.Clear();
            start = -1;
        }
    }

    private bool Fail(string message, int at)
    {
        Error = message;
        ErrorColumn = at + 1;
        return false;
    }

    // isspace(3) in the C locale.
    private static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r');
}
