using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>STUN (RFC 8489), a Binding request: what address does the server see? Servers of RFC 3489 take the cookie for a part of the
/// id.</summary>
internal sealed class StunQuestion : UdpQuestion
{
    private const ushort Request = 0x0001;
    private const ushort Success = 0x0101;
    private const ushort Failure = 0x0111;
    private const uint Cookie = 0x2112A442;
    private const int HeaderLength = 20;

    /// <inheritdoc/>
    public override string Name => "stun";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["turn"];

    /// <inheritdoc/>
    public override string Title => "Session Traversal Utilities for NAT";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [3478, 19302];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
        [new BigEndianWriter().UInt16(Request).UInt16(0).UInt32(Cookie).Bytes(context.Bytes(0, 12)).ToArray()];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        (ushort type, ushort length, uint cookie) = (reader.UInt16(), reader.UInt16(), reader.UInt32());
        if (type is not (Success or Failure)
            || cookie != Cookie
            || !reader.Is(sent.Bytes(0, 12))
            || length != reply.Length - HeaderLength
            || length % 4 != 0)
        {
            return null;
        }

        (string mapped, string software, string error) = ("", "", "");
        while (!reader.AtEnd)
        {
            (ushort attribute, ushort size) = (reader.UInt16(), reader.UInt16());
            ReadOnlySpan<byte> value = reader.Take(size);
            // Section 14: attributes are padded to a multiple of four bytes.
            reader.Take(-size & 3);
            switch (attribute)
            {
                case 0x0020:
                    mapped = Mapped(value, reply.Slice(4, 16));
                    break;
                case 0x0001 when mapped.Length == 0:
                    mapped = Mapped(value, new byte[16]);
                    break;
                case 0x8022:
                    software = $", software {ReplyText.Padded(value)}";
                    break;
                case 0x0009 when value.Length >= 4:
                    // Section 14.8: the hundreds in three bits, then the rest, then the reason.
                    error = $"error {((value[2] & 7) * 100) + value[3]} {ReplyText.Padded(value[4..])}".TrimEnd();
                    break;
                default:
                    break;
            }
        }

        string told = type == Failure ? error : mapped;
        return reader.Failed || told.Length == 0 ? null : Answer(told + software);
    }

    // Sections 14.1 and 14.2: a zero byte, the family, the port and the address, XORed with the cookie and the id.
    private static string Mapped(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask)
    {
        (AddressFamily family, int size) = value is [_, 2, ..] ? (AddressFamily.IPv6, 16) : (AddressFamily.IPv4, 4);
        if (value.Length != 4 + size || value[1] is not (1 or 2))
        {
            return "";
        }

        Span<byte> address = stackalloc byte[16];
        for (int i = 0; i < size; i++)
        {
            address[i] = (byte)(value[4 + i] ^ mask[i]);
        }

        int port = ((value[2] ^ mask[0]) << 8) | (value[3] ^ mask[1]);
        return $"sees us as {new InetEndpoint(InetAddress.Read(family, address), (ushort)port)}";
    }
}
