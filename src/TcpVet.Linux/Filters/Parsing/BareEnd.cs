using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>
/// A word that stands for an end of a connection without a keyword before it: <c>:8080</c>, <c>*:80</c>, <c>10.0.0.7</c>,
/// <c>10.0.0.0/8</c>, <c>[2001:db8::1]:443</c>. Either end may be meant. A bare number is none: it may be a port, a process or a count.
/// </summary>
public static class BareEnd
{
    /// <summary>True for a port alone: <c>:8080</c>, <c>:https</c>, <c>*:80</c>.</summary>
    public static bool IsPort(string word)
    {
        ReadOnlySpan<char> rest = word.AsSpan().TrimStart('*');
        return word.Length - rest.Length <= 1 && rest.Length > 1 && rest[0] == ':' && char.IsAsciiLetterOrDigit(rest[1])
            && rest[1..].IndexOf(':') < 0;
    }

    /// <summary>The address of a word that is an address or a network, with or without a port; null for any other word.</summary>
    public static InetAddress? Address(string word)
    {
        // Four parts, or a length behind fewer: what ss takes for an address is any number.
        bool plain = word.Contains(':', StringComparison.Ordinal) || word.AsSpan().Count('.') == 3
            || (word.Contains('.', StringComparison.Ordinal) && word.Contains('/', StringComparison.Ordinal));
        if (!plain || HostText.FamilyPrefix(word, out _) > 0)
        {
            return null;
        }

        if (!word.Contains('[', StringComparison.Ordinal) && word.AsSpan().Count(':') > 1)
        {
            return HostText.Prefix(word, out _)?.Address;
        }

        return HostText.Split(word) is { Host.Length: > 0 } text ? HostText.Prefix(text.Host, out _)?.Address : null;
    }

    /// <summary>True when the word stands for an end.</summary>
    internal static bool Is(string word) => word.Length is > 0 and < 256 && (IsPort(word) || Address(word) is not null);
}
