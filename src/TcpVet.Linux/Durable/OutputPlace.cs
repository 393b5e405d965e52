using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>
/// Where a file is to be written: an opened folder and a name in it, so that nobody can lead the writing elsewhere between the looking and
/// the writing. Links on the way are followed as the kernel does with fs.protected_symlinks and fs.protected_fifos set (proc_sys_fs(5)),
/// whatever the host has set: in a folder that everybody may write to and that is sticky, such as /tmp, only those of the caller or of the
/// folder's owner. </summary>
public sealed class OutputPlace : IDisposable
{
    // Everything but what the kernel writes to in place.
    private const uint Everything = statx_t.STATX_TYPE | statx_t.STATX_MODE | statx_t.STATX_UID;
    private const int MostLinks = 40; // MAXSYMLINKS, include/linux/namei.h

    private readonly string path;
    private readonly Stack<string> ahead = new();
    private FileDescriptor folder;
    private int links;

    private OutputPlace(string path)
    {
        this.path = path;
        folder = OpenAt(Libc.AT_FDCWD, Path.IsPathRooted(path) ? "/" : ".");
    }

    /// <summary>The name in the folder.</summary>
    public string Name { get; private set; } = "";

    /// <summary>True for a device, a FIFO, a socket, or a descriptor of a process: to be written to, not to be replaced.</summary>
    public bool IsSpecial { get; private set; }

