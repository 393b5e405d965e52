using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>
/// Finds TCP descriptors whose socket no dump shows: reset, timed out or destroyed, in CLOSE and in no table, and never closed by the
/// process. What protocol a socket's descriptor has is told by the attribute <c>system.sockprotoname</c> (net/socket.c
/// <c>sockfs_xattr_get</c>), TCP or TCPv6; sockets of other families are passed over.
/// </summary>
/// <remarks>
/// A socket that was made and neither bound nor connected looks the same; one that was bound is listed (BOUND_INACTIVE) from Linux 6.8 on.
/// A process that holds sockets of another network namespace than its own would be wronged: only those whose own namespace is
/// examined are looked at.
/// </remarks>
/// <param name="root">Where proc is mounted.</param>
internal sealed class HiddenSockets(ProcFsRoot root)
{
    /// <summary>A process with fewer descriptors is not looked at.</summary>
    public const int FewestDescriptors = 50;

    /// <summary>Descriptors of one process at the most.</summary>
    public const int MostDescriptors = 20_000;

    private const int MostInAll = 50_000;
    private const int Range = 4096;

    /// <summary>Looks through the processes of the namespaces.</summary>
    /// <param name="namespaces">The examined namespaces, by inode.</param>
    /// <param name="isListed">Whether a dump that was made before had the inode.</param>
    /// <returns>What each process that was looked at holds beyond the dump.</returns>
    public Dictionary<int, List<SocketOwner>> Look(IReadOnlySet<ulong> namespaces, Func<uint, bool> isListed)
    {
        Dictionary<int, List<SocketOwner>> found = [];
        int seen = 0;
        foreach (int pid in ProcessList.Of(root))
        {
            if (seen < MostInAll && MayHaveMany(pid) && LivesIn(namespaces, pid) && Sockets(pid, ref seen) is { } sockets)
            {
                found[pid] = sockets.FindAll(socket => !isListed(socket.Inode) && IsTcp(socket));
            }
        }

        return found;
    }

    /// <summary>Looks through what a walk over all descriptors has found: no further walk.</summary>
    /// <param name="owners">The walk's; sockets that a dump has may be missing.</param>
    /// <param name="namespaces">The examined namespaces, by inode.</param>
    /// <param name="isListed">Whether a dump that was made before had the inode.</param>
    /// <returns>What each process that was looked at holds beyond the dump.</returns>
    public Dictionary<int, List<SocketOwner>> Look(OwnerTable owners, IReadOnlySet<ulong> namespaces, Func<uint, bool> isListed)
    {
        Dictionary<int, List<SocketOwner>> found = [];
        foreach (int pid in owners.Pids)
        {
            if (owners.Descriptors(pid)?.OpenFiles >= FewestDescriptors && LivesIn(namespaces, pid))
            {
                found[pid] = [];
            }
        }

        foreach (SocketOwner socket in owners.All())
        {
            if (!isListed(socket.Inode) && found.TryGetValue(socket.Pid, out List<SocketOwner>? sockets) && sockets.Count < MostDescriptors)
            {
                sockets.Add(socket);
            }
        }

        foreach (List<SocketOwner> sockets in found.Values)
        {
            sockets.RemoveAll(socket => !IsTcp(socket));
        }

        return found;
    }

    /// <summary>True when the descriptor still is this socket's.</summary>
    public bool IsStill(SocketOwner socket)
    {
        Span<byte> link = stackalloc byte[32];
        nint length = Libc.readlinkat(Libc.AT_FDCWD, PathOf(socket), link, link.Length);
        return length > 0 && SocketLink.TryParse(link[..(int)length], out uint inode) && inode == socket.Inode;
    }

    private bool LivesIn(IReadOnlySet<ulong> namespaces, int pid) => pid != Environment.ProcessId
        && NetworkNamespaces.LinkedInode(root.At($"{pid}/ns/net"), out _) is { } netns && namespaces.Contains(netns);

    // The size of /proc/PID/fd is the number of descriptors since Linux 6.2 (fs/proc/fd.c proc_fd_getattr), 0 before.
    private bool MayHaveMany(int pid) =>
        Libc.statx(Libc.AT_FDCWD, NativePath.From(root.At($"{pid}/fd")), 0, statx_t.STATX_SIZE, out statx_t stat) == 0
        && stat.stx_size is 0 or >= FewestDescriptors;

    /// <summary>The first sockets of a process; null when it has few descriptors, has gone or may not be read.</summary>
    private List<SocketOwner>? Sockets(int pid, ref int seen)
    {
        using DescriptorFolder? folder = DescriptorFolder.TryOpen(root.At($"{pid}/fd"), out _);
        if (folder is null)
        {
            return null;
        }

        List<SocketOwner> sockets = [];
        int files = 0;
        for (int next = 0; next >= 0 && files < MostDescriptors;)
        {
            next = folder.Search(next, (int)Math.Min(next + (long)Range, int.MaxValue), pid, sockets);
            files += folder.Files;
        }

        seen += files;
        return folder.Refusal != 0 || files < FewestDescriptors ? null : sockets;
    }

    private bool IsTcp(SocketOwner socket)
    {
        Span<byte> protocol = stackalloc byte[32];
        nint length = Libc.getxattr(PathOf(socket), "system.sockprotoname\0"u8, protocol, protocol.Length);
        ReadOnlySpan<byte> name = length > 0 ? protocol[..(int)length].TrimEnd((byte)0) : default;
        return name.SequenceEqual("TCP"u8) || name.SequenceEqual("TCPv6"u8);
    }

    private byte[] PathOf(SocketOwner socket) =>
        NativePath.From(root.At(string.Create(CultureInfo.InvariantCulture, $"{socket.Pid}/fd/{socket.Fd}")));
}
