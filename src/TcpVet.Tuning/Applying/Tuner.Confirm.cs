using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Applying;

public sealed partial class Tuner
{
    /// <summary>Keeps what was applied.</summary>
    /// <param name="id">The entry; null for the one that waits.</param>
    /// <param name="by">Who confirms.</param>
    /// <param name="persistIn">The file that keeps it after a restart; null for what was asked for at apply.</param>
    /// <returns>The entry, and settings that are not as it left them.</returns>
    /// <exception cref="TuningException">There is no such entry, it is too late, or its values are not in force.</exception>
    public (JournalEntry Entry, IReadOnlyList<string> Changed) Confirm(int? id, Author by, string? persistIn)
    {
        using FileLock held = journal.Lock();
        JournalEntry entry = Waiting(id);
        List<string> changed = [.. entry.Changes.Where(change => settings.Read(change.Setting) != change.To)
            .Select(change => $"{change.Setting} is {Planner.Shown(settings.Read(change.Setting) ?? "gone")} now: somebody changed it after it was applied")];
        entry = entry with { Persist = persistIn is not null ? new EntryPersistence(persistIn) : entry.Persist };
        if (entry.State != EntryState.Confirmed)
        {
            entry = journal.Write(entry.With(new EntryStep(Now, "confirmed") { By = by }) with { State = EntryState.Confirmed });
            SaveConfirmed(entry);
        }

        return (Persist(entry, by), changed);
    }

    /// <summary>Writes down what a look at the findings' own figures found.</summary>
    public JournalEntry? Measured(int id, Measuring.Measurement after)
    {
        using FileLock held = journal.Lock();
        return journal.Read(id) is { } entry ? journal.Write(entry with { After = after }) : null;
    }

    // The copy is for the worst case only: a confirmation does not fail for want of it.
    private void SaveConfirmed(JournalEntry entry)
    {
        try
        {
            journal.Save(entry);
        }
        catch (KernelException)
        {
            // The older copy says that it was about to be applied; a rollback from it restores the same values.
        }
    }

    private JournalEntry Waiting(int? id)
    {
        JournalEntry entry = id is { } number
            ? journal.Read(number) ?? throw new TuningException($"there is no entry {number}; 'tcpvet tune log' lists them")
            : journal.Read().Entries.LastOrDefault(candidate => candidate.IsOpen && candidate.BootId == BootId)
                ?? throw new TuningException("no entry waits to be confirmed");
        if (entry.BootId != BootId)
        {
            throw new TuningException($"entry {entry.Id} is void: the host was restarted since, and has its values from the files that it reads at boot");
        }

        return entry.State switch
        {
            EntryState.Pending when BootClock.NowMs() >= entry.DeadlineMs => throw new TuningException(
                $"too late: entry {entry.Id} was to be confirmed until {entry.DeadlineAt:HH:mm:ss} UTC, and goes back; plan again"),
            EntryState.Pending or EntryState.Confirmed => entry,
            EntryState.Applying => throw new TuningException(
                $"entry {entry.Id} was interrupted while it was applied, and cannot be confirmed: it goes back at {entry.DeadlineAt:HH:mm:ss} UTC, or now with 'tcpvet tune rollback {entry.Id}'"),
            EntryState.Expired => throw new TuningException($"too late: entry {entry.Id} was not confirmed until {entry.DeadlineAt:HH:mm:ss} UTC, and has gone back; plan again"),
            _ => throw new TuningException($"entry {entry.Id} is not in force ({entry.State.Word()}): nothing to confirm"),
        };
    }

    private JournalEntry Persist(JournalEntry entry, Author by)
    {
        if (entry.Persist is not { } persist)
        {
            return entry;
        }

        // What is to be written is in the journal first, so that an interrupted write is known and can be repeated.
        JournalEntry intended = journal.Write(entry with { Persist = persist with { WrittenAt = null } });
        RewriteFile(persist.File);
        return journal.Write(intended.With(new EntryStep(Now, $"written to {persist.File}") { By = by }) with { Persist = persist with { WrittenAt = Now } });
    }

    private void RewriteFile(string file) => PersistedFile.Rewrite(file, journal.Read().Entries, reached);
}
