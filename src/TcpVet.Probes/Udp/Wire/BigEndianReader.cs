using System.Buffers.Binary;

namespace TcpVet.Probes.Udp.Wire;

/// <summary>
/// Reads a datagram from front to back in network order. What lies beyond the end reads as zero or nothing and sets
/// <see cref="Failed"/> for good: a parser reads a whole header and then asks once.
/// </summary>
internal ref struct BigEndianReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>True once something was read that is not there.</summary>
    public bool Failed { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>True when everything was read, or after a failure: a loop that asks for it ends.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>The next byte.</summary>
    public byte Byte() => Take(1) is [byte value] ? value : (byte)0;

    /// <summary>The next 16 bits.</summary>
    public ushort UInt16() => Take(2) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt16BigEndian(taken) : (ushort)0;

    /// <summary>The next 32 bits.</summary>
    public uint UInt32() => Take(4) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt32BigEndian(taken) : 0;

    /// <summary>The next 64 bits.</summary>
    public ulong UInt64() => Take(8) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt64BigEndian(taken) : 0;

    /// <summary>The next bytes; none when there are not as many.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > rest.Length)
        {
            Failed = true;
            rest = default;
            return default;
        }

        ReadOnlySpan<byte> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    /// <summary>True when the next bytes are these; they are read.</summary>
    public bool Is(ReadOnlySpan<byte> expected) => Take(expected.Length).SequenceEqual(expected) && !Failed;
}
