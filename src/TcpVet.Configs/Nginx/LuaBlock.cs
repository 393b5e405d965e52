namespace TcpVet.Configs.Nginx;

/// <summary>
/// Finds the end of Lua code in braces: braces in strings and comments of Lua do not count (Lua 5.1 Reference Manual §2.1).
/// </summary>
internal static class LuaBlock
{
    /// <summary>The place of the brace that closes the block; -1 when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The place behind the opening brace.</param>
    public static int End(string text, int from)
    {
        int depth = 0;
        int at = from;
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '{':
                    depth++;
                    at++;
                    break;
                case '}' when depth == 0:
                    return at;
                case '}':
                    depth--;
                    at++;
                    break;
                case '"' or '\'':
                    at = AfterString(text, at);
                    break;
                case '-' when IsAt(text, at, "--"):
                    at = AfterComment(text, at + 2);
                    break;
                case '[':
                    at = Level(text, at) is { } level ? AfterLong(text, at, level) : at + 1;
                    break;
                default:
                    at++;
                    break;
            }
        }

        return -1;
    }

    // A string ends with its line at the latest.
    private static int AfterString(string text, int at)
    {
        char quote = text[at++];
        while (at < text.Length && text[at] != quote && text[at] != '\n')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(text.Length, at + 1);
    }

    private static int AfterComment(string text, int at)
    {
        if (at < text.Length && text[at] == '[' && Level(text, at) is { } level)
        {
            return AfterLong(text, at, level);
        }

        int end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end + 1;
    }

    // [[ is of level 0, [==[ of level 2; null for any other bracket.
    private static int? Level(string text, int at)
    {
        int level = 0;
        while (at + 1 + level < text.Length && text[at + 1 + level] == '=')
        {
            level++;
        }

        return at + 1 + level < text.Length && text[at + 1 + level] == '[' ? level : null;
    }

    private static int AfterLong(string text, int at, int level)
    {
        string close = $"]{new string('=', level)}]";
        int end = text.IndexOf(close, at + level + 2, StringComparison.Ordinal);
        return end < 0 ? text.Length : end + close.Length;
    }

    private static bool IsAt(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
}
