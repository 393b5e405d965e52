using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Scan;

/// <summary>
/// The inodes of a dump, to ask later which sockets it had. Inodes of sockets come from one counter for the whole host
/// (fs/inode.c <c>get_next_ino</c>), so they lie close together on a young host and far apart on an old one: each block of 65,536
/// numbers is a list of 16-bit remainders until a bitmap is smaller. A million sockets take between 0.2 and 6 MB.
/// </summary>
public sealed class InodeTally : ISocketVisitor
{
    private readonly Block?[] blocks = new Block?[65536];

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        uint inode = socket.Inode;
        if (inode != 0)
        {
            (blocks[inode >> 16] ??= new Block()).Add((ushort)inode);
        }

        return true;
    }

    /// <summary>True when a socket of the dump had this inode.</summary>
    public bool Contains(uint inode) => blocks[inode >> 16]?.Contains((ushort)inode) ?? false;

    /// <summary>True when a socket of any of the dumps had this inode. Asked for every descriptor of a host: it allocates
    /// nothing.</summary>
    public static bool AnyContains(List<InodeTally> dumps, uint inode)
    {
        foreach (InodeTally dump in dumps)
        {
            if (dump.Contains(inode))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Block
    {
        private const int MostListed = 4096; // 8 KB, as much as the bitmap

        private ushort[] listed = new ushort[8];
        private int count;
        private bool sorted;
        private ulong[]? bits;

        public void Add(ushort remainder)
        {
            if (bits is not null)
            {
                bits[remainder >> 6] |= 1UL << (remainder & 63);
                return;
            }

            if (count == MostListed)
            {
                ToBitmap();
                Add(remainder);
                return;
            }

            if (count == listed.Length)
            {
                Array.Resize(ref listed, count * 2);
            }

            listed[count++] = remainder;
            sorted = false;
        }

        public bool Contains(ushort remainder)
        {
            if (bits is not null)
            {
                return (bits[remainder >> 6] & (1UL << (remainder & 63))) != 0;
            }

            if (!sorted)
            {
                Array.Sort(listed, 0, count);
                sorted = true;
            }

            return Array.BinarySearch(listed, 0, count, remainder) >= 0;
        }

        private void ToBitmap()
        {
            bits = new ulong[1024];
            foreach (ushort remainder in listed.AsSpan(0, count))
            {
                bits[remainder >> 6] |= 1UL << (remainder & 63);
            }

            listed = [];
        }
    }
}
