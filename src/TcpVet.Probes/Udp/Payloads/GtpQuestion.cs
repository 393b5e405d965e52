using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// GTP of mobile networks, Echo Request, which any node of the path answers: version 1 (3GPP TS 29.060 section 7.2.1, TS 29.281 section
/// 7.2.1 for the user plane), and version 2 (TS 29.274 section 7.1.1) where the control plane listens.
/// </summary>
internal sealed class GtpQuestion : UdpQuestion
{
    private const byte EchoRequest = 1;
    private const byte EchoResponse = 2;
    private const byte VersionNotSupported = 3;
    private const byte Recovery = 3;
    private const ushort UserPlane = 2152;

    /// <inheritdoc/>
    public override string Name => "gtp";

    /// <inheritdoc/>
    public override string Title => "GPRS Tunnelling Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [2123, UserPlane];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        // TS 29.060 section 6: version 1, protocol type 1, sequence number present; then four bytes that the length counts.
        byte[] first = new BigEndianWriter().Byte(0x32).Byte(EchoRequest).UInt16(4).UInt32(0).UInt16(context.UInt16()).UInt16(0).ToArray();
        // TS 29.274 section 5.1: version 2 without a tunnel; the sequence number has 24 bits. Recovery (section 8.5) is mandatory.
        byte[] second = new BigEndianWriter().Byte(0x40).Byte(EchoRequest).UInt16(9).Bytes(Sequence2(context)).Byte(0)
            .Byte(Recovery).UInt16(1).Byte(0).Byte(0).ToArray();
        return context.Target.Port == UserPlane ? [first] : [first, second];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        (byte flags, byte type, ushort length) = (reader.Byte(), reader.Byte(), reader.UInt16());
        if (reader.Failed || type is not (EchoResponse or VersionNotSupported))
        {
            return null;
        }

        string told = type == EchoResponse ? "answers an echo" : "does not speak the other version";
        switch (flags >> 5)
        {
            case 1 when (flags & 0x02) != 0 && length == reply.Length - 8 && length >= 4:
                reader.UInt32();
                return reader.UInt16() == sent.UInt16() ? Answer($"version 1, {told}") : null;
            case 2 when length == reply.Length - 4 && length >= 4:
                return reader.Is(Sequence2(sent)) ? Answer($"version 2, {told}") : null;
            default:
                return null;
        }
    }

    private static ReadOnlySpan<byte> Sequence2(QuestionContext context) => context.Bytes(2, 3);
}
