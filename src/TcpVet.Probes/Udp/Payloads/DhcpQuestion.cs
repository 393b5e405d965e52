using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// DHCP (RFC 2131), a DHCPINFORM: a host that has its address asks for settings alone, and no lease is made or changed
/// (section 4.3.5).
/// </summary>
internal sealed class DhcpQuestion : UdpQuestion
{
    private const byte BootReply = 2;
    private const byte DomainOption = 15;
    private const byte TypeOption = 53;
    private const byte ServerOption = 54;
    private const byte WantedOption = 55;
    private const byte End = 255;
    private const byte Inform = 8;
    private const int FixedLength = 236;
    private const int ShortestMessage = 300;

    // RFC 2131 section 3: 99, 130, 83, 99 begin the options.
    private static ReadOnlySpan<byte> Cookie => [99, 130, 83, 99];

    /// <inheritdoc/>
    public override string Name => "dhcp";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["bootps"];

    /// <inheritdoc/>
    public override string Title => "Dynamic Host Configuration Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [67];

    /// <inheritdoc/>
    public override ushort? LocalPort => 68;

    /// <inheritdoc/>
    public override string Silence => "a server answers only the networks that it serves, and to port 68, which takes root to listen on; ask from such a network, as root";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        // Figure 1: op, htype, hlen, hops, xid, secs, flags, ciaddr, yiaddr, siaddr, giaddr, chaddr (16), sname (64), file (128).
        BigEndianWriter writer = new BigEndianWriter().Byte(1).Byte(1).Byte(6).Byte(0).Bytes(context.Bytes(0, 4)).Zeros(4);
        InetAddress own = context.Local.Addr.Unmapped;
        writer.UInt32(own.Family == AddressFamily.IPv4 ? (uint)own.Bits : 0).Zeros(12);
        // A locally administered hardware address (IEEE 802) that no device has.
        writer.Byte(0x02).Bytes(context.Bytes(4, 5)).Zeros(10).Zeros(192).Bytes(Cookie);
        writer.Bytes([TypeOption, 1, Inform, WantedOption, 3, 1, 6, DomainOption, End]);
        return [writer.Zeros(ShortestMessage - writer.Length).ToArray()];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (reply.Length < FixedLength + Cookie.Length || reply[0] != BootReply || !reply.Slice(4, 4).SequenceEqual(sent.Bytes(0, 4))
            || !reply.Slice(FixedLength, Cookie.Length).SequenceEqual(Cookie))
        {
            return null;
        }

        BigEndianReader options = new(reply[(FixedLength + Cookie.Length)..]);
        (string? type, string server, string domain) = (null, "", "");
        while (!options.AtEnd && options.Byte() is var code && code != End)
        {
            if (code == 0)
            {
                continue;
            }

            ReadOnlySpan<byte> value = options.Take(options.Byte());
            switch (code)
            {
                case TypeOption when value is [5 or 6]:
                    type = value[0] == 5 ? "DHCPACK" : "DHCPNAK";
                    break;
                case ServerOption when value.Length == 4:
                    server = $" from {InetAddress.Read(AddressFamily.IPv4, value)}";
                    break;
                case DomainOption:
                    domain = $", domain {ReplyText.Padded(value)}";
                    break;
                default:
                    break;
            }
        }

        return options.Failed || type is null ? null : Answer(type + server + domain);
    }
}
