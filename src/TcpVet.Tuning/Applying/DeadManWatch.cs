using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Applying;

/// <summary>What the dead man's process does: waits until the entry is confirmed or undone, or its time is over.</summary>
public static class DeadManWatch
{
    /// <summary>Waits.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The entry.</param>
    /// <param name="armed">Is called when nothing can be missed any more.</param>
    /// <returns>True when the time is over and the entry still open.</returns>
    public static bool Wait(Journal journal, int id, Action armed)
    {
        if (Deadline(journal, id) is not { } deadline)
        {
            armed();
            return false;
        }

        using FolderVigil vigil = new(journal.Folder, deadline);
        armed();
        bool over = false;
        while (!over && IsOpen(journal, id))
        {
            over = vigil.Wait();
        }

        return over;
    }

    private static long? Deadline(Journal journal, int id) => journal.Read(id) is { IsOpen: true } entry ? entry.DeadlineMs : null;

    // One that cannot be read now is looked at again when the time is over.
    private static bool IsOpen(Journal journal, int id)
    {
        try
        {
            return journal.Read(id) is { IsOpen: true };
        }
        catch (TuningException)
        {
            return true;
        }
    }
}
