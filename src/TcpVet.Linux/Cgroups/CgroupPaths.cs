using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Cgroups;

/// <summary>
/// Cgroup-v2 ids, as INET_DIAG_CGROUP_ID and the filter <c>cgroup PATH</c> use them, to paths and back. An id is the
/// inode number of the cgroup's directory (fs/kernfs; 64 bits since Linux 5.5). Not for use by several threads at once.
/// </summary>
public sealed class CgroupPaths : IDisposable
{
    // A host of thousands of containers has tens of thousands; beyond that something is wrong and the walk ends.
    private const int WalkLimit = 200_000;

    private readonly Dictionary<ulong, string?> paths = [];
    private readonly string? mount;
    private readonly FileDescriptor? root;
    private bool handlesRefused;
    private bool walked;

    private CgroupPaths(string? mount)
    {
        this.mount = mount;
        root = mount is null ? null : FileDescriptor.TryOpen(mount, out _);
        handlesRefused = root?.FileSystem() != statfs_t.CGROUP2_SUPER_MAGIC;
    }

    /// <summary>Where the hierarchy is mounted; null when it is not, and then no id has a path.</summary>
    public string? Mount => root is null ? null : mount;

    /// <summary>Opens the host's hierarchy.</summary>
    public static CgroupPaths Open(ProcFsRoot proc) => new(CgroupMount.Find(proc));

    /// <summary>A hierarchy mounted at a given folder, or none; a test gives a plain directory, whose inodes serve as ids.</summary>
    public static CgroupPaths At(string? mount) => new(mount);

    /// <summary>
    /// The path below the mount, <c>/system.slice/nginx.service</c>, hostile text; what ss prints, <c>unreachable:8ed7</c>
    /// (hexadecimal), for an id whose cgroup was removed or lies outside this cgroup namespace.
    /// </summary>
    public string PathOf(ulong id) => Find(id) ?? $"unreachable:{id:x}";

    /// <summary>The unit, container or pod of an id; null when its path names none or it has no path.</summary>
    public string? UnitOf(ulong id) => Find(id) is { } path ? CgroupUnit.Parse(path) : null;

    /// <summary>
    /// The id of a cgroup given as a path below the mount or, as ss takes it too, as the path of its directory.
    /// Null when there is no such cgroup.
    /// </summary>
    public ulong? IdOf(string path)
    {
        if (root is null || path.Contains('\0', StringComparison.Ordinal) || root.Identity() is not { } top)
        {
            return null;
        }

        if (path.StartsWith('/') && Identity(Libc.AT_FDCWD, path) is { } absolute && absolute.Device == top.Device)
        {
            return absolute.Inode;
        }

        string relative = path.TrimStart('/');
        FileIdentity? below = relative.Length == 0 ? top : Identity(root.Number, relative);
        return below is { } found && found.Device == top.Device ? found.Inode : null;
    }

    /// <inheritdoc/>
    public void Dispose() => root?.Dispose();

    private static FileIdentity? Identity(int directory, string path) =>
        Libc.statx(directory, NativePath.From(path), Libc.AT_NO_AUTOMOUNT, statx_t.STATX_INO, out statx_t stat) == 0
            ? new FileIdentity(((ulong)stat.stx_dev_major << 32) | stat.stx_dev_minor, stat.stx_ino)
            : null;

    private string? Find(ulong id)
    {
        if (paths.TryGetValue(id, out string? path))
        {
            return path;
        }

        path = handlesRefused || root is null ? null : ByHandle(id);
        if (path is null && handlesRefused && !walked)
        {
            walked = true;
            Walk();
            path = paths.GetValueOrDefault(id);
        }

        paths[id] = path;
        return path;
    }

    /// <summary>
    /// Opens the directory by its id, which needs CAP_DAC_READ_SEARCH in the first user namespace, and asks the kernel
    /// for its name. A removed cgroup answers ESTALE.
    /// </summary>
    private string? ByHandle(ulong id)
    {
        kernfs_file_handle handle = new()
        {
            handle_bytes = sizeof(ulong),
            handle_type = kernfs_file_handle.FILEID_KERNFS,
            id = id,
        };
        int fd = Libc.open_by_handle_at(root!.Number, handle, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            // ESTALE is the only answer about this id; any other says that handles do not work here at all.
            handlesRefused = Marshal.GetLastPInvokeError() != Errno.ESTALE;
            return null;
        }

        using FileDescriptor directory = FileDescriptor.Own(fd);
        Span<byte> target = new byte[4096];
        nint length = Libc.readlinkat(Libc.AT_FDCWD, NativePath.From($"/proc/self/fd/{directory.Number}"), target, target.Length);
        return length > 0 ? Below(Encoding.UTF8.GetString(target[..(int)length])) : null;
    }

    private string? Below(string path) =>
        path == mount ? "/" : path.StartsWith(mount! + "/", StringComparison.Ordinal) ? path[mount!.Length..] : null;

    /// <summary>Without the privilege for handles: reads the whole tree once. The entries' inode numbers are the ids.</summary>
    private void Walk()
    {
        if (root?.Identity() is not { } top)
        {
            return;
        }

        paths[top.Inode] = "/";
        Stack<string> folders = new();
        folders.Push("");
        byte[] listing = new byte[32 << 10];
        while (folders.TryPop(out string? folder) && paths.Count < WalkLimit)
        {
            using FileDescriptor? opened = FileDescriptor.TryOpen(mount + folder, out _);
            while (opened is not null && Libc.getdents64(opened.Number, listing, listing.Length) is > 0 and nint length)
            {
                DirectoryEntries entries = new(listing.AsSpan(0, (int)length));
                while (entries.Next())
                {
                    if (entries.Type == DirectoryType && entries.Name is not [(byte)'.'] and not [(byte)'.', (byte)'.'])
                    {
                        string path = $"{folder}/{Encoding.UTF8.GetString(entries.Name)}";
                        paths[entries.Inode] = path;
                        folders.Push(path);
                    }
                }
            }
        }
    }

    private const byte DirectoryType = 4; // DT_DIR of <dirent.h>
}
