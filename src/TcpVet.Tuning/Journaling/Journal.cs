using System.Globalization;
using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Time;

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
/// (<see cref="AtomicFile"/>), and a lock that every change of the host is made under. Beside an entry that is in force lies a copy of it,
/// with room to spare: it is read where the entry's own file is damaged or gone, and its space is given up where the disk is full.
/// </summary>
public sealed partial class Journal
{
    /// <summary>Where it is unless somebody says otherwise (file-hierarchy(7): state of system programs).</summary>
    public const string StandardFolder = "/var/lib/tcpvet";

    /// <summary>The environment variable that names another folder.</summary>
    public const string FolderVariable = "TCPVET_STATE_DIR";

    private const string Prefix = "entry-";
    private const string Suffix = ".json";
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>How long a restoring waits for the lock: whoever has it writes a few files.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    private readonly Action<string>? reached;

    private Journal(string folder, Action<string>? reached) => (Folder, this.reached) = (folder, reached);

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; }

    private string LockFile => Path.Combine(Folder, "lock");

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

    /// <summary>A journal whose folder has gone or cannot be trusted any more: nothing is read from it, and nothing is written.</summary>
    /// <param name="folder">Where it was.</param>
    public static Journal Lost(string folder) => new(Path.Combine(Path.GetFullPath(folder), "lost"), null);

    /// <summary>Takes the lock that changes are made under, and waits for whoever has it: that takes no longer than writing a few
    /// files.</summary>
    public FileLock Lock() => FileLock.Take(LockFile, wait: true)!;

    /// <summary>
    /// Takes the lock for a restoring, which waits for nothing for ever: null where the lock cannot be opened, and where somebody who
    /// does not go on holds it for <see cref="LongestHold"/>. </summary>
    internal FileLock? LockOrGoOn()
    {
        try
        {
            long until = BootClock.NowMs() + (long)LongestHold.TotalMilliseconds;
            FileLock? held = FileLock.Take(LockFile, wait: false);
            while (held is null && BootClock.NowMs() < until)
            {
                BootClock.WaitUntil(BootClock.NowMs() + 50);
                held = FileLock.Take(LockFile, wait: false);
            }

            return held;
        }
        catch (KernelException)
        {
            return null;
        }
    }

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
                if (Saved(NumberOf(file)) is { } saved)
                {
                    entries.Add(saved);
                }
            }
        }

        entries.AddRange(Copies().Where(id => !File.Exists(PathOf(id))).Select(Saved).OfType<JournalEntry>());
        return new JournalContent([.. entries.OrderBy(entry => entry.Id)], damaged);
    }

    /// <summary>Reads one entry again, or its copy where its file is damaged or gone; null when both have gone.</summary>
    /// <exception cref="TuningException">It is damaged, and there is no copy.</exception>
    public JournalEntry? Read(int id)
    {
        string path = PathOf(id);
        try
        {
            return File.Exists(path) ? TuningJson.ReadEntry(Bytes(path)) : Saved(id);
        }
        catch (TuningException) when (Saved(id) is { } saved)
        {
            return saved;
        }
    }

    /// <summary>The number of the next entry; numbers of damaged files are not given again.</summary>
    public int NextId() => Files().Select(NumberOf).Concat(Copies()).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Writes an entry to the disk, in place of what was there. Under the lock.</summary>
    /// <exception cref="KernelException">It cannot be written; what was there is there still.</exception>
    public JournalEntry Write(JournalEntry entry)
    {
        byte[] text = TuningJson.Write(entry);
        try
        {
            AtomicFile.Write(PathOf(entry.Id), text, OwnerOnly, reached);
        }
        catch (KernelException full) when (full.Errno is Errno.ENOSPC or Errno.EDQUOT && Forget(entry.Id))
        {
            AtomicFile.Write(PathOf(entry.Id), text, OwnerOnly, reached);
        }

        reached?.Invoke($"journalled {entry.State}");
        if (!entry.IsOpen && entry.State != EntryState.Confirmed)
        {
            _ = Forget(entry.Id);
        }

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

    private List<string> Files() => Files(Suffix);

    private IEnumerable<int> Copies() => Files(CopySuffix).Select(NumberOf);

    private List<string> Files(string suffix)
    {
        try
        {
            return [.. Directory.EnumerateFiles(Folder, $"{Prefix}*{suffix}").Where(file => NumberOf(file) > 0 && !FileKind.IsSpecial(file))];
        }
        catch (UnauthorizedAccessException)
        {
            throw new TuningException($"the journal at {Folder} may not be read: run it as root, or as its owner");
        }
        catch (DirectoryNotFoundException)
        {
            throw new TuningException($"the journal's folder {Folder} has gone");
        }
    }

    private string PathOf(int id) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id:D4}{Suffix}"));

    private static int NumberOf(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
    }
}
