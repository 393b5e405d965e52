using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>
/// A file that says how this program behaves, and what it does not tell: root's or the caller's own, in folders that are root's or the
/// caller's own, so that nobody else wrote it or chose it. HOME and XDG_CONFIG_HOME may be another user's, as su and sudo may leave them.
/// </summary>
public sealed class TrustedFile : PathWalk
{
    private const int OthersMayWrite = 0x12; // 0022
    private const int AllMayRead = 0x4;

    private readonly uint self = Libc.geteuid();
    private string? distrust;

    private TrustedFile(string path)
        : base(path, "read")
    {
    }

    /// <summary>What it holds; null where it was not read.</summary>
    public byte[]? Content { get; private set; }

    /// <summary>Whether everybody may read it, or it belongs to a caller who is not the superuser: only then may an error quote
    /// it.</summary>
    public bool IsQuotable { get; private set; }

    /// <summary>Why it was not read; empty where nothing stands there.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Whether it was not read because somebody else had a hand in it.</summary>
    public bool IsForeign => distrust is not null;

    /// <summary>Whether a folder on the way may not be searched by this user: whether there is a file is not known.</summary>
    public bool IsOutOfReach { get; private set; }

    /// <summary>Reads a file. Links are followed where they and their folders are trusted as well.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="most">Reading stops one byte later.</param>
    public static TrustedFile Read(string path, int most)
    {
        using TrustedFile file = new(path);
        bool arrived = false;
        try
        {
            arrived = file.Walk();
            if (arrived)
            {
                file.Open(most);
            }
        }
        catch (KernelException refused) when (refused.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return file;
        }
        catch (KernelException refused)
        {
            file.IsOutOfReach = !arrived && refused.Errno == Errno.EACCES;
            file.Refusal = refused.Errno switch
            {
                Errno.EISDIR => "is a directory",
                Errno.EACCES => "may not be read by this user",
                int errno => Marshal.GetPInvokeErrorMessage(errno),
            };
        }

        file.Refusal = file.distrust ?? file.Refusal;
        return file;
    }

    /// <inheritdoc/>
    /// <remarks>The way goes on: whether anything stands at its end decides whether there is something to say.</remarks>
    private protected override string? Distrust(string name, in statx_t entry, in statx_t around)
    {
        const int StickyForAll = statx_t.S_ISVTX | statx_t.S_IWOTH;
        bool sticky = (around.stx_mode & StickyForAll) == StickyForAll;
        distrust ??= around.stx_uid != 0 && around.stx_uid != self ? $"{Where()} belongs to uid {around.stx_uid}"
            : (around.stx_mode & OthersMayWrite) != 0 && !sticky ? $"others than its owner may write to {Where()}"
            : (entry.stx_mode & statx_t.S_IFMT) == statx_t.S_IFDIR ? null
            : Of(entry, (entry.stx_mode & statx_t.S_IFMT) == statx_t.S_IFLNK ? $"the link {name}" : "it");
        return null;
    }

    private string? Of(in statx_t entry, string what) =>
        entry.stx_uid != 0 && entry.stx_uid != self ? $"{what} belongs to uid {entry.stx_uid}"
            : (entry.stx_mode & statx_t.S_IFMT) == statx_t.S_IFREG && (entry.stx_mode & OthersMayWrite) != 0
                ? $"others than its owner may write to it (mode {Convert.ToString(entry.stx_mode & 0xFFF, 8)})" : null;

    // The entry was judged by its name: what was opened is judged again.
    private void Open(int most)
    {
        if (distrust is not null)
        {
            return;
        }

        Refusal = "is no ordinary file";
        if (IsSpecial)
        {
            return;
        }

        const int How = Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        int fd = Libc.openat(Folder.Number, NativePath.From(Name), How | Libc.O_NOFOLLOW, 0);
        Check(fd, $"open {Asked}");
        using FileDescriptor file = FileDescriptor.Own(fd);
        byte[]? content = OrdinaryFile.ReadOpened(file, most, out string refusal, out statx_t stat);
        distrust = Of(stat, "it");
        Content = distrust is null ? content : null;
        IsQuotable = (stat.stx_mode & AllMayRead) != 0 || (self != 0 && stat.stx_uid == self);
        Refusal = content is null ? refusal : "";
    }

    // The kernel's own name of the folder, links and all (proc_pid_fd(5)).
    private string Where() =>
        $"the folder {FileDescriptor.LinkAt(Libc.AT_FDCWD, $"/proc/self/fd/{Folder.Number}", out _) ?? "on the way"}";
}
