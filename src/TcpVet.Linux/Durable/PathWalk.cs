using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>
/// The way to a file: an opened folder and a name in it, so that nobody can lead elsewhere between the looking and the opening. It goes
/// name by name, follows links by itself, and asks at each step whether it may be taken.
/// </summary>
public abstract class PathWalk : IDisposable
{
    // Everything but what the kernel writes to in place.
    private const uint Everything = statx_t.STATX_TYPE | statx_t.STATX_MODE | statx_t.STATX_UID;
    private const int MostLinks = 40; // MAXSYMLINKS, include/linux/namei.h

    private readonly string purpose;
    private readonly Stack<string> ahead = new();
    private FileDescriptor folder;
    private int links;

    /// <summary>Stands where a path begins.</summary>
    /// <param name="path">The path.</param>
    /// <param name="purpose">What for, as a refusal says it: "write".</param>
    private protected PathWalk(string path, string purpose)
    {
        (Asked, this.purpose) = (path, purpose);
        folder = OpenAt(Libc.AT_FDCWD, Path.IsPathRooted(path) ? "/" : ".");
    }

    /// <summary>The name in the folder.</summary>
    public string Name { get; private set; } = "";

    /// <summary>True for a device, a FIFO, a socket, or a descriptor of a process: to be written to, not to be replaced.</summary>
    public bool IsSpecial { get; private set; }

    /// <summary>The path that was asked for.</summary>
    protected string Asked { get; }

    /// <summary>The folder, opened as a path.</summary>
    private protected FileDescriptor Folder => folder;

    /// <summary>Closes the folder.</summary>
    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Why a step may not be taken; null when it may.</summary>
    /// <param name="name">What stands in the folder.</param>
    /// <param name="entry">What it is.</param>
    /// <param name="around">The folder.</param>
    private protected abstract string? Distrust(string name, in statx_t entry, in statx_t around);

    /// <summary>Goes to the end of the path.</summary>
    /// <returns>False when nothing stands there yet.</returns>
    /// <exception cref="KernelException">The way is barred, or ends in a folder.</exception>
    private protected bool Walk()
    {
        Push(Asked);
        while (ahead.TryPop(out string? name))
        {
            FileDescriptor? step = TryOpenAt(folder.Number, name);
            if (step is null)
            {
                Absent(name);
                return false;
            }

            if (Take(name, step))
            {
                return true;
            }
        }

        throw new KernelException($"{purpose} {Asked}", Errno.EISDIR);
    }

    // True at the end of the way. A folder is entered by the descriptor that was judged.
    private bool Take(string name, FileDescriptor step)
    {
        statx_t stat = Look(step);
        if (Distrust(name, stat, Look(folder)) is { } why)
        {
            step.Dispose();
            throw new KernelException($"{purpose} {Asked}", Errno.EACCES, why);
        }

        int kind = stat.stx_mode & statx_t.S_IFMT;
        if (kind == statx_t.S_IFDIR)
        {
            Enter(step);
            return false;
        }

        using (step)
        {
            bool last = ahead.Count == 0;
            if (kind == statx_t.S_IFLNK && folder.FileSystem() != statfs_t.PROC_SUPER_MAGIC)
            {
                Follow(step);
                return false;
            }

            // What the links of /proc lead to is no path (proc_pid_fd(5)): the kernel follows them itself.
            if (kind == statx_t.S_IFLNK && !last)
            {
                Enter(OpenAt(folder.Number, $"{name}/."));
                return false;
            }

            (Name, IsSpecial) = last ? (name, kind != statx_t.S_IFREG) : throw new KernelException($"open {Asked}", Errno.ENOTDIR);
            return true;
        }
    }

    private void Absent(string name)
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno != Errno.ENOENT || ahead.Count > 0)
        {
            throw new KernelException($"open {Asked}", errno);
        }

        Name = name;
    }

    private void Follow(FileDescriptor link)
    {
        if (++links > MostLinks)
        {
            throw new KernelException($"open {Asked}", Errno.ELOOP);
        }

        string target = FileDescriptor.LinkAt(link.Number, "", out int errno) ?? throw new KernelException($"open {Asked}", errno);
        Push(target);
        if (Path.IsPathRooted(target))
        {
            Enter(OpenAt(Libc.AT_FDCWD, "/"));
        }
    }

    private void Push(string text)
    {
        string[] names = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            ahead.Push(names[i]);
        }
    }

    private void Enter(FileDescriptor next)
    {
        folder.Dispose();
        folder = next;
    }

    private protected statx_t Look(FileDescriptor file)
    {
        Check(Libc.statx(file.Number, "\0"u8, Libc.AT_EMPTY_PATH, Everything, out statx_t stat), $"look at {Asked}");
        return stat;
    }

    private FileDescriptor OpenAt(int at, string name) =>
        TryOpenAt(at, name) ?? throw new KernelException($"open {Asked}", Marshal.GetLastPInvokeError());

    // The thing itself, not what a link leads to; only a name with a path behind it is followed.
    private static FileDescriptor? TryOpenAt(int at, string name)
    {
        int fd = Libc.openat(at, NativePath.From(name), Libc.O_PATH | Libc.O_CLOEXEC | Libc.O_NOFOLLOW, 0);
        return fd < 0 ? null : FileDescriptor.Own(fd);
    }

    private protected static void Check(int result, string operation)
    {
        if (result < 0)
        {
            throw new KernelException(operation, Marshal.GetLastPInvokeError());
        }
    }
}
