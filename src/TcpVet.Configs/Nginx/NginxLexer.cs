using System.Text;

namespace TcpVet.Configs.Nginx;

/// <summary>
/// Cuts the text of one file into words, as <c>ngx_conf_read_token</c> does (src/core/ngx_conf_file.c): the same states in the same
/// order, so that nginx and it find the same mistakes in the same lines.
/// </summary>
internal sealed class NginxLexer(string text)
{
    // NGX_CONF_BUFFER: a word, a comment too, that does not fit is refused.
    private const int LongestWord = 4096;

    private readonly List<NginxWord> words = [];
    private int at;
    private int lineStart;
    private bool afterQuote;

    /// <summary>The words before the stop; reused by the next call.</summary>
    public IReadOnlyList<NginxWord> Words => words;

    /// <summary>The line that was reached, from 1: nginx names it in its own messages.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The column of the character that was read last, from 1.</summary>
    public int Column => Math.Max(1, at - lineStart);

    /// <summary>What is wrong, in nginx's words; empty unless the last stop was <see cref="NginxStop.Error"/>.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Reads words until something ends them.</summary>
    public NginxStop Next()
    {
        words.Clear();
        afterQuote = false;
        while (Skip() is { } c)
        {
            if (Error.Length > 0)
            {
                return NginxStop.Error;
            }

            switch (c)
            {
                case ';':
                    return words.Count > 0 ? NginxStop.Statement : Fail("unexpected \";\"");
                case '{':
                    return words.Count > 0 ? NginxStop.BlockStart : Fail("unexpected \"{\"");
                case '}':
                    return words.Count > 0 ? Fail("unexpected \"}\"") : NginxStop.BlockEnd;
            }

            if (Word(c) is { } stop)
            {
                return stop;
            }
        }

        return words.Count > 0 ? Fail("unexpected end of file, expecting \";\" or \"}\"") : NginxStop.FileEnd;
    }

    /// <summary>Steps over the code of a Lua block to its closing brace, which is taken; false when the file ends first.</summary>
    public bool SkipLua()
    {
        int end = LuaBlock.End(text, at);
        int stop = end < 0 ? text.Length : end + 1;
        while (at < stop)
        {
            Take();
        }

        return end >= 0;
    }

    // Takes spaces and comments and the character behind them; null at the end of the file.
    private char? Skip()
    {
        while (at < text.Length)
        {
            char c = Take();
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                afterQuote = false;
                continue;
            }

            // Behind a closing quote nginx wants a space or an end, but takes a bracket, for its "if".
            if (afterQuote && c is not (';' or '{' or ')'))
            {
                Fail($"unexpected \"{Shown(c)}\"");
            }

            if (afterQuote || c != '#' || !SkipComment())
            {
                return c;
            }
        }

        return null;
    }

    // True when the comment was taken; false when it is too long, with the error.
    private bool SkipComment()
    {
        int start = at - 1;
        int size = 1;
        int line = Line;
        while (at < text.Length)
        {
            if (size >= LongestWord)
            {
                TooLong(start, line, '\0');
                return false;
            }

            char c = Take();
            size += Bytes(c);
            if (c == '\n')
            {
                return true;
            }
        }

        return true;
    }

    // Reads one word that begins with a character; null when more words may follow.
    private NginxStop? Word(char first)
    {
        afterQuote = false;
        (int line, int column) = (Line, Column);
        char quote = first is '"' or '\'' ? first : '\0';
        int start = quote == '\0' ? at - 1 : at;
        int size = quote == '\0' ? Bytes(first) : 0;
        bool escaped = first == '\\';
        bool variable = first == '$';
        while (at < text.Length)
        {
            if (size >= LongestWord)
            {
                TooLong(start, line, quote);
                return NginxStop.Error;
            }

            char c = Take();
            size += Bytes(c);
            if (escaped)
            {
                escaped = false;
                continue;
            }

            // "${name}": the brace opens no block.
            if (c == '{' && variable)
            {
                continue;
            }

            variable = c == '$';
            escaped = c == '\\';
            bool ends = quote != '\0' ? c == quote : c is ' ' or '\t' or '\r' or '\n' or ';' or '{';
            if (variable || escaped || !ends)
            {
                continue;
            }

            words.Add(new NginxWord(Unescaped(text.AsSpan(start, at - 1 - start)), line, column));
            afterQuote = quote != '\0';
            return afterQuote ? null : c switch { ';' => NginxStop.Statement, '{' => NginxStop.BlockStart, _ => null };
        }

        return Fail("unexpected end of file, expecting \";\" or \"}\"");
    }

    private char Take()
    {
        char c = text[at++];
        if (c == '\n')
        {
            Line++;
            lineStart = at;
        }

        return c;
    }

    private NginxStop Fail(string message)
    {
        Error = message;
        return NginxStop.Error;
    }

    private void TooLong(int start, int line, char quote)
    {
        Line = line;
        lineStart = Math.Max(0, start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1);
        at = start + 1;
        Error = quote == '\0'
            ? $"too long parameter \"{Shown(text.AsSpan(start, Math.Min(10, text.Length - start)))}...\" started"
            : $"too long parameter, probably missing terminating \"{quote}\" character";
    }

    private static string Unescaped(ReadOnlySpan<char> raw)
    {
        if (!raw.Contains('\\'))
        {
            return raw.ToString();
        }

        StringBuilder word = new(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            char next = raw[i] == '\\' && i + 1 < raw.Length ? raw[i + 1] : '\0';
            char meant = next switch { '"' or '\'' or '\\' => next, 't' => '\t', 'r' => '\r', 'n' => '\n', _ => '\0' };
            word.Append(meant == '\0' ? raw[i] : meant);
            i += meant == '\0' ? 0 : 1;
        }

        return word.ToString();
    }

    // A pair of surrogates is four bytes of UTF-8.
    private static int Bytes(char c) => c < 0x80 ? 1 : c < 0x800 || char.IsSurrogate(c) ? 2 : 3;

    private static string Shown(char c) => char.IsControl(c) ? "?" : c.ToString();

    private static string Shown(ReadOnlySpan<char> piece) => string.Concat(piece.ToArray().Select(Shown));
}
