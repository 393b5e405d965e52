using System.Collections;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>The distinct local ports that outgoing connections hold, by local address, over all destinations.</summary>
/// <param name="low">The lowest ephemeral port: connect() prefers its parity, bind() with port 0 the other one.</param>
public sealed class SourceTally(int low)
{
    /// <summary>Distinct addresses at the most, 8 KB each.</summary>
    public const int MaxSources = 64;

    private const int SampledOwners = 64;
    private readonly Dictionary<InetAddress, int> numbers = [];
    private readonly List<Entry> entries = [];

    /// <summary>How many addresses.</summary>
    public int Count => entries.Count;

    /// <summary>True when every local address of an outgoing connection had room.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The number of an address, counted from 1; 0 when there is no room for it.</summary>
    public int NumberOf(InetAddress source)
    {
        if (numbers.TryGetValue(source, out int number))
        {
            return number;
        }

        if (entries.Count >= MaxSources)
        {
            IsWhole = false;
            return 0;
        }

        entries.Add(new Entry(source));
        return numbers[source] = entries.Count;
    }

    /// <summary>Counts a connection.</summary>
    /// <param name="number">Its source, as <see cref="NumberOf"/> tells; 0 counts nothing.</param>
    /// <param name="port">Its local port, inside the range.</param>
    /// <param name="inode">Its inode; 0 for none.</param>
    public void Add(int number, int port, uint inode)
    {
        if (number > 0)
        {
            entries[number - 1].Add(port, inode, isBindParity: ((port - low) & 1) != 0);
        }
    }

    /// <summary>True when the address is the source of an outgoing connection, or may be one that had no room.</summary>
    public bool MayHave(InetAddress source) => !IsWhole || numbers.ContainsKey(source);

    /// <summary>An address's figures by its number less one.</summary>
    public Entry this[int index] => entries[index];

    /// <summary>One local address.</summary>
    /// <param name="source">The address.</param>
    public sealed class Entry(InetAddress source)
    {
        private readonly BitArray held = new(65536);
        private readonly List<uint> inodes = [];

        /// <summary>The address.</summary>
        public InetAddress Source => source;

        /// <summary>Outgoing sockets.</summary>
        public long Connections { get; private set; }

        /// <summary>Distinct ports.</summary>
        public int Ports { get; private set; }

        /// <summary>Those of them that bind() with port 0 prefers.</summary>
        public int BindParityPorts { get; private set; }

        /// <summary>Inodes of the first sockets that have one; the kernel's hash order makes them a sample.</summary>
        public IReadOnlyList<uint> Inodes => inodes;

        internal void Add(int port, uint inode, bool isBindParity)
        {
            Connections++;
            if (!held[port])
            {
                held[port] = true;
                Ports++;
                BindParityPorts += isBindParity ? 1 : 0;
            }

            if (inode != 0 && inodes.Count < SampledOwners)
            {
                inodes.Add(inode);
            }
        }
    }
}
