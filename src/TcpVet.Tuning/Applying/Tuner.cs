using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Applying;

/// <summary>
/// Changes the running values, under the journal's lock, and on a thread that is inside the namespace. What is about to be done is on the
/// disk before it is done: whoever kills this process at any moment leaves an entry from which the values before can be restored exactly.
/// </summary>
/// <param name="journal">Where everything is written down.</param>
/// <param name="settings">The running values of the calling thread's namespace.</param>
/// <param name="root">Where proc(5) is mounted.</param>
/// <param name="reached">Is told what is done, for tests that stop there.</param>
public sealed partial class Tuner(Journal journal, RunningSettings settings, ProcFsRoot root, Action<string>? reached = null)
{
    private string BootId { get; } = HostIdentity.BootId(root);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Applies a plan: everything, or nothing.</summary>
    /// <returns>The entry, which waits to be confirmed.</returns>
    /// <exception cref="TuningException">Something has changed since the plan, another entry is open, or the kernel refused; nothing of it
    /// is in force.</exception>
    public JournalEntry Apply(TuningPlan plan, ApplyOrder order)
    {
        using FileLock held = journal.Lock();
        RefuseWhileAnotherIsOpen();
        RefuseWhatChanged(plan);
        JournalEntry entry = Prepare(plan, order);
        try
        {
            foreach (EntryChange change in entry.Changes)
            {
                entry = journal.Write(entry.With(change.Setting, ChangeState.Writing));
                if (settings.Write(change.Setting, change.To) is { } refusal)
                {
                    TakeBack(entry, refusal);
                }

                entry = entry.With(change.Setting, ChangeState.Written);
            }

            return journal.Write(entry with { State = EntryState.Pending });
        }
        catch (KernelException unwritable)
        {
            TakeBack(entry, $"the journal could not be written: {unwritable.Message}");
            throw;
        }
    }

    // Everything that an undoing needs is on the disk twice, and somebody waits to do it, before the first value is touched.
    private JournalEntry Prepare(TuningPlan plan, ApplyOrder order)
    {
        try
        {
            JournalEntry entry = journal.Write(Entry(plan, order));
            journal.Save(entry);
            return Arm(entry, order);
        }
        catch (KernelException unwritable)
        {
            throw new TuningException($"nothing was changed: the journal could not be written: {unwritable.Message}");
        }
    }

    /// <summary>Writes an entry down if that is possible.</summary>
    /// <returns>Why it was not; null when it was.</returns>
    private string? Note(JournalEntry entry)
    {
        try
        {
            journal.Write(entry);
            return null;
        }
        catch (KernelException unwritable)
        {
            return $"the journal could not be written: {unwritable.Message}";
        }
    }

    private void RefuseWhileAnotherIsOpen()
    {
        foreach (JournalEntry open in journal.Read().Entries.Where(entry => entry.IsOpen && entry.BootId == BootId))
        {
            // Nobody writes while we hold the lock: it was interrupted. What was never touched needs nobody.
            if (open.State == EntryState.Applying && open.Changes.All(change => change.State == ChangeState.Planned))
            {
                journal.Write(open.With(new EntryStep(Now, "interrupted before anything was written")) with { State = EntryState.Failed });
                continue;
            }

            throw new TuningException(open.State == EntryState.RollingBack
                ? $"the rollback of entry {open.Id} was interrupted: 'tcpvet tune rollback {open.Id}' ends it"
                : BootClock.NowMs() < open.DeadlineMs
                ? $"entry {open.Id} waits to be confirmed until {open.DeadlineAt:HH:mm:ss} UTC: 'tcpvet tune confirm {open.Id}' or 'tcpvet tune rollback {open.Id}' first"
                : $"entry {open.Id} was not confirmed and its timer has gone: 'tcpvet tune rollback {open.Id}' first");
        }
    }

    private void RefuseWhatChanged(TuningPlan plan)
    {
        if (plan.Changes.Count == 0)
        {
            throw new TuningException("the plan changes nothing");
        }

        foreach (PlannedChange change in plan.Changes)
        {
            string? now = settings.Read(change.Setting);
            if (now != change.From)
            {
                throw new TuningException($"{change.Setting} is {Planner.Shown(now ?? "gone")} now and was {Planner.Shown(change.From)} when the plan was made: somebody changed it; plan again");
            }
        }
    }

    private JournalEntry Entry(TuningPlan plan, ApplyOrder order)
    {
        DateTimeOffset now = Now;
        return new JournalEntry
        {
            Id = journal.NextId(),
            State = EntryState.Applying,
            MadeAt = now,
            BootId = BootId,
            Target = plan.Target,
            By = order.By,
            WithinMs = (long)order.Within.TotalMilliseconds,
            DeadlineMs = BootClock.NowMs() + (long)order.Within.TotalMilliseconds,
            DeadlineAt = now + order.Within,
            Changes = [.. plan.Changes.Select(change => new EntryChange
            {
                Setting = change.Setting,
                From = change.From,
                To = change.To,
                Because = change.Because,
                Reasons = change.Reasons,
            })],
            Steps = [new EntryStep(now, "applied") { By = order.By }],
            Persist = order.PersistIn is { } file ? new EntryPersistence(file) : null,
            Before = order.Before,
        };
    }

    private JournalEntry Arm(JournalEntry entry, ApplyOrder order)
    {
        ArmedTimer timer;
        try
        {
            timer = order.Arm(entry);
        }
        catch (Exception exception) when (exception is KernelException or TuningException)
        {
            journal.Write(entry.With(new EntryStep(Now, $"no timer could be armed: {exception.Message}")) with { State = EntryState.Failed });
            throw new TuningException($"nothing was changed: no timer could be armed that would undo it: {exception.Message}");
        }

        reached?.Invoke("armed");
        return journal.Write(entry with { Timer = timer });
    }

    private void TakeBack(JournalEntry entry, string refusal)
    {
        List<string> stuck = [];
        foreach (EntryChange change in entry.Changes.Reverse().Where(change => change.State is ChangeState.Writing or ChangeState.Written))
        {
            if (settings.Read(change.Setting) != change.From && settings.Write(change.Setting, change.From) is { } second)
            {
                stuck.Add(second);
                continue;
            }

            entry = entry.With(change.Setting, ChangeState.Restored);
        }

        entry = entry.With(new EntryStep(Now, $"refused: {refusal}"));
        if (stuck.Count > 0)
        {
            // It stays open: the timer tries again, and so may people.
            _ = Note(entry with { State = EntryState.RollingBack });
            throw new TuningException($"{refusal}; and the values before could not be restored: {string.Join("; ", stuck)}");
        }

        _ = Note(entry with { State = EntryState.Failed });
        throw new TuningException($"{refusal}; everything is as before");
    }
}
