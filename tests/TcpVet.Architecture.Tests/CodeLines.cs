namespace TcpVet.Architecture.Tests;

/// <summary>
/// How long the lines of a C# file are for a reader, in characters: what stands between the quotes of a string, an explanation or a
/// title, is not counted, and neither are the lines of a raw string. Comments are.
/// </summary>
internal static class CodeLines
{
    /// <summary>The lengths, a line each, in the order of the file.</summary>
    internal static IReadOnlyList<int> Lengths(string source)
    {
        bool[] quoted = new bool[source.Length];
        for (int at = 0; at < source.Length;)
        {
            at = StartsComment(source, at) ? EndOfLine(source, at) : Character(source, at) ?? Text(source, at, quoted) ?? at + 1;
        }

        List<int> lengths = [0];
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] == '\n')
            {
                lengths.Add(0);
            }
            else if (!quoted[i])
            {
                lengths[^1]++;
            }
        }

        return lengths;
    }

    private static bool StartsComment(string source, int at) => source.AsSpan(at).StartsWith("//");

    private static int EndOfLine(string source, int at) => source.IndexOf('\n', at) is >= 0 and int end ? end : source.Length;

    // The end of a character literal at this place.
    private static int? Character(string source, int at)
    {
        if (source[at] != '\'' || at + 2 >= source.Length)
        {
            return null;
        }

        int end = source[at + 1] == '\\' ? source.IndexOf('\'', at + 3) : at + 2;
        return end > at && source[end] == '\'' ? end + 1 : null;
    }

    // The end of a string literal at this place; what is between its quotes is marked, holes of an interpolated one among it.
    private static int? Text(string source, int at, bool[] quoted)
    {
        int start = at;
        while (start < source.Length && source[start] is '$' or '@')
        {
            start++;
        }

        if (start >= source.Length || source[start] != '"')
        {
            return null;
        }

        ReadOnlySpan<char> prefix = source.AsSpan(at, start - at);
        int quotes = source.AsSpan(start).IndexOfAnyExcept('"') is >= 0 and int run ? run : source.Length - start;
        if (quotes == 2)
        {
            return start + 2;
        }

        int end = quotes >= 3
            ? EndOfRaw(source, start, quotes)
            : EndOfPlain(source, start + 1, verbatim: prefix.Contains('@'), holes: prefix.Contains('$'), quoted);
        quoted.AsSpan(start..Math.Min(end, quoted.Length)).Fill(true);
        return end;
    }

    private static int EndOfRaw(string source, int start, int quotes)
    {
        int end = source.IndexOf(new string('"', quotes), start + quotes, StringComparison.Ordinal) + quotes;
        while (end < source.Length && source[end] == '"')
        {
            end++;
        }

        return end;
    }

    private static int EndOfPlain(string source, int at, bool verbatim, bool holes, bool[] quoted)
    {
        while (at < source.Length)
        {
            bool doubled = at + 1 < source.Length && source[at + 1] == source[at];
            switch (source[at])
            {
                case '\\' when !verbatim:
                case '"' when verbatim && doubled:
                case '{' when holes && doubled:
                    at += 2;
                    break;
                case '"':
                    return at + 1;
                case '{' when holes:
                    at = EndOfHole(source, at, quoted);
                    break;
                default:
                    at++;
                    break;
            }
        }

        return at;
    }

    private static int EndOfHole(string source, int at, bool[] quoted)
    {
        for (int depth = 0; at < source.Length;)
        {
            depth += source[at] == '{' ? 1 : source[at] == '}' ? -1 : 0;
            at = Character(source, at) ?? Text(source, at, quoted) ?? at + 1;
            if (depth == 0)
            {
                break;
            }
        }

        return at;
    }
}
