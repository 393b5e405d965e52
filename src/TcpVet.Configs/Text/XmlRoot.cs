namespace TcpVet.Configs.Text;

/// <summary>Finds the root element of what may be XML, without parsing it: nothing is resolved or expanded.</summary>
internal static class XmlRoot
{
    private const int LongestName = 100;

    /// <summary>
    /// The name of the first element, behind declaration, comments and document type; null when the text does not begin as XML does.
    /// </summary>
    public static string? Find(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.TrimStart('\uFEFF').TrimStart();
        while (rest is ['<', '?' or '!', ..])
        {
            ReadOnlySpan<char> end = rest.StartsWith("<!--") ? "-->" : rest[1] == '?' ? "?>" : DoctypeEnd(rest);
            int at = rest.IndexOf(end);
            if (at < 0)
            {
                return null;
            }

            rest = rest[(at + end.Length)..].TrimStart();
        }

        if (rest is not ['<', ..])
        {
            return null;
        }

        int length = 0;
        while (length + 1 < rest.Length && length < LongestName && IsOfName(rest[length + 1]))
        {
            length++;
        }

        return length > 0 ? rest.Slice(1, length).ToString() : null;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ':' or '.';

    // A document type may hold declarations between brackets.
    private static ReadOnlySpan<char> DoctypeEnd(ReadOnlySpan<char> rest)
    {
        int bracket = rest.IndexOf('[');
        int close = rest.IndexOf('>');
        return bracket >= 0 && bracket < close ? "]>" : ">";
    }
}
