using System.Globalization;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// CoAP (RFC 7252): the first 16 bytes (RFC 7959 section 2.2) of the list of resources (RFC 6690), and a ping, which is an empty message
/// that must be reset (section 4.3).
/// </summary>
internal sealed class CoapQuestion : UdpQuestion
{
    private const int TokenLength = 4;
    private const byte Get = 0x01;
    private const int Acknowledgement = 2;
    private const int Reset = 3;

    private static readonly Dictionary<int, string> Codes = new()
    {
        [0x45] = "Content", [0x43] = "Valid", [0x80] = "Bad Request", [0x81] = "Unauthorized", [0x82] = "Bad Option", [0x83] = "Forbidden",
        [0x84] = "Not Found", [0x85] = "Method Not Allowed", [0x86] = "Not Acceptable", [0xA0] = "Internal Server Error", [0xA1] = "Not Implemented",
        [0xA3] = "Service Unavailable", [0xA5] = "Proxying Not Supported",
    };

    /// <inheritdoc/>
    public override string Name => "coap";

    /// <inheritdoc/>
    public override string Title => "Constrained Application Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [5683];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        // Section 3.1: options by the difference of their numbers. 11 Uri-Path twice, then 23 Block2: empty is the first block of 16 bytes.
        new BigEndianWriter().Byte(0x40 | TokenLength).Byte(Get).UInt16(context.UInt16(0)).Bytes(Token(context))
            .Byte(0xBB).Bytes(".well-known"u8).Byte(0x04).Bytes("core"u8).Byte(0xC0).ToArray(),
        new BigEndianWriter().Byte(0x40).Byte(0).UInt16(context.UInt16(2)).ToArray(),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        (byte first, byte code, ushort id) = (reader.Byte(), reader.Byte(), reader.UInt16());
        (int version, int type, int tokenLength) = (first >> 6, (first >> 4) & 3, first & 0xF);
        if (reader.Failed || version != 1)
        {
            return null;
        }

        if (code == 0)
        {
            bool aboutUs = (type == Reset && (id == sent.UInt16(0) || id == sent.UInt16(2)))
                || (type == Acknowledgement && id == sent.UInt16(0));
            return aboutUs && tokenLength == 0 && reader.AtEnd ? Answer(type == Reset ? "answers a ping" : "will answer later") : null;
        }

        // Section 5.3.2: a response carries the token; piggybacked in an acknowledgement, the id too.
        bool ours = tokenLength == TokenLength
            && reader.Is(Token(sent))
            && type != Reset
            && (type != Acknowledgement || id == sent.UInt16(0));
        if (!ours || code < 0x40 || !TryPayload(ref reader, out ReadOnlySpan<byte> payload))
        {
            return null;
        }

        string name = Codes.TryGetValue(code, out string? known) ? $" {known}" : "";
        string said = payload.IsEmpty ? "" : $", {ReplyText.Of(payload)}";
        return Answer(string.Create(CultureInfo.InvariantCulture, $"{code >> 5}.{code & 0x1F:00}{name}{said}"));
    }

    private static ReadOnlySpan<byte> Token(QuestionContext context) => context.Bytes(4, TokenLength);

    // Options up to the marker 0xFF, which must not end the message.
    private static bool TryPayload(ref BigEndianReader reader, out ReadOnlySpan<byte> payload)
    {
        while (!reader.AtEnd)
        {
            byte head = reader.Byte();
            if (head == 0xFF)
            {
                payload = reader.Rest;
                return !payload.IsEmpty;
            }

            Extended(ref reader, head >> 4);
            reader.Take(Extended(ref reader, head & 0xF));
        }

        payload = default;
        return !reader.Failed;
    }

    // Figure 8: 13 and 14 announce one and two bytes more, 15 is reserved: a length that nothing has makes the reader fail.
    private static int Extended(ref BigEndianReader reader, int nibble) => nibble switch
    {
        13 => reader.Byte() + 13,
        14 => reader.UInt16() + 269,
        15 => reader.Take(-1).Length,
        _ => nibble,
    };
}
