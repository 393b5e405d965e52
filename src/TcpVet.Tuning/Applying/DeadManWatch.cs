using TcpVet.Linux.Interop;
using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Applying;

/// <summary>What the dead man's process does: waits until the entry is confirmed or undone, or its time is over.</summary>
public static class DeadManWatch
{
    /// <summary>Waits. What is to be restored is held in memory from the beginning: nothing that happens to the journal's folder meanwhile
    /// keeps it from being restored.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The entry.</param>
    /// <param name="armed">Is called when nothing can be missed any more.</param>
    /// <returns>The entry, as it could be read last, when the time is over and it is open; null when there is nothing to undo.</returns>
    public static JournalEntry? Wait(Journal journal, int id, Action armed)
    {
        if (journal.Read(id) is not { IsOpen: true } known)
        {
            armed();
            return null;
        }

        using FolderVigil vigil = new(journal.Folder, known.DeadlineMs);
        armed();
        bool over = false;
        while (!over && known.IsOpen)
        {
            known = Present(journal, id) ?? known;
            over = known.IsOpen && vigil.Wait();
        }

        return over ? known : null;
    }

    // Null for one that cannot be read now, or has gone: only a file that says so ends the waiting.
    private static JournalEntry? Present(Journal journal, int id)
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
}
