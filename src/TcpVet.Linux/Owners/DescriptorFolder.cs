using System.Buffers.Text;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>One thread's view of /proc/PID/fd: finds the sockets among a range of descriptors.</summary>
/// <remarks>
/// A descriptor costs a path look-up, in which the kernel makes a dentry and an inode for it, and the printing of the
/// link. Listing the folder makes the same dentries once more (fs/proc/fd.c <c>proc_readfd_common</c>, proc_fill_cache),
/// so it is used only to find where a run of descriptors begins: numbers that follow are tried directly. That saves an
/// eighth of the time over 500,000 descriptors. d_type cannot tell sockets: every entry is a link.
/// </remarks>
internal sealed class DescriptorFolder : IDisposable
{
    // After so many numbers in a row that are not open, the kernel is asked for the next open one.
    private const int MissesThatEndARun = 4;

    // Room for some 40 entries: a listing that turns out to be the head of a run should be short.
    private readonly byte[] listing = new byte[1024];
    private readonly byte[] link = new byte[32]; // "socket:[4294967295]" has 19 bytes; a longer link is no socket's
    private readonly byte[] name = new byte[12];
    private readonly FileDescriptor folder;
    private readonly bool seekable;

    private DescriptorFolder(FileDescriptor folder)
    {
        this.folder = folder;
        seekable = folder.FileSystem() == statfs_t.PROC_SUPER_MAGIC;
    }

    /// <summary>The refusal that ended reading; 0 for none. A descriptor or process that went away is no refusal.</summary>
    internal int Refusal { get; private set; }

    /// <summary>Descriptors met, of any kind.</summary>
    internal int Files { get; private set; }

    internal static DescriptorFolder? TryOpen(string path, out int errno) =>
        FileDescriptor.TryOpen(path, out errno) is { } folder ? new DescriptorFolder(folder) : null;

    /// <summary>Finds the sockets among the descriptors from <paramref name="low"/> up to, not including,
    /// <paramref name="high"/>.</summary>
    /// <param name="low">The first descriptor.</param>
    /// <param name="high">One past the last.</param>
    /// <param name="pid">The process, for the owners.</param>
    /// <param name="sockets">Takes what is found.</param>
    /// <returns>An open descriptor at or beyond <paramref name="high"/>, or −1 when there is none.</returns>
    internal int Search(int low, int high, int pid, List<SocketOwner> sockets)
    {
        int next = low;
        Files = 0;
        while (true)
        {
            // Position n + 2 is descriptor n (fs/proc/fd.c): two for "." and "..". A folder of a test cannot seek so.
            if (seekable && Libc.lseek(folder.Number, next + 2L, Libc.SEEK_SET) < 0)
            {
                return -1;
            }

            nint length = Libc.getdents64(folder.Number, listing, listing.Length);
            if (length <= 0)
            {
                NoteRefusal(length < 0 ? Marshal.GetLastPInvokeError() : 0);
                return -1;
            }

            int first = -1;
            int last = -1;
            int listed = 0;
            DirectoryEntries entries = new(listing.AsSpan(0, (int)length));
            while (entries.Next())
            {
                if (!Utf8Parser.TryParse(entries.Name, out int fd, out int used) || used != entries.Name.Length)
                {
                    continue;
                }

                if (seekable && fd >= high)
                {
                    return fd;
                }

                first = first < 0 ? fd : first;
                last = fd;
                listed++;
                if (!Look(fd, pid, sockets) && Refusal != 0)
                {
                    return -1;
                }
            }

            if (listed == 0 && seekable)
            {
                return -1;
            }

            next = last + 1;
            if (seekable && last - first + 1 == listed)
            {
                next = FollowRun(next, high, pid, sockets);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private int FollowRun(int fd, int high, int pid, List<SocketOwner> sockets)
    {
        for (int misses = 0; fd < high && misses < MissesThatEndARun && Refusal == 0; fd++)
        {
            misses = Look(fd, pid, sockets) ? 0 : misses + 1;
        }

        return fd;
    }

    /// <summary>Reads one descriptor's link; false when it is not open (any more).</summary>
    private bool Look(int fd, int pid, List<SocketOwner> sockets)
    {
        Utf8Formatter.TryFormat(fd, name, out int digits);
        name[digits] = 0;
        nint length = Libc.readlinkat_unchecked(folder.Number, name, link, link.Length);
        if (length < 0)
        {
            NoteRefusal(Libc.readlinkat(folder.Number, name, link, link.Length) < 0 ? Marshal.GetLastPInvokeError() : 0);
            return false;
        }

        Files++;
        if (SocketLink.TryParse(link.AsSpan(0, (int)length), out uint inode))
        {
            sockets.Add(new SocketOwner(inode, pid, fd));
        }

        return true;
    }

    private void NoteRefusal(int errno)
    {
        Refusal = Errno.IsRefused(errno) ? errno : Refusal;
    }
}
