using System.Globalization;
using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;

namespace TcpVet.Tuning.Journaling;

/// <summary>An entry's file that cannot be used.</summary>
/// <param name="File">Its path.</param>
/// <param name="Why">What is wrong with it.</param>
public sealed record DamagedEntry(string File, string Why);

/// <summary>What a journal holds.</summary>
/// <param name="Entries">By number, the oldest first.</param>
/// <param name="Damaged">Files that cannot be used; nothing is written because of what they say.</param>
public sealed record JournalContent(IReadOnlyList<JournalEntry> Entries, IReadOnlyList<DamagedEntry> Damaged);

/// <summary>
/// What was changed and what became of it: a folder with one file an entry, each of which is there whole or not at all
/// (<see cref="AtomicFile"/>), and a lock that every change of the host is made under.
/// </summary>
public sealed class Journal
{
    /// <summary>Where it is unless somebody says otherwise (file-hierarchy(7): state of system programs).</summary>
    public const string StandardFolder = "/var/lib/tcpvet";

    /// <summary>The environment variable that names another folder.</summary>
    public const string FolderVariable = "TCPVET_STATE_DIR";

    private const string Prefix = "entry-";
    private const string Suffix = ".json";
    private const uint OwnerOnly = 0x180; // 0600

    private readonly Action<string>? reached;

    private Journal(string folder, Action<string>? reached) => (Folder, this.reached) = (folder, reached);

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>Opens a journal.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="make">Whether to make what is missing.</param>
    /// <param name="reached">Is told what is done, for tests that stop there.</param>
    /// <returns>The journal; null when there is none and none was to be made.</returns>
    /// <exception cref="TuningException">The folder cannot be trusted.</exception>
    /// <exception cref="KernelException">It cannot be made or looked at.</exception>
    public static Journal? Open(string folder, bool make, Action<string>? reached = null)
    {
        string path = Path.GetFullPath(folder);
        if (make)
        {
            PrivateFolder.Make(path);
        }
        else if (!Directory.Exists(path))
        {
            // What may not be looked at is not absent.
            _ = OrdinaryFile.Read(path, 1, out string refusal);
            return refusal is "" or OrdinaryFile.NoSuchFile ? null : throw new TuningException($"the journal's folder {path}: {refusal}");
        }

        return PrivateFolder.Distrust(path) is { } why
            ? throw new TuningException($"the journal's folder {path} cannot be trusted: {why}; name another with --state-dir")
            : new Journal(path, reached);
    }

    /// <summary>Takes the lock that changes are made under, and waits for whoever has it: that takes no longer than writing a few
    /// files.</summary>
    public FileLock Lock() => FileLock.Take(Path.Combine(Folder, "lock"), wait: true)!;

    /// <summary>Reads everything.</summary>
    /// <exception cref="KernelException">The folder cannot be read.</exception>
    public JournalContent Read()
    {
        List<JournalEntry> entries = [];
        List<DamagedEntry> damaged = [];
        foreach (string file in Files())
        {
            try
            {
                JournalEntry entry = TuningJson.ReadEntry(Bytes(file));
                if (PathOf(entry.Id) != file)
                {
                    throw new TuningException($"it says that it is entry {entry.Id}");
                }

                entries.Add(entry);
            }
            catch (Exception exception) when (exception is TuningException or IOException or UnauthorizedAccessException)
            {
                damaged.Add(new DamagedEntry(file, exception.Message));
            }
        }

        return new JournalContent([.. entries.OrderBy(entry => entry.Id)], damaged);
    }

    /// <summary>Reads one entry again; null when it has gone.</summary>
    /// <exception cref="TuningException">It is damaged.</exception>
    public JournalEntry? Read(int id)
    {
        string path = PathOf(id);
        return File.Exists(path) ? TuningJson.ReadEntry(Bytes(path)) : null;
    }

    /// <summary>The number of the next entry; numbers of damaged files are not given again.</summary>
    public int NextId() => Files().Select(NumberOf).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Writes an entry to the disk, in place of what was there. Under the lock.</summary>
    /// <exception cref="KernelException">It cannot be written; what was there is there still.</exception>
    public JournalEntry Write(JournalEntry entry)
    {
        AtomicFile.Write(PathOf(entry.Id), TuningJson.Write(entry), OwnerOnly, reached);
        reached?.Invoke($"journalled {entry.State}");
        return entry;
    }

    private static byte[] Bytes(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > TuningJson.Longest)
        {
            throw new TuningException($"it is longer than {TuningJson.Longest} bytes");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private List<string> Files()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Folder, $"{Prefix}*{Suffix}").Where(file => NumberOf(file) > 0 && !FileKind.IsSpecial(file))];
        }
        catch (UnauthorizedAccessException)
        {
            throw new TuningException($"the journal at {Folder} may not be read: run it as root, or as its owner");
        }
    }

    private string PathOf(int id) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id:D4}{Suffix}"));

    private static int NumberOf(string file)
    {
        string name = Path.GetFileName(file);
        return int.TryParse(name.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
    }
}
