using System.Runtime.InteropServices;
using System.Text;

namespace TcpVet.Linux.Interop;

/// <summary>
/// Files below a folder, each reached from opened folder to opened folder, name by name, without following a link. Whoever follows links
/// reads them one by one (<see cref="LinkAt"/>) and asks again with the path behind them: what is swapped for a link meanwhile leads
/// nowhere, on kernels without openat2(2) as well. What was opened is what is looked at and read.
/// </summary>
public sealed class OpenedRoot : IDisposable
{
    private const int AllMayRead = 4;
    private const int AllMayEnter = 1;

    private readonly FileDescriptor root;

    private OpenedRoot(FileDescriptor root) => this.root = root;

    /// <summary>Opens a folder; null when it cannot be opened.</summary>
    /// <param name="path">Absolute; links of /proc, such as <c>/proc/PID/root</c>, are followed.</param>
    public static OpenedRoot? TryOpen(string path)
    {
        int fd = Libc.open(NativePath.From(path), Libc.O_PATH | Libc.O_CLOEXEC, 0);
        return fd < 0 ? null : new OpenedRoot(FileDescriptor.Own(fd));
    }

    /// <summary>What stands at a path.</summary>
    /// <param name="path">Absolute inside the folder, links and dots resolved.</param>
    public PathKind Kind(string path)
    {
        using FileDescriptor? file = TryOpen(path, Libc.O_PATH, out _, forAll: false);
        return file is null || !TryLook(file, out statx_t stat) ? PathKind.Absent : (stat.stx_mode & statx_t.S_IFMT) switch
        {
            statx_t.S_IFREG => PathKind.File,
            statx_t.S_IFDIR => PathKind.Folder,
            statx_t.S_IFLNK => PathKind.Absent,
            _ => PathKind.Special,
        };
    }

    /// <summary>Reads an ordinary file.</summary>
    /// <param name="path">As for <see cref="Kind"/>.</param>
    /// <param name="most">Reading stops one byte later.</param>
    /// <param name="forAll">True to read it only if everybody may: enter each folder, and read.</param>
    /// <param name="refusal">Why the result is null, in words.</param>
    public byte[]? Read(string path, int most, bool forAll, out string refusal)
    {
        const int How = Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        using FileDescriptor? file = TryOpen(path, How, out int errno, forAll);
        if (file is null)
        {
            refusal = errno == Errno.ELOOP ? OrdinaryFile.NoSuchFile : OrdinaryFile.Words(errno);
            return null;
        }

        byte[]? content = OrdinaryFile.ReadOpened(file, most, out refusal, out statx_t stat);
        if (forAll && (stat.stx_mode & AllMayRead) == 0)
        {
            refusal = OrdinaryFile.Words(Errno.EACCES);
            return null;
        }

        return content;
    }

    /// <summary>The names in a folder, in no order; null when it cannot be listed.</summary>
    /// <param name="path">As for <see cref="Kind"/>.</param>
    /// <param name="most">How many at the most.</param>
    public IReadOnlyList<string>? Names(string path, int most)
    {
        using FileDescriptor? folder = TryOpen(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY, out _, forAll: false);
        if (folder is null)
        {
            return null;
        }

        List<string> names = [];
        byte[] buffer = new byte[32 << 10];
        while (true)
        {
            nint length = Libc.getdents64(folder.Number, buffer, buffer.Length);
            if (length <= 0)
            {
                return length < 0 ? null : names;
            }

            DirectoryEntries entries = new(buffer.AsSpan(0, (int)length));
            while (entries.Next())
            {
                if (names.Count == most)
                {
                    return names;
                }

                if (!entries.Name.SequenceEqual("."u8) && !entries.Name.SequenceEqual(".."u8))
                {
                    names.Add(Encoding.UTF8.GetString(entries.Name));
                }
            }
        }
    }

    /// <summary>Where a symbolic link points; null when the path is none.</summary>
    /// <param name="path">As for <see cref="Kind"/>, but for its last name.</param>
    /// <param name="foreign">Whether the link is neither the superuser's nor the caller's own.</param>
    public string? LinkAt(string path, out bool foreign)
    {
        foreign = false;
        using FileDescriptor? link = TryOpen(path, Libc.O_PATH, out _, forAll: false);
        if (link is null || !TryLook(link, out statx_t stat) || (stat.stx_mode & statx_t.S_IFMT) != statx_t.S_IFLNK)
        {
            return null;
        }

        foreign = stat.stx_uid != 0 && stat.stx_uid != Libc.geteuid();
        return FileDescriptor.LinkAt(link.Number, "", out _);
    }

    /// <summary>Closes the folder.</summary>
    public void Dispose() => root.Dispose();

    private FileDescriptor? TryOpen(string path, int how, out int errno, bool forAll)
    {
        errno = Errno.ENOENT;
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        FileDescriptor at = root;
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < Math.Max(1, names.Length); i++)
        {
            bool last = i >= names.Length - 1;
            if (forAll && (!TryLook(at, out statx_t folder) || (folder.stx_mode & AllMayEnter) == 0))
            {
                errno = Errno.EACCES;
                Close(at);
                return null;
            }

            // A link that is opened as a path is no folder: the next step ends there with ENOTDIR.
            int flags = (last ? how : Libc.O_PATH) | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
            int fd = Libc.openat(at.Number, NativePath.From(names.Length == 0 ? "." : names[i]), flags, 0);
            errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            Close(at);
            if (fd < 0)
            {
                return null;
            }

            at = FileDescriptor.Own(fd);
        }

        return at;
    }

    private void Close(FileDescriptor step)
    {
        if (step != root)
        {
            step.Dispose();
        }
    }

    private static bool TryLook(FileDescriptor file, out statx_t stat)
    {
        const uint wanted = statx_t.STATX_TYPE | statx_t.STATX_MODE | statx_t.STATX_UID;
        return Libc.statx(file.Number, "\0"u8, Libc.AT_EMPTY_PATH, wanted, out stat) == 0;
    }
}