    /// <summary>Finds the place that a path leads to; nothing needs to be there yet but its folder.</summary>
    /// <exception cref="KernelException">The folder is not there, the path leads to a folder, or a link may not be followed.</exception>
    public static OutputPlace Find(string path)
    {
        OutputPlace place = new(path);
        try
        {
            place.Walk();
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Opens what is there for writing, as it is.</summary>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    public SafeFileHandle OpenSpecial() => Opened(Name, Libc.O_WRONLY, 0, "open");

    /// <summary>Makes a file in the folder, under a name that nothing has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="mode">The permissions, whatever the umask says.</param>
    /// <exception cref="KernelException">It cannot be made.</exception>
    public SafeFileHandle Create(string name, uint mode)
    {
        SafeFileHandle file = Opened(name, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL, mode, "create");
        Check(Libc.fchmod((int)file.DangerousGetHandle(), mode), $"chmod {Beside(name)}");
        return file;
    }

    /// <summary>Renames a file of the folder to the place's own name.</summary>
    /// <exception cref="KernelException">It cannot be renamed.</exception>
    public void Replace(string name) =>
        Check(Libc.renameat(folder.Number, NativePath.From(name), folder.Number, NativePath.From(Name)), $"rename {Beside(name)}");

    /// <summary>Removes a file of the folder.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="KernelException">It cannot be removed.</exception>
    public bool Remove(string name)
    {
        if (Libc.unlinkat(folder.Number, NativePath.From(name), 0) == 0)
        {
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? false : throw new KernelException($"remove {Beside(name)}", errno);
    }

    /// <summary>Brings the folder itself to the disk, without which a renaming may be lost (fsync(2), NOTES).</summary>
    /// <exception cref="KernelException">It cannot be synced.</exception>
    public void SyncFolder()
    {
        // What was opened as a path cannot be synced (open(2), O_PATH).
        int fd = Libc.openat(folder.Number, NativePath.From("."), Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        Check(fd, $"open the folder of {path}");
        using FileDescriptor readable = FileDescriptor.Own(fd);
        Check(Libc.fsync(readable.Number), $"fsync the folder of {path}");
    }

    /// <summary>Closes the folder.</summary>
    public void Dispose() => folder.Dispose();

    private void Walk()
    {
        Push(path);
        while (ahead.TryPop(out string? name))
        {
            using FileDescriptor? step = TryOpenAt(folder.Number, name);
            if (step is null)
            {
                Absent(name);
                return;
            }

            statx_t stat = Look(step);
            int kind = stat.stx_mode & statx_t.S_IFMT;
            if (kind == statx_t.S_IFLNK && folder.FileSystem() == statfs_t.PROC_SUPER_MAGIC)
            {
                // What the links of /proc lead to is no path (proc_pid_fd(5)): the kernel follows them itself.
                if (ahead.Count == 0)
                {
                    (Name, IsSpecial) = (name, true);
                    return;
                }

                Enter(OpenAt(folder.Number, $"{name}/."));
            }
            else if (kind == statx_t.S_IFLNK)
            {
                Follow(name, step, stat);
            }
            else if (ahead.Count > 0 || kind == statx_t.S_IFDIR)
            {
                Enter(kind == statx_t.S_IFDIR ? OpenAt(folder.Number, name) : throw new KernelException($"open {path}", Errno.ENOTDIR));
            }
            else
            {
                IsSpecial = kind != statx_t.S_IFREG;
                RefuseForeign(name, IsSpecial ? stat : null, "file");
                Name = name;
                return;
            }
        }

        throw new KernelException($"write {path}", Errno.EISDIR);
    }

    private void Absent(string name)
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno != Errno.ENOENT || ahead.Count > 0)
        {
            throw new KernelException($"open {path}", errno);
        }

        Name = name;
    }

    private void Follow(string name, FileDescriptor link, statx_t stat)
    {
        RefuseForeign(name, stat, "link");
        if (++links > MostLinks)
        {
            throw new KernelException($"open {path}", Errno.ELOOP);
        }

        string target = Target(link);
        Push(target);
        if (Path.IsPathRooted(target))
        {
            Enter(OpenAt(Libc.AT_FDCWD, "/"));
        }
    }

    // may_follow_link() and may_create_in_sticky() of fs/namei.c.
    private void RefuseForeign(string name, statx_t? entry, string what)
    {
        if (entry is not { } stat)
        {
            return;
        }

        const int StickyForAll = statx_t.S_ISVTX | statx_t.S_IWOTH;
        statx_t around = Look(folder);
        if ((around.stx_mode & StickyForAll) == StickyForAll && stat.stx_uid != Libc.geteuid() && stat.stx_uid != around.stx_uid)
        {
            throw new KernelException($"write {path}", Errno.EACCES, $"the {what} {name} of uid {stat.stx_uid} lies in a folder that everybody may write to");
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

    private string Target(FileDescriptor link)
    {
        byte[] target = new byte[4096];
        nint length = Libc.readlinkat(link.Number, "\0"u8, target, target.Length);
        Check((int)length, $"read a link of {path}");
        return System.Text.Encoding.UTF8.GetString(target, 0, (int)length);
    }

    private statx_t Look(FileDescriptor file)
    {
        Check(Libc.statx(file.Number, "\0"u8, Libc.AT_EMPTY_PATH, Everything, out statx_t stat), $"look at {path}");
        return stat;
    }

    private FileDescriptor OpenAt(int at, string name) =>
        TryOpenAt(at, name) ?? throw new KernelException($"open {path}", Marshal.GetLastPInvokeError());

    // The thing itself, not what a link leads to; only a name with a path behind it is followed.
    private static FileDescriptor? TryOpenAt(int at, string name)
    {
        int fd = Libc.openat(at, NativePath.From(name), Libc.O_PATH | Libc.O_CLOEXEC | Libc.O_NOFOLLOW, 0);
        return fd < 0 ? null : FileDescriptor.Own(fd);
    }

    private SafeFileHandle Opened(string name, int how, uint mode, string what)
    {
        int follow = IsSpecial ? 0 : Libc.O_NOFOLLOW;
        int fd = Libc.openat(folder.Number, NativePath.From(name), how | follow | Libc.O_CLOEXEC | Libc.O_NOCTTY, mode);
        Check(fd, $"{what} {Beside(name)}");
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    private string Beside(string name) => name == Name ? path : Path.Combine(Path.GetDirectoryName(path) ?? "/", name);

    private static void Check(int result, string operation)
    {
        if (result < 0)
        {
            throw new KernelException(operation, Marshal.GetLastPInvokeError());
        }
    }
}
