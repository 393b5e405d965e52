using System.Buffers.Binary;

namespace TcpVet.Linux.SockDiag;

/// <summary>
/// <c>struct tcp_info</c> (include/uapi/linux/tcp.h) of any length: kernels append fields, and a field beyond the
/// received length is absent (null), never zero.
/// </summary>
/// <param name="bytes">The attribute's payload; empty when there was none.</param>
public readonly ref struct TcpInfoView(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>False when the kernel sent no tcp_info.</summary>
    public bool IsPresent => !bytes.IsEmpty;

    /// <summary>The bytes as received.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>tcpi_backoff: how often the retransmission timeout was doubled.</summary>
    public byte? Backoff => UInt8(4);

    /// <summary>tcpi_rto in microseconds.</summary>
    public uint? RtoUs => UInt32(8);

    /// <summary>tcpi_unacked in segments; of a LISTEN socket the accept queue's length.</summary>
    public uint? Unacked => UInt32(24);

    /// <summary>tcpi_last_data_sent: milliseconds since data was last sent.</summary>
    public uint? LastDataSentMs => UInt32(44);

    /// <summary>tcpi_last_data_recv: milliseconds since data was last received.</summary>
    public uint? LastDataRecvMs => UInt32(52);

    /// <summary>tcpi_last_ack_recv: milliseconds since a packet was last accepted.</summary>
    public uint? LastAckRecvMs => UInt32(56);

    /// <summary>tcpi_rtt in microseconds, smoothed.</summary>
    public uint? RttUs => UInt32(68);

    /// <summary>Any field's value; null when this kernel did not send it.</summary>
    public ulong? Value(TcpInfoField field) => field.Size switch
    {
        1 => UInt8(field.Offset),
        2 => field.Offset + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[field.Offset..]) : null,
        4 => UInt32(field.Offset),
        _ => UInt64(field.Offset),
    };

    /// <summary>An 8-bit field at an offset of the structure.</summary>
    public byte? UInt8(int offset) => offset < bytes.Length ? bytes[offset] : null;

    /// <summary>A 32-bit field at an offset of the structure.</summary>
    public uint? UInt32(int offset) => offset + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) : null;

    /// <summary>A 64-bit field at an offset of the structure.</summary>
    public ulong? UInt64(int offset) => offset + 8 <= bytes.Length ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]) : null;
}
