using System.Text;

namespace TcpVet.Linux.Filters;

/// <summary>The words that have a meaning of their own, and how to write one that shall not.</summary>
internal static class FilterWords
{
    /// <summary>The words that begin a condition.</summary>
    internal static readonly string[] Conditions =
        ["src", "dst", "host", "sport", "dport", "port", "dev", "fwmark", "cgroup", "autobound", "process", "user", "idle", "age", "recvq", "sendq"];

    private static readonly HashSet<string> Known = new(Conditions, StringComparer.Ordinal);

    private static readonly HashSet<string> States = new(StringComparer.Ordinal) { "state", "exclude", "excl" };

    internal static bool IsCondition(ReadOnlySpan<char> word) => Known.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    internal static bool IsStateWord(string word) => States.Contains(word);

    /// <summary>The word with a backslash before all that would end it or give it another meaning.</summary>
    internal static string Escape(string word)
    {
        StringBuilder text = new(word.Length + 2);
        bool reserved = Known.Contains(word) || States.Contains(word) || FilterLexer.IsOperatorWord(word);
        for (int i = 0; i < word.Length; i++)
        {
            if ((i == 0 && reserved) || IsSeparator(word[i]) || "()&|!<>=\\".Contains(word[i], StringComparison.Ordinal))
            {
                text.Append('\\');
            }

            text.Append(word[i]);
        }

        return text.ToString();
    }

    internal static bool IsSeparator(char character) => character is ' ' or '\t' or '\r' or '\n';
}
