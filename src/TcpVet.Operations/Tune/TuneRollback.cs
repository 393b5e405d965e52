using TcpVet.Linux;
using TcpVet.Tuning;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>Restores the values before an entry: found first, so that somebody can be asked, and undone then.</summary>
public sealed class TuneRollback
{
    private readonly LiveHost host;
    private readonly Journal journal;
    private readonly EntryPlace place;

    private TuneRollback(LiveHost host, Journal journal, JournalEntry entry)
    {
        (this.host, this.journal, Entry) = (host, journal, entry);
        place = EntryPlace.Of(host, entry);
    }

    /// <summary>The entry that would be undone.</summary>
    public JournalEntry Entry { get; }

    /// <summary>Whether the entry is in force as far as the journal knows: there is something to undo.</summary>
    public bool InForce => IsInForce(Entry);

    /// <summary>Finds the entry.</summary>
    /// <param name="host">The host.</param>
    /// <param name="stateFolder">The folder of the journal.</param>
    /// <param name="entry">The entry's number; null for the one that waits, or else the last one in force.</param>
    /// <exception cref="RequestException">There is no journal.</exception>
    /// <exception cref="TuningException">There is no such entry.</exception>
    public static TuneRollback Find(LiveHost host, string stateFolder, int? entry)
    {
        Journal journal = JournalEntries.Open(stateFolder);
        return new TuneRollback(host, journal, JournalEntries.Find(journal, entry, IsInForce, "no entry is in force: nothing to undo"));
    }

    /// <summary>Undoes the entry. Whoever calls has asked whoever has to be asked.</summary>
    /// <param name="force">Whether what somebody else has set since is overwritten.</param>
    /// <exception cref="TuningException">It cannot be undone.</exception>
    public LoggedEntry Run(bool force)
    {
        Author by = Author.OfThisProcess(host.Root);
        return LoggedEntry.Of(place.Tune(
            journal, tuner => InForce && place.WhyVoid is { } why ? tuner.Void(Entry.Id, why) : tuner.Rollback(Entry.Id, by, force)));
    }

    private static bool IsInForce(JournalEntry entry) => entry.IsOpen || entry.State == EntryState.Confirmed;
}
