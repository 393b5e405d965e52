using System.Buffers;
using TcpVet.Model;

namespace TcpVet.Probes.Targets;

/// <summary>Puts words together that are one target: <c>host 8081</c>, as telnet(1) and nc(1) take them. Pure.</summary>
public static class TargetWords
{
    private static readonly SearchValues<char> PortLetters = SearchValues.Create("0123456789,-");

    /// <summary>True for ports without a host: <c>8081</c>, <c>80,443</c>, <c>1-1024</c>, <c>53/udp</c>.</summary>
    public static bool IsPorts(string word)
    {
        bool suffix = word.EndsWith("/udp", StringComparison.OrdinalIgnoreCase)
            || word.EndsWith("/tcp", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> ports = suffix ? word.AsSpan(0, word.Length - 4) : word;
        return ports.Length > 0 && char.IsAsciiDigit(ports[0]) && ports.IndexOfAnyExcept(PortLetters) < 0;
    }

    /// <summary>The targets of a command line: ports behind a host without ports are that host's.</summary>
    /// <param name="words">The words.</param>
    /// <param name="isFile">Whether a word is a file of targets.</param>
    public static IEnumerable<string> Joined(IReadOnlyList<string> words, Func<string, bool> isFile)
    {
        string? host = null;
        bool used = false;
        foreach (string word in words)
        {
            if (host is not null && IsPorts(word))
            {
                used = true;
                yield return $"{host}:{word}";
                continue;
            }

            if (host is not null && !used)
            {
                yield return host;
            }

            used = false;
            host = IsHost(word, isFile) ? Bracketed(word) : null;
            if (host is null)
            {
                yield return word;
            }
        }

        if (host is not null && !used)
        {
            yield return host;
        }
    }

    private static bool IsHost(string word, Func<string, bool> isFile) =>
        word.Length > 1 && !IsPorts(word)
        && (InetAddress.TryParse(word, out _) || (!word.Contains(':', StringComparison.Ordinal) && !isFile(word)));

    private static string Bracketed(string word) => word.Contains(':', StringComparison.Ordinal) && word[0] != '[' ? $"[{word}]" : word;
}
