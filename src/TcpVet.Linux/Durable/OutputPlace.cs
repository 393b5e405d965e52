using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>
/// Where a file is to be written: an opened folder and a name in it, so that nobody can lead the writing elsewhere between the looking and
/// the writing. Links on the way are followed as the kernel does with fs.protected_symlinks and fs.protected_fifos set (proc_sys_fs(5)),
/// whatever the host has set: in a folder that everybody may write to and that is sticky, such as /tmp, only those of the caller or of the
/// folder's owner. </summary>
public sealed class OutputPlace : PathWalk
{
    private OutputPlace(string path)
        : base(path, "write")
    {
    }

    /// <summary>Finds the place that a path leads to; nothing needs to be there yet but its folder.</summary>
    /// <exception cref="KernelException">The folder is not there, the path leads to a folder, or a link may not be followed.</exception>
    public static OutputPlace Find(string path)
    {
        OutputPlace place = new(path);
        try
        {
            _ = place.Walk();
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
        Check(Libc.renameat(Folder.Number, NativePath.From(name), Folder.Number, NativePath.From(Name)), $"rename {Beside(name)}");

    /// <summary>Removes a file of the folder.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="KernelException">It cannot be removed.</exception>
    public bool Remove(string name)
    {
        if (Libc.unlinkat(Folder.Number, NativePath.From(name), 0) == 0)
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
        int fd = Libc.openat(Folder.Number, NativePath.From("."), Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        Check(fd, $"open the folder of {Asked}");
        using FileDescriptor readable = FileDescriptor.Own(fd);
        Check(Libc.fsync(readable.Number), $"fsync the folder of {Asked}");
    }

    // may_follow_link() and may_create_in_sticky() of fs/namei.c.
    private protected override string? Distrust(string name, in statx_t entry, in statx_t around)
    {
        int kind = entry.stx_mode & statx_t.S_IFMT;
        const int StickyForAll = statx_t.S_ISVTX | statx_t.S_IWOTH;
        return kind is not (statx_t.S_IFREG or statx_t.S_IFDIR) && (around.stx_mode & StickyForAll) == StickyForAll
            && entry.stx_uid != Libc.geteuid() && entry.stx_uid != around.stx_uid
                ? $"the {(kind == statx_t.S_IFLNK ? "link" : "file")} {name} of uid {entry.stx_uid} lies in a folder that everybody may write to"
                : null;
    }

    private SafeFileHandle Opened(string name, int how, uint mode, string what)
    {
        int follow = IsSpecial ? 0 : Libc.O_NOFOLLOW;
        int fd = Libc.openat(Folder.Number, NativePath.From(name), how | follow | Libc.O_CLOEXEC | Libc.O_NOCTTY, mode);
        Check(fd, $"{what} {Beside(name)}");
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    private string Beside(string name) => name == Name ? Asked : Path.Combine(Path.GetDirectoryName(Asked) ?? "/", name);
}
