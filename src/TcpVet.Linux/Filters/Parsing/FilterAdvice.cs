using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>What was probably meant by a word that begins no condition.</summary>
internal static class FilterAdvice
{
    // The words of other tools, and of this program's own columns. A server's port is the local one: it is named first.
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["lport"] = "sport", ["local"] = "src", ["laddr"] = "src", ["saddr"] = "src", ["source"] = "src", ["from"] = "src",
        ["rport"] = "dport", ["peer"] = "dst", ["remote"] = "dst", ["raddr"] = "dst", ["daddr"] = "dst", ["dest"] = "dst", ["to"] = "dst",
        ["pid"] = "process", ["comm"] = "process", ["name"] = "process", ["program"] = "process", ["uid"] = "user",
        ["addr"] = "host", ["address"] = "host", ["ip"] = "host", ["net"] = "host", ["iface"] = "dev", ["interface"] = "dev",
        ["rq"] = "recvq", ["recv-q"] = "recvq", ["sq"] = "sendq", ["send-q"] = "sendq", ["mark"] = "fwmark",
    };

    /// <summary>One question to the user; null when nothing resembles the word.</summary>
    public static string? For(FilterToken found)
    {
        if (found.Kind != FilterTokenKind.Word || found.Text.Length > 64)
        {
            return null;
        }

        string word = found.Text;
        if (FilterWords.IsStateWord(word) || StateClauses.IsName(word))
        {
            return "states go first or last and stand for the whole filter; 'exclude STATE' is the negation of 'state STATE'";
        }

        if (ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return $"did you mean 'sport = :{port}' (the port of a server here), ':{port}' (either end) or 'process = {port}'?";
        }

        string lower = word.ToLowerInvariant();
        if (Synonyms.TryGetValue(lower, out string? meant))
        {
            return $"did you mean '{meant}'?";
        }

        // What is equally near is meant in the order of the list, where the local end goes before the peer's.
        IReadOnlyList<string> near = TextDistance.Nearest(lower, FilterWords.Conditions, text => text, most: FilterWords.Conditions.Length);
        string? nearest = near.Count == 0 ? null : FilterWords.Conditions
            .First(name => near.Contains(name) && TextDistance.Distance(lower, name) == TextDistance.Distance(lower, near[0]));
        return nearest is null ? null : $"did you mean '{nearest}'?";
    }
}
