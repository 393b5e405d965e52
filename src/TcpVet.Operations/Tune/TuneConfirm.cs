using TcpVet.Linux;
using TcpVet.Tuning;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>Which entry is to be kept, and for how long.</summary>
/// <param name="StateFolder">The folder of the journal.</param>
/// <param name="Entry">The entry's number; null for the one that waits.</param>
/// <param name="Persist">Whether it is kept after a restart of the host.</param>
public sealed record TuneConfirmRequest(string StateFolder, int? Entry, PersistWish Persist);

/// <summary>Keeps what was applied.</summary>
public static class TuneConfirm
{
    /// <summary>Confirms an entry. A look at what it did takes time, for which the timer does not wait: it comes afterwards.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">Which entry.</param>
    /// <param name="notices">Hears what somebody else has changed since.</param>
    /// <exception cref="RequestException">There is no journal, or nothing would read the file that is to keep it.</exception>
    /// <exception cref="TuningException">There is no such entry, or it cannot be confirmed any more.</exception>
    public static TunedEntry Run(LiveHost host, TuneConfirmRequest request, Notices notices)
    {
        Journal journal = JournalEntries.Open(request.StateFolder);
        JournalEntry entry = JournalEntries.Find(
            journal, request.Entry, candidate => candidate.IsOpen,
            "no entry waits to be confirmed; 'tcpvet tune log' shows what became of them");
        if (request.Persist is { Wanted: false, Folder: not null })
        {
            throw new RequestException("--sysctl-dir says where --persist writes: add --persist");
        }

        string? persistIn = request.Persist.FileFor(entry.Target.Initial);
        EntryPlace place = EntryPlace.Of(host, entry);
        if (place.WhyVoid is { } why)
        {
            throw new TuningException($"entry {entry.Id} is void: {why}");
        }

        Author by = Author.OfThisProcess(host.Root);
        (entry, IReadOnlyList<string> changed) = place.Tune(journal, tuner => tuner.Confirm(entry.Id, by, persistIn));
        foreach (string other in changed)
        {
            notices.Say(other);
        }

        return new TunedEntry(journal, entry, place);
    }
}
