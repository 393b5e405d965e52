using System.Text;

namespace TcpVet.Configs.Httpd;

/// <summary>The words of a line, as server/util.c <c>ap_getword_conf</c> takes them.</summary>
internal static class HttpdWords
{
    /// <summary>All words of a text.</summary>
    public static List<string> All(ReadOnlySpan<char> text)
    {
        List<string> words = [];
        while (!text.IsEmpty)
        {
            words.Add(Take(ref text));
        }

        return words;
    }

    /// <summary>
    /// The next word; the rest without the space before it. A word in quotes ends at the same quote, or with the line when there is none;
    /// quotes inside a word stand for themselves.
    /// </summary>
    public static string Take(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text.IsEmpty)
        {
            return "";
        }

        char quote = text[0] is '"' or '\'' ? text[0] : '\0';
        int end = quote != '\0' ? ClosingQuote(text, quote) : Space(text);
        string word = Unescaped(text[(quote == '\0' ? 0 : 1)..end], quote);
        int next = Math.Min(text.Length, quote != '\0' ? end + 1 : end);
        text = text[next..].TrimStart();
        return word;
    }

    private static int Space(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end;
    }

    private static int ClosingQuote(ReadOnlySpan<char> text, char quote)
    {
        int end = 1;
        while (end < text.Length && text[end] != quote)
        {
            end += text[end] == '\\' && end + 1 < text.Length && (text[end + 1] == '\\' || text[end + 1] == quote) ? 2 : 1;
        }

        return Math.Min(end, text.Length);
    }

    // substring_conf: a backslash before a backslash goes, and before the quote that the word stands in.
    private static string Unescaped(ReadOnlySpan<char> text, char quote)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        StringBuilder word = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool escapes = text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == '\\' || (quote != '\0' && text[i + 1] == quote));
            word.Append(text[escapes ? ++i : i]);
        }

        return word.ToString();
    }
}
