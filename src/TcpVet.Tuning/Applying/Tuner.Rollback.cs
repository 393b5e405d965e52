using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Applying;

public sealed partial class Tuner
{
    /// <summary>Restores the values before an entry, and takes its lines out of the file that keeps them.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="force">Whether to overwrite what somebody else has set since.</param>
    /// <exception cref="TuningException">There is nothing to undo, somebody else has changed a value, or the kernel refused.</exception>
    public JournalEntry Rollback(int id, Author by, bool force)
    {
        using FileLock? held = journal.LockOrGoOn();
        JournalEntry entry = InForce(id);
        if (!force && Foreign(entry) is { Count: > 0 } foreign)
        {
            throw new TuningException($"entry {id} was not undone: {string.Join("; ", foreign)}; --force overwrites it");
        }

        EntryStep step = new(Now, force ? "rolled back, by force" : "rolled back") { By = by };
        Undone undone = Undo(entry, EntryState.RolledBack, step, force);
        return undone.Unwritten is { } why
            ? throw new TuningException($"entry {id} is undone: the values are as before; but {why}, so that the record of it is not true; mend that, and 'tcpvet tune rollback {id}' again")
            : undone.Entry;
    }

    /// <summary>
    /// What the timer does: undoes an entry that nobody confirmed in time, whatever state it was left in, and whatever has become of its
    /// file. </summary>
    /// <param name="known">The entry as it was when it could be read last: what counts where it cannot be read now.</param>
    /// <exception cref="TuningException">The kernel refused to take a value back.</exception>
    public Undone Expire(JournalEntry known)
    {
        using FileLock? held = journal.LockOrGoOn();
        JournalEntry entry = Present(known.Id) ?? known.AsFarAsItMayHaveCome();
        if (!entry.IsOpen || entry.BootId != BootId || BootClock.NowMs() < entry.DeadlineMs)
        {
            return new Undone(entry, null);
        }

        // Whoever has set another value in the meantime knows what they want: it is left alone, and the journal says so.
        return Undo(entry, EntryState.Expired, new EntryStep(Now, "not confirmed in time: undone"), force: false);
    }

    /// <summary>Writes down an undoing that could not be written down when it was done.</summary>
    /// <returns>Why it cannot be written now either; null when it is, when others have written since, or when the journal has
    /// gone.</returns>
    public string? Record(Undone undone)
    {
        using FileLock? held = journal.LockOrGoOn();
        return Present(undone.Entry.Id) is { IsOpen: false } || !Directory.Exists(journal.Folder)
            ? null
            : Note(undone.Entry.With(new EntryStep(Now, $"written down late: {undone.Unwritten}")));
    }

    /// <summary>Marks an entry whose values have gone with the namespace or the run of the kernel that they were set in.</summary>
    public JournalEntry Void(int id, string why)
    {
        using FileLock? held = journal.LockOrGoOn();
        JournalEntry entry = journal.Read(id) ?? throw new TuningException($"there is no entry {id}; 'tcpvet tune log' lists them");
        if (entry.State is not (EntryState.Applying or EntryState.Pending or EntryState.Confirmed or EntryState.RollingBack))
        {
            return entry;
        }

        return Finished(entry.With(new EntryStep(Now, why)), EntryState.Void);
    }

    private JournalEntry InForce(int id)
    {
        JournalEntry entry = journal.Read(id) ?? throw new TuningException($"there is no entry {id}; 'tcpvet tune log' lists them");
        return entry.State switch
        {
            EntryState.Applying or EntryState.Pending or EntryState.Confirmed or EntryState.RollingBack => entry,
            _ => throw new TuningException($"entry {id} is not in force ({entry.State.Word()}): nothing to undo"),
        };
    }

