using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>IPMI: the Presence Ping of RMCP (ASF 2.0, DMTF DSP0136, section 3.2.4; IPMI 2.0 section 13), which needs no session.</summary>
internal sealed class IpmiQuestion : UdpQuestion
{
    private const uint AsfEnterprise = 4542;
    private const byte Ping = 0x80;
    private const byte Pong = 0x40;
    private const int PongLength = 16;

    // Version 1.0 of RMCP, reserved, sequence 255: no acknowledgement wanted, class ASF.
    private static ReadOnlySpan<byte> Header => [0x06, 0x00, 0xFF, 0x06];

    /// <inheritdoc/>
    public override string Name => "ipmi";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["rmcp", "asf"];

    /// <inheritdoc/>
    public override string Title => "Intelligent Platform Management Interface";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [623];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
        [new BigEndianWriter().Bytes(Header).UInt32(AsfEnterprise).Byte(Ping).Byte(Tag(context)).Byte(0).Byte(0).ToArray()];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        bool isRmcp = reader.Is(Header);
        (uint enterprise, byte type, byte tag, _, byte length) =
            (reader.UInt32(), reader.Byte(), reader.Byte(), reader.Byte(), reader.Byte());
        // Section 3.2.4.3: an enterprise and its own word, then the supported entities, bit 7 for IPMI.
        reader.Take(8);
        byte entities = reader.Byte();
        reader.Take(7);
        if (!isRmcp || reader.Failed || enterprise != AsfEnterprise || type != Pong || tag != Tag(sent) || length != PongLength)
        {
            return null;
        }

        return Answer((entities & 0x80) != 0 ? "RMCP with IPMI" : "RMCP without IPMI");
    }

    // 255 would be a message of one way.
    private static byte Tag(QuestionContext context) => (byte)(context.Bytes(0, 1)[0] & 0x7F);
}
