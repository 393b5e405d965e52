using System.Globalization;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Namespaces;

/// <summary>Something that may be a namespace and could not be looked at.</summary>
/// <param name="What">A path under /run/netns.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record UnseenNamespace(string What, string Reason);

/// <summary>The network namespaces of a host.</summary>
/// <param name="Namespaces">Every distinct one, the own first, then by name, then by lowest pid.</param>
/// <param name="Unseen">Names that could not be looked at.</param>
/// <param name="UnreadableProcesses">Processes whose namespace could not be read for want of privilege: there may be more.</param>
public sealed record NamespaceSurvey(IReadOnlyList<NetworkNamespace> Namespaces, IReadOnlyList<UnseenNamespace> Unseen,
    int UnreadableProcesses);

/// <summary>Finds network namespaces: that of the calling thread, one by name, path or pid, or all.</summary>
/// <param name="proc">Where proc(5) is mounted.</param>
/// <param name="folders">Where names are kept, as ip-netns(8) makes them.</param>
public sealed class NetworkNamespaces(ProcFsRoot proc, IReadOnlyList<string> folders)
{
    // Of a namespace with many processes only the lowest few are kept as doors; the others are no better.
    private const int DoorsKept = 4;

    /// <summary>The namespace of the calling thread.</summary>
    /// <remarks>Without /proc, as in a bare chroot, nobody knows which one it is; it is the own one all the same.</remarks>
    /// <exception cref="KernelException">The namespace may not be looked at.</exception>
    public NetworkNamespace Own()
    {
        string path = proc.At("thread-self/ns/net");
        ulong? found = Look(path, out int errno);
        if (found is null && Errno.IsVanished(errno) && !Path.Exists(proc.At("self")))
        {
            return new NetworkNamespace(new NetnsIdentity { Inode = 0, Own = true }, []);
        }

        ulong inode = found ?? throw new KernelException($"look at network namespace {path}", errno);
        return new NetworkNamespace(new NetnsIdentity { Inode = inode, Own = true, Name = NameOf(inode) }, [path]);
    }

    /// <summary>The namespace that a user names.</summary>
    /// <param name="word">A name under /run/netns, a path, or a pid; a name goes before a pid.</param>
    /// <exception cref="KernelException">There is none (ENOENT), it is none (EINVAL), or it may not be looked at (EACCES).</exception>
    public NetworkNamespace Resolve(string word)
    {
        bool isPid = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0;
        int errno = Errno.ENOENT;
        foreach ((string path, string? name, int? process) in Doors(word, isPid ? pid : null))
        {
            if (Look(path, out errno) is { } inode)
            {
                bool own = OwnInode() == inode;
                return new NetworkNamespace(new NetnsIdentity { Inode = inode, Name = name ?? NameOf(inode), Pid = process, Own = own },
                    [path]);
            }

            if (!Errno.IsVanished(errno))
            {
                break;
            }
        }

        string? why = errno switch
        {
            _ when Errno.IsVanished(errno) => isPid ? "no such process, and no such name in /run/netns"
                : word.Contains('/', StringComparison.Ordinal) ? null
                : "no such name in /run/netns; give a name, a path or a pid",
            Errno.EINVAL or Errno.ENOTTY => "not a network namespace",
            Errno.EACCES or Errno.EPERM => "CAP_SYS_PTRACE is needed for another user's process; run as root",
            _ => null,
        };
        throw new KernelException($"network namespace '{word}'", errno == Errno.ENOTTY ? Errno.EINVAL : errno, why);
    }

    /// <summary>Every distinct namespace that a process lives in or that has a name. A namespace of a single thread that left its process's
    /// is not found.</summary>
    /// <exception cref="KernelException">/proc cannot be listed.</exception>
    public NamespaceSurvey All()
    {
        Dictionary<ulong, Found> found = [];
        List<UnseenNamespace> unseen = [];
        int unreadable = 0;
        ulong? own = OwnInode();
        List<int> pids = ProcessList.Of(proc);
        pids.Sort();
        foreach (int pid in pids)
        {
            if (LinkedInode(proc.At($"{pid}/ns/net"), out int errno) is { } inode)
            {
                Found entry = At(found, inode);
                entry.Pid ??= pid;
                entry.AddDoor(proc.At($"{pid}/ns/net"));
            }
            else
            {
                unreadable += Errno.IsRefused(errno) && !ProcessList.IsKernelThread(proc, pid) ? 1 : 0;
            }
        }

        foreach ((string name, string path) in Names())
        {
            if (Look(path, out int errno) is { } inode)
            {
                Found entry = At(found, inode);
                entry.Name ??= name;
                entry.AddDoor(path);
            }
            else if (!Errno.IsVanished(errno))
            {
                unseen.Add(new UnseenNamespace(path, errno is Errno.ENOTTY or Errno.EINVAL ? "not a network namespace: nothing is mounted there" : new KernelException("open", errno).Message));
            }
        }

        return new NamespaceSurvey(
            [.. found
                .Select(pair => new NetworkNamespace(
                    new NetnsIdentity { Inode = pair.Key, Name = pair.Value.Name, Pid = pair.Value.Pid, Own = pair.Key == own },
                        pair.Value.Doors))
                .OrderByDescending(space => space.Identity.Own)
                .ThenBy(space => space.Identity.Name is null)
                .ThenBy(space => space.Identity.Name, StringComparer.Ordinal)
                .ThenBy(space => space.Identity.Pid)],
            unseen,
            unreadable);
    }