    // What is neither the value before nor ours, nor half of each, somebody else has set.
    private List<string> Foreign(JournalEntry entry)
    {
        List<string> foreign = [];
        foreach (EntryChange change in entry.Changes.Where(change => change.State != ChangeState.Planned && !IsOurs(change)))
        {
            string now = settings.Read(change.Setting) ?? "gone";
            JournalEntry? later = journal.Read().Entries.LastOrDefault(other => other.Id > entry.Id && other.Target.Is(entry.Target)

                    && other.State is EntryState.Applying or EntryState.Pending or EntryState.Confirmed
                    && other.Changes.Any(theirs => theirs.Setting == change.Setting && theirs.To == now));
            foreign.Add(later is null
                ? $"{change.Setting} is {Planner.Shown(now)} now, entry {entry.Id} set {Planner.Shown(change.To)}: somebody changed it since"
                : $"entry {later.Id} has set {change.Setting} to {Planner.Shown(now)} since: undo that one first");
        }

        return foreign;
    }

    private bool IsOurs(EntryChange change) => settings.Read(change.Setting) is { } now
        && (now == change.From
            || now == change.To
            || (change.State == ChangeState.Writing && SettingValue.IsMixture(now, change.From, change.To)));

    // The values come first. The journal is told before them where that is possible, so that an interrupted run is known.
    private Undone Undo(JournalEntry entry, EntryState end, EntryStep step, bool force)
    {
        entry = entry with { State = EntryState.RollingBack };
        string? unwritten = Note(entry);
        List<string> stuck = [];
        // What was not touched yet when the run was interrupted needs no undoing, whatever it is now.
        foreach (EntryChange change in entry.Changes.Reverse().Where(change => change.State != ChangeState.Planned))
        {
            if (!force && !IsOurs(change))
            {
                entry = entry.With(change.Setting, ChangeState.LeftAlone).With(new EntryStep(Now, $"{change.Setting} was left at {Planner.Shown(settings.Read(change.Setting) ?? "nothing")}: somebody changed it"));
                continue;
            }

            if (settings.Read(change.Setting) != change.From && settings.Write(change.Setting, change.From) is { } refusal)
            {
                stuck.Add(refusal);
                continue;
            }

            entry = entry.With(change.Setting, ChangeState.Restored);
        }

        if (stuck.Count > 0)
        {
            _ = Note(entry.With(new EntryStep(Now, $"could not be undone: {string.Join("; ", stuck)}")));
            throw new TuningException($"entry {entry.Id} could not be undone: {string.Join("; ", stuck)}; everything else is as before, and 'tcpvet tune rollback {entry.Id}' tries again");
        }

        entry = entry.With(step);
        // Its lines go while the entry still says that it is being undone: an interrupted run is repeated whole.
        if (Unlist(entry) is { } kept)
        {
            _ = Note(entry);
            return new Undone(entry, kept);
        }

        entry = entry with { State = end };
        string? late = Note(entry);
        return new Undone(entry, late is null ? null : unwritten ?? late);
    }

    /// <summary>Takes an entry out of the file that keeps it.</summary>
    /// <returns>Why that could not be done; null when nothing of it stands there.</returns>
    private string? Unlist(JournalEntry entry)
    {
        if (entry.Persist is not { } persist)
        {
            return null;
        }

        try
        {
            PersistedFile.Rewrite(persist.File, [.. journal.Read().Entries.Where(other => other.Id != entry.Id)], reached);
            return null;
        }
        catch (Exception exception) when (exception is KernelException or TuningException or IOException or UnauthorizedAccessException)
        {
            return persist.WrittenAt is null ? null : $"{persist.File} could not be written anew, and still has its values: {exception.Message}";
        }
    }

    // Null where it cannot be read, for whatever reason.
    private JournalEntry? Present(int id)
    {
        try
        {
            return journal.Read(id);
        }
        catch (Exception exception) when (exception is TuningException or KernelException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The file's lines go while the entry still says that it is being undone: an interrupted run is repeated whole.
    private JournalEntry Finished(JournalEntry entry, EntryState end)
    {
        if (entry.Persist is { } persist)
        {
            RewriteFile(persist.File);
        }

        return journal.Write(entry with { State = end });
    }
}
