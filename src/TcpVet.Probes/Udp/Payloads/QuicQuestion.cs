using System.Globalization;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// QUIC: a long header of a version that is reserved for this (RFC 9000 sections 6.3 and 15), which makes a server list the versions
/// that it speaks (RFC 8999 section 6) and forget us. Of 1200 bytes, because a server ignores less (RFC 9000 section 14.1).
/// </summary>
internal sealed class QuicQuestion : UdpQuestion
{
    private const int DatagramLength = 1200;
    private const int IdLength = 8;
    private const uint ReservedVersion = 0x1A2A3A4A;

    /// <inheritdoc/>
    public override string Name => "quic";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["http3", "h3"];

    /// <inheritdoc/>
    public override string Title => "QUIC";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [443, 853, 8443];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        BigEndianWriter header = new BigEndianWriter().Byte(0xC0).UInt32(ReservedVersion)
            .Byte(IdLength).Bytes(Destination(context)).Byte(IdLength).Bytes(Source(context));
        return [header.Zeros(DatagramLength - header.Length).ToArray()];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        // RFC 8999 section 6: version 0, and the two ids changed about.
        BigEndianReader reader = new(reply);
        bool isLong = (reader.Byte() & 0x80) != 0;
        uint version = reader.UInt32();
        bool ours = reader.Byte() == IdLength && reader.Is(Source(sent)) && reader.Byte() == IdLength && reader.Is(Destination(sent));
        if (!isLong || version != 0 || !ours || reader.AtEnd || reader.Rest.Length % 4 != 0)
        {
            return null;
        }

        List<string> versions = [];
        while (!reader.AtEnd)
        {
            uint offered = reader.UInt32();
            if (!IsReserved(offered) && versions.Count < 16)
            {
                versions.Add(Spell(offered));
            }
        }

        return Answer(versions.Count == 0 ? "no version that is in use" : $"versions {string.Join(", ", versions)}");
    }

    private static ReadOnlySpan<byte> Destination(QuestionContext context) => context.Bytes(0, IdLength);

    private static ReadOnlySpan<byte> Source(QuestionContext context) => context.Bytes(IdLength, IdLength);

    // RFC 9000 section 15: 0x?a?a?a?a is offered so that nobody relies on the list.
    private static bool IsReserved(uint version) => (version & 0x0F0F0F0F) == 0x0A0A0A0A;

    private static string Spell(uint version) => version switch
    {
        1 => "1",
        0x6B3343CF => "2", // RFC 9369 section 3.1
        >= 0xFF000000 and <= 0xFF0000FF => string.Create(CultureInfo.InvariantCulture, $"draft-{version & 0xFF:00}"),
        _ => $"0x{version:x8}",
    };
}
