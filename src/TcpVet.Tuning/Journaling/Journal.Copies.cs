using System.Globalization;
using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;

namespace TcpVet.Tuning.Journaling;

/// <summary>The copies of entries that are in force.</summary>
public sealed partial class Journal
{
    private const string CopySuffix = ".copy";

    // An entry grows by a line for each step; a file takes whole blocks.
    private const int RoomToGrow = 1024;
    private const int Block = 4096;

    /// <summary>Writes the copy of an entry, with room to spare. Under the lock.</summary>
    /// <exception cref="KernelException">It cannot be written.</exception>
    internal void Save(JournalEntry entry)
    {
        byte[] text = TuningJson.Write(entry);
        byte[] padded = new byte[(text.Length + RoomToGrow + Block - 1) / Block * Block];
        padded.AsSpan().Fill((byte)'\n');
        text.CopyTo(padded, 0);
        AtomicFile.Write(CopyOf(entry.Id), padded, OwnerOnly, reached);
        reached?.Invoke("saved");
    }

    /// <summary>An entry from its copy; null without one that can be used.</summary>
    private JournalEntry? Saved(int id)
    {
        try
        {
            string path = CopyOf(id);
            return File.Exists(path) && TuningJson.ReadEntry(Bytes(path)) is { } entry && entry.Id == id
                ? entry.AsFarAsItMayHaveCome()
                : null;
        }
        catch (Exception exception) when (exception is TuningException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What cannot be removed does no harm.
    private bool Forget(int id)
    {
        try
        {
            string path = CopyOf(id);
            bool there = File.Exists(path);
            AtomicFile.Delete(path);
            return there;
        }
        catch (KernelException)
        {
            return false;
        }
    }

    private string CopyOf(int id) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id:D4}{CopySuffix}"));
}
