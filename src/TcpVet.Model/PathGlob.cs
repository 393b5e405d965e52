namespace TcpVet.Model;

/// <summary>Patterns of file names as glob(7) has them: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a-z]</c>, a backslash before a character
/// that stands for itself.</summary>
public static class PathGlob
{
    /// <summary>True when a text has a character that makes it a pattern; a bracket that nothing closes stands for itself.</summary>
    public static bool IsPattern(ReadOnlySpan<char> text) =>
        text.IndexOfAny('*', '?') >= 0 || (text.IndexOf('[') is var bracket and >= 0 && text[bracket..].Contains(']'));

    /// <summary>True when a name fits a pattern. A dot at the beginning is matched by a dot alone.</summary>
    /// <param name="pattern">Of one name, or of a whole text without meaning for slashes.</param>
    /// <param name="name">The name.</param>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) =>
        (name.Length == 0 || name[0] != '.' || (pattern.Length > 0 && pattern[0] is '.' or '\\')) && Fits(pattern, name);

    // Only the last star need be taken back: what an earlier one has matched never has to change. So the time is at worst pattern × name.
    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0;
        int n = 0;
        int star = -1;
        int from = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                from = n;
            }
            else if (p < pattern.Length && One(pattern[p..], name[n], out int used))
            {
                p += used;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++from;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    private static bool One(ReadOnlySpan<char> pattern, char character, out int used)
    {
        used = 1;
        switch (pattern[0])
        {
            case '?':
                return true;
            case '[' when Closing(pattern) is int end and > 0:
                used = end + 1;
                return InSet(pattern[1..end], character);
            case '\\' when pattern.Length > 1:
                used = 2;
                return pattern[1] == character;
            default:
                return pattern[0] == character;
        }
    }

    // glob(7): a bracket that stands first in the set belongs to it; a set that never ends is an ordinary bracket.
    private static int Closing(ReadOnlySpan<char> pattern)
    {
        int first = pattern.Length > 1 && pattern[1] is '!' or '^' ? 2 : 1;
        int end = pattern.Length > first + 1 ? pattern[(first + 1)..].IndexOf(']') : -1;
        return end < 0 ? -1 : first + 1 + end;
    }

    private static bool InSet(ReadOnlySpan<char> set, char character)
    {
        bool not = set[0] is '!' or '^';
        if (not)
        {
            set = set[1..];
        }

        bool inside = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                inside |= character >= set[i] && character <= set[i + 2];
                i += 2;
            }
            else
            {
                inside |= set[i] == character;
            }
        }

        return inside != not;
    }
}
