using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// IKE version 2 (RFC 7296) and version 1 (RFC 2409 in RFC 2408): the first message of a negotiation that offers a cipher of the
/// numbers for private use alone, so that the server declines and keeps nothing. On port 4500 four zero bytes go before (RFC 3948).
/// </summary>
internal sealed class IkeQuestion : UdpQuestion
{
    private const ushort NatPort = 4500;
    private const int HeaderLength = 28;
    private const int MarkerLength = 4;
    private const byte Version1 = 0x10;
    private const byte Version2 = 0x20;
    private const byte SecurityAssociation1 = 1;
    private const byte SecurityAssociation2 = 33;
    private const byte KeyExchange = 34;
    private const byte Nonce = 40;
    private const byte Notification1 = 11;
    private const byte Notification2 = 41;
    private const ushort X25519 = 31;

    // RFC 7296 section 3.10.1 and RFC 2408 section 3.14.1 share the numbers that both have.
    private static readonly Dictionary<int, string> Notifications = new()
    {
        [4] = "INVALID_IKE_SPI", [5] = "INVALID_MAJOR_VERSION", [7] = "INVALID_SYNTAX", [9] = "INVALID_MESSAGE_ID", [14] = "NO_PROPOSAL_CHOSEN",
        [17] = "INVALID_KE_PAYLOAD", [24] = "AUTHENTICATION_FAILED", [16390] = "COOKIE",
    };

    /// <inheritdoc/>
    public override string Name => "ike";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["ikev2", "isakmp", "ipsec"];

    /// <inheritdoc/>
    public override string Title => "Internet Key Exchange";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [500, NatPort];

    /// <inheritdoc/>
    public override string Silence => "a gateway may keep silent about peers that it is not configured for";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        byte[][] plain = [Init2(context), Main1(context)];
        byte[][] marked = [.. plain.Select(message => (byte[])[0, 0, 0, 0, .. message])];
        return context.Target.Port switch
        {
            NatPort => marked,
            500 => plain,
            _ => [.. plain, .. marked],
        };
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        reply = reply.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0]) ? reply[MarkerLength..] : reply;
        BigEndianReader reader = new(reply);
        ReadOnlySpan<byte> initiator = reader.Take(8);
        reader.Take(8);
        (byte next, byte version, byte exchange, byte flags) = (reader.Byte(), reader.Byte(), reader.Byte(), reader.Byte());
        reader.UInt32();
        if (reader.UInt32() != reply.Length || reader.Failed)
        {
            return null;
        }

        // Section 3.1: the response flag, 0x20, marks an answer; version 1 has none, but main mode and informational exchanges (2 and 5).
        return (version >> 4) switch
        {
            2 when (flags & 0x20) != 0 && initiator.SequenceEqual(Spi2(sent)) =>
                ReadPayloads(reader, "IKEv2", next, SecurityAssociation2, Notification2),
            1 when exchange is 2 or 5 && initiator.SequenceEqual(Spi1(sent)) && !reply.SequenceEqual(Main1(sent)) =>
                ReadPayloads(reader, "IKEv1", next, SecurityAssociation1, Notification1),
            _ => null,
        };
    }

    private static ReadOnlySpan<byte> Spi2(QuestionContext context) => context.Bytes(1, 8);

    private static ReadOnlySpan<byte> Spi1(QuestionContext context) => context.Bytes(9, 8);

    // Section 1.2: SA, KE, nonce. The one proposal (section 3.3): encryption 65535, HMAC-SHA2-256, X25519 (RFC 8031).
    private static byte[] Init2(QuestionContext context)
    {
        byte[] transforms =
        [
            3, 0, 0, 8, 1, 0, 0xFF, 0xFF,
            3, 0, 0, 8, 2, 0, 0, 5,
            3, 0, 0, 8, 3, 0, 0, 12,
            0, 0, 0, 8, 4, 0, 0, (byte)X25519,
        ];
        byte[] proposal = [0, 0, 0, (byte)(8 + transforms.Length), 1, 1, 0, 4, .. transforms];
        byte[] key = new BigEndianWriter().UInt16(X25519).UInt16(0).Bytes(context.Bytes(16, 32)).ToArray();
        byte[] payloads = [.. Payload(KeyExchange, proposal), .. Payload(Nonce, key), .. Payload(0, context.Bytes(32, 32))];
        return Message(Spi2(context), SecurityAssociation2, Version2, 34, 0x08, payloads);
    }

    // RFC 2408 section 4.5, main mode: SA alone. RFC 2409 appendix A: encryption 65535, SHA-1, shared key, group 14.
    private static byte[] Main1(QuestionContext context)
    {
        byte[] transform = [0, 0, 0, 24, 1, 1, 0, 0, 0x80, 1, 0xFF, 0xFF, 0x80, 2, 0, 2, 0x80, 3, 0, 1, 0x80, 4, 0, 14];
        byte[] proposal = [0, 0, 0, (byte)(8 + transform.Length), 1, 1, 0, 1, .. transform];
        return Message(Spi1(context), SecurityAssociation1, Version1, 2, 0, Payload(0, [0, 0, 0, 1, 0, 0, 0, 1, .. proposal]));
    }

    private static byte[] Payload(byte next, ReadOnlySpan<byte> body) =>
        new BigEndianWriter().Byte(next).Byte(0).UInt16((ushort)(4 + body.Length)).Bytes(body).ToArray();

    private static byte[] Message(ReadOnlySpan<byte> spi, byte first, byte version, byte exchange, byte flags, byte[] payloads) =>
        new BigEndianWriter().Bytes(spi).Zeros(8).Byte(first).Byte(version).Byte(exchange).Byte(flags).UInt32(0)
            .UInt32((uint)(HeaderLength + payloads.Length)).Bytes(payloads).ToArray();

    private ProtocolReply? ReadPayloads(BigEndianReader reader, string version, byte next, byte association, byte notification)
    {
        string? told = null;
        while (next != 0)
        {
            byte type = next;
            next = reader.Byte();
            reader.Byte();
            BigEndianReader payload = new(reader.Take(reader.UInt16() - 4));
            if (reader.Failed)
            {
                return null;
            }

            if (type == notification)
            {
                // Version 1 has its domain of interpretation first.
                payload.Take(notification == Notification1 ? 6 : 2);
                int code = payload.UInt16();
                told = payload.Failed ? null : told ?? Notifications.GetValueOrDefault(code, $"notification {code}");
            }
            else if (type == association)
            {
                told ??= "agrees";
            }
        }

        return told is null ? null : Answer($"{version}, {told}");
    }
}
