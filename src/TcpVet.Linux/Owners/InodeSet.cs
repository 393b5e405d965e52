namespace TcpVet.Linux.Owners;

/// <summary>A growing set of socket inodes: open addressing over 32-bit slots, 8 bytes an inode or fewer.</summary>
public sealed class InodeSet
{
    private uint[] slots = new uint[64];

    /// <summary>How many inodes are in the set.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an inode; 0 stands for no inode and is not added.</summary>
    /// <returns>True when it was not in the set.</returns>
    public bool Add(uint inode)
    {
        if (inode == 0 || !Place(slots, inode))
        {
            return false;
        }

        if (++Count * 4L > slots.Length * 3L)
        {
            uint[] larger = new uint[slots.Length * 2];
            foreach (uint held in slots)
            {
                if (held != 0)
                {
                    Place(larger, held);
                }
            }

            slots = larger;
        }

        return true;
    }

    /// <summary>True when the inode is in the set.</summary>
    public bool Contains(uint inode)
    {
        uint[] table = slots;
        for (uint i = Hash(inode, table.Length); ; i = (i + 1) & (uint)(table.Length - 1))
        {
            if (table[i] == inode || table[i] == 0)
            {
                return table[i] != 0;
            }
        }
    }

    /// <summary>Fibonacci hashing: consecutive inodes, as sockets made one after the other have, spread over the whole table, of any
    /// size.</summary>
    internal static uint Hash(uint inode, int slots) => (uint)(((ulong)(inode * 0x9E37_79B1u) * (uint)slots) >> 32);

    private static bool Place(uint[] table, uint inode)
    {
        for (uint i = Hash(inode, table.Length); ; i = (i + 1) & (uint)(table.Length - 1))
        {
            if (table[i] == inode)
            {
                return false;
            }

            if (table[i] == 0)
            {
                table[i] = inode;
                return true;
            }
        }
    }
}
