using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Operations.Checkup;
using TcpVet.Tuning;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>What of the journal is asked for.</summary>
/// <param name="StateFolder">The folder of the journal.</param>
/// <param name="Entry">One entry's number; null for all.</param>
/// <param name="Measure">The check-up that shows whether what is in force helps; null for no look.</param>
public sealed record TuneLogRequest(string StateFolder, int? Entry, CheckupRequest? Measure);

/// <summary>The journal.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="TakenAt">When it was looked at, UTC.</param>
/// <param name="Entries">The entries that were asked for, in their order.</param>
/// <param name="Damaged">Files that could not be used.</param>
/// <param name="Whole">Whether all of each entry is to be told.</param>
public sealed record TuneLogAnswer(
    string Host, DateTimeOffset TakenAt, IReadOnlyList<LoggedEntry> Entries, IReadOnlyList<DamagedEntry> Damaged, bool Whole);

/// <summary>Reads the journal: what was changed when, by whom and why, what became of it, and whether it helped.</summary>
public static class TuneLog
{
    /// <summary>Reads it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">What of it.</param>
    /// <param name="notices">Hears of damaged files and of entries that could not be measured, and how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the looks; the journal is told all the same.</param>
    /// <exception cref="RequestException">There is no journal, and one entry is asked for.</exception>
    /// <exception cref="TuningException">There is no such entry, or it is damaged.</exception>
    public static TuneLogAnswer Read(LiveHost host, TuneLogRequest request, Notices notices, CancellationToken cancellation)
    {
        if (request.Entry is null && Journal.Open(request.StateFolder, make: false) is null)
        {
            return Answer(host, request, [], []);
        }

        Journal journal = JournalEntries.Open(request.StateFolder);
        JournalContent content = journal.Read();
        foreach (DamagedEntry damaged in content.Damaged)
        {
            notices.Say($"{damaged.File} is damaged and not used: {damaged.Why}");
        }

        List<LoggedEntry> logged = [];
        foreach (JournalEntry entry in request.Entry is { } number ? [JournalEntries.Numbered(content, number)] : content.Entries)
        {
            logged.Add(Looked(new TunedEntry(journal, entry, EntryPlace.Of(host, entry)), request.Measure, notices, cancellation));
        }

        return Answer(host, request, logged, content.Damaged);
    }

    private static LoggedEntry Looked(TunedEntry entry, CheckupRequest? checkup, Notices notices, CancellationToken cancellation)
    {
        LoggedEntry logged = entry.Unmeasured;
        bool worthALook = logged.Entry.State is EntryState.Confirmed or EntryState.Pending && logged.WhyVoid is null;
        if (checkup is null || !worthALook)
        {
            return logged;
        }

        try
        {
            return entry.Measured(checkup, notices, cancellation);
        }
        catch (KernelException exception)
        {
            notices.Say($"entry {logged.Entry.Id} was not measured: {exception.Message}");
            return logged;
        }
    }

    private static TuneLogAnswer Answer(
        LiveHost host, TuneLogRequest request, IReadOnlyList<LoggedEntry> entries, IReadOnlyList<DamagedEntry> damaged) =>
        new(HostIdentity.Name(host.Root), TimeProvider.System.GetUtcNow(), entries, damaged, Whole: request.Entry is not null);
}
