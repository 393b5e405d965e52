using System.Buffers.Binary;
using TcpVet.Model;

namespace TcpVet.Lab.Packets;

/// <summary>An IPv4 packet with a TCP SYN in it, whoever it claims to come from (RFC 791 §3.1, RFC 9293 §3.1).</summary>
public static class SynPacket
{
    /// <summary>Its length: two headers, and the option of the maximum segment size.</summary>
    public const int Length = IpLength + TcpLength;

    private const int IpLength = 20, TcpLength = 24;
    private const byte Tcp = 6, Syn = 0x02, MaximumSegmentSize = 2;

    /// <summary>Writes one.</summary>
    /// <param name="into">At least <see cref="Length"/> bytes.</param>
    /// <param name="from">The source that it claims; IPv4.</param>
    /// <param name="to">The destination; IPv4.</param>
    /// <param name="sequence">The initial sequence number.</param>
    public static void Write(Span<byte> into, InetEndpoint from, InetEndpoint to, uint sequence)
    {
        Span<byte> ip = into[..IpLength];
        Span<byte> tcp = into.Slice(IpLength, TcpLength);
        ip.Clear();
        tcp.Clear();

        ip[0] = 0x45; // version 4, five words
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], Length);
        ip[6] = 0x40; // don't fragment
        ip[8] = 64; // time to live
        ip[9] = Tcp;
        from.Addr.Write(ip[12..16]);
        to.Addr.Write(ip[16..20]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Fold(Sum(ip)));

        BinaryPrimitives.WriteUInt16BigEndian(tcp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        tcp[12] = 0x60; // data offset: six words
        tcp[13] = Syn;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 64240); // window
        tcp[20] = MaximumSegmentSize;
        tcp[21] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[22..], 1460);

        // The pseudo header: both addresses, the protocol and the segment's length (RFC 9293 §3.1).
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Fold(Sum(ip[12..20]) + Tcp + TcpLength + Sum(tcp)));
    }

    // The Internet checksum: the one's complement of the one's complement sum of 16-bit words (RFC 1071).
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        return sum;
    }

    private static ushort Fold(uint sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
