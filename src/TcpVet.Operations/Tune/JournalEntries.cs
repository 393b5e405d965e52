using TcpVet.Tuning;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>Finds the journal, and the entry in it that somebody means.</summary>
internal static class JournalEntries
{
    /// <summary>The journal, which must be there.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static Journal Open(string folder) => Journal.Open(folder, make: false)
        ?? throw new RequestException($"there is no journal at {folder}: nothing was applied yet; --state-dir names another");

    /// <summary>The entry that a number names, or the one that is meant without a number.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The number; null without one.</param>
    /// <param name="meant">Which entries are meant without a number; the last one is.</param>
    /// <param name="none">What to say when there is none.</param>
    /// <exception cref="TuningException">There is none, or its file is damaged.</exception>
    public static JournalEntry Find(Journal journal, int? id, Func<JournalEntry, bool> meant, string none) => id is { } number
        ? Numbered(journal.Read(), number) : journal.Read().Entries.LastOrDefault(meant) ?? throw new TuningException(none);

    /// <summary>The entry that a number names.</summary>
    /// <exception cref="TuningException">There is none, or its file is damaged.</exception>
    public static JournalEntry Numbered(JournalContent content, int number)
    {
        if (content.Entries.FirstOrDefault(entry => entry.Id == number) is { } found)
        {
            return found;
        }

        string name = $"{number:D4}.json";
        throw new TuningException(content.Damaged.FirstOrDefault(file => file.File.EndsWith(name, StringComparison.Ordinal)) is { } damaged
            ? $"{damaged.File} is damaged: {damaged.Why}" : $"there is no entry {number}; 'tcpvet tune log' lists them");
    }
}