    private static Found At(Dictionary<ulong, Found> found, ulong inode)
    {
        ref Found? entry = ref CollectionsMarshal.GetValueRefOrAddDefault(found, inode, out _);
        return entry ??= new Found();
    }

    private IEnumerable<(string Path, string? Name, int? Pid)> Doors(string word, int? pid)
    {
        if (word.Contains('/', StringComparison.Ordinal))
        {
            yield return (word, null, null);
            yield break;
        }

        if (word.Length > 0 && word is not ("." or ".."))
        {
            foreach (string folder in folders)
            {
                yield return ($"{folder}/{word}", word, null);
            }
        }

        if (pid is { } process)
        {
            yield return (proc.At($"{process}/ns/net"), null, process);
        }
    }

    private IEnumerable<(string Name, string Path)> Names()
    {
        HashSet<FileIdentity> visited = [];
        foreach (string folder in folders)
        {
            // /var/run is a link to /run on most hosts.
            using FileDescriptor? opened = FileDescriptor.TryOpen(folder, out _);
            if (opened?.Identity() is not { } identity || !visited.Add(identity))
            {
                continue;
            }

            string[] files;
            try
            {
                files = Directory.GetFiles(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue; // Removed in the meantime.
            }

            Array.Sort(files, StringComparer.Ordinal);
            foreach (string path in files)
            {
                yield return (Path.GetFileName(path), path);
            }
        }
    }

    private string? NameOf(ulong inode)
    {
        foreach ((string name, string path) in Names())
        {
            if (Look(path, out _) == inode)
            {
                return name;
            }
        }

        return null;
    }

    private ulong? OwnInode() => LinkedInode(proc.At("thread-self/ns/net"), out _);

    /// <summary>Opens a path and makes sure that it is a network namespace (ioctl_nsfs(2)).</summary>
    private static ulong? Look(string path, out int errno)
    {
        using FileDescriptor? descriptor = FileDescriptor.TryOpen(path, out errno);
        if (descriptor is null)
        {
            return null;
        }

        int kind = Libc.ioctl(descriptor.Number, Libc.NS_GET_NSTYPE, 0);
        errno = kind < 0 ? Marshal.GetLastPInvokeError() : kind == Libc.CLONE_NEWNET ? 0 : Errno.EINVAL;
        return errno == 0 ? descriptor.Identity()?.Inode : null;
    }

    /// <summary>Reads the inode from the link's text <c>net:[4026531840]</c>: one call a process, nothing opened.</summary>
    internal static ulong? LinkedInode(string path, out int errno)
    {
        Span<byte> link = stackalloc byte[64];
        nint length = Libc.readlinkat(Libc.AT_FDCWD, NativePath.From(path), link, link.Length);
        errno = length < 0 ? Marshal.GetLastPInvokeError() : 0;
        ReadOnlySpan<byte> text = length > 0 ? link[..(int)length] : default;
        return text.StartsWith("net:["u8) && text.EndsWith("]"u8) && TextNumber.TryDecimal(text[5..^1], out long inode) ? (ulong)inode : null;
    }

    private sealed class Found
    {
        private readonly List<string> doors = [];

        internal string? Name { get; set; }

        internal int? Pid { get; set; }

        internal IReadOnlyList<string> Doors => doors;

        internal void AddDoor(string path)
        {
            // Processes come first and fill the list; a name outlives them, so it goes in front.
            if (Name is not null && !path.EndsWith("/ns/net", StringComparison.Ordinal))
            {
                doors.Insert(0, path);
            }
            else if (doors.Count < DoorsKept)
            {
                doors.Add(path);
            }
        }
    }
}
