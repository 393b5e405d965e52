using System.Buffers.Binary;

namespace TcpVet.Linux.Interop;

/// <summary>A 16-bit number in network order inside a kernel structure (<c>__be16</c>): a port cannot be read in the wrong order.</summary>
/// <param name="raw">The number as it lies in memory.</param>
public readonly struct BigEndianUInt16(ushort raw)
{
    private readonly ushort raw = raw;

    /// <summary>The number in host order.</summary>
    public ushort Value => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(raw) : raw;

    /// <summary>Makes the network-order form of a host-order number.</summary>
    public static BigEndianUInt16 From(ushort value) =>
        new(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
}
