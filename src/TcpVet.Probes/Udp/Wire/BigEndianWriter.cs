using System.Buffers;
using System.Buffers.Binary;

namespace TcpVet.Probes.Udp.Wire;

/// <summary>Builds a datagram from front to back in network order.</summary>
internal sealed class BigEndianWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new(128);

    /// <summary>How many bytes were written.</summary>
    public int Length => buffer.WrittenCount;

    /// <summary>Appends one byte.</summary>
    public BigEndianWriter Byte(byte value) => Bytes([value]);

    /// <summary>Appends 16 bits.</summary>
    public BigEndianWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer.GetSpan(2), value);
        buffer.Advance(2);
        return this;
    }

    /// <summary>Appends 32 bits.</summary>
    public BigEndianWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
        return this;
    }

    /// <summary>Appends bytes.</summary>
    public BigEndianWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        buffer.Write(bytes);
        return this;
    }

    /// <summary>Appends zeros.</summary>
    public BigEndianWriter Zeros(int count)
    {
        buffer.GetSpan(count)[..count].Clear();
        buffer.Advance(count);
        return this;
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray() => buffer.WrittenSpan.ToArray();
}
