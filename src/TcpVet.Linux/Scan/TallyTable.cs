using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TcpVet.Linux.Scan;

/// <summary>
/// Counts by a key of fixed width: an open-addressing table over pages of keys and counts, so that a million sockets cost no
/// allocation each and growing leaves nothing behind but smaller indexes. The hash is seeded anew in each run: remote hosts choose the
/// keys. </summary>
public sealed class TallyTable
{
    private const int PageBits = 9;
    private const int PageRows = 1 << PageBits;

    private readonly int keyWidth;
    private readonly int columns;
    private readonly int maxRows;
    private readonly ulong seed;
    private int[] slots = new int[256];
    private readonly List<byte[]> keys = [];
    private readonly List<int[]> counts = [];

    /// <summary>Makes an empty table.</summary>
    /// <param name="keyWidth">The length of every key, in bytes.</param>
    /// <param name="columns">How many counts a row has.</param>
    /// <param name="maxRows">How many distinct keys it takes; what comes later is counted in <see cref="LeftOut"/>.</param>
    public TallyTable(int keyWidth, int columns, int maxRows = int.MaxValue)
    {
        this.keyWidth = keyWidth;
        this.columns = columns;
        this.maxRows = maxRows;
        seed = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
    }

    /// <summary>How many distinct keys the table holds.</summary>
    public int Rows { get; private set; }

    /// <summary>How many <see cref="Row"/> calls found no room.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The row of a key, made when it is new; −1 when the table is full.</summary>
    /// <param name="key">Exactly as long as the table's keys.</param>
    public int Row(ReadOnlySpan<byte> key)
    {
        int slot = Slot(key);
        if (slots[slot] != 0)
        {
            return slots[slot] - 1;
        }

        if (Rows >= maxRows)
        {
            LeftOut++;
            return -1;
        }

        return Add(key, slot);
    }

    /// <summary>The row of a key; −1 when the table does not hold it.</summary>
    /// <param name="key">Exactly as long as the table's keys.</param>
    public int Find(ReadOnlySpan<byte> key) => slots[Slot(key)] - 1;

    /// <summary>The key of a row.</summary>
    public ReadOnlySpan<byte> Key(int row) => keys[row >> PageBits].AsSpan((row & (PageRows - 1)) * keyWidth, keyWidth);

    /// <summary>The counts of a row, to read and to add to.</summary>
    public Span<int> Counts(int row) => counts[row >> PageBits].AsSpan((row & (PageRows - 1)) * columns, columns);

    /// <summary>The slot that holds the key, or the empty one where it would go.</summary>
    private int Slot(ReadOnlySpan<byte> key)
    {
        int mask = slots.Length - 1;
        int slot = (int)Hash(key) & mask;
        while (slots[slot] != 0 && !key.SequenceEqual(Key(slots[slot] - 1)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private int Add(ReadOnlySpan<byte> key, int slot)
    {
        int row = Rows++;
        slots[slot] = row + 1;
        if ((row & (PageRows - 1)) == 0)
        {
            keys.Add(new byte[keyWidth * PageRows]);
            counts.Add(new int[columns * PageRows]);
        }

        key.CopyTo(keys[row >> PageBits].AsSpan((row & (PageRows - 1)) * keyWidth));
        if (Rows * 2 > slots.Length)
        {
            Rehash(slots.Length * 2);
        }

        return row;
    }

    private void Rehash(int size)
    {
        slots = new int[size];
        for (int row = 0; row < Rows; row++)
        {
            int slot = (int)Hash(Key(row)) & (size - 1);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (size - 1);
            }

            slots[slot] = row + 1;
        }
    }

    // Folded multiplication over eight bytes at a time.
    private uint Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = seed;
        while (key.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(key), 0x9E37_79B9_7F4A_7C15);
            key = key[8..];
        }

        ulong tail = (ulong)key.Length << 56;
        for (int i = 0; i < key.Length; i++)
        {
            tail |= (ulong)key[i] << (8 * i);
        }

        hash = Fold(hash ^ tail, 0xD6E8_FEB8_6659_FD93 ^ seed);
        return (uint)(hash ^ (hash >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
