using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>memcached (protocol.txt, "UDP protocol" and "version"), the shortest question with the shortest answer: no statistics, no
/// keys.</summary>
internal sealed class MemcachedQuestion : UdpQuestion
{
    /// <inheritdoc/>
    public override string Name => "memcached";

    /// <inheritdoc/>
    public override string Title => "memcached";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [11211];

    /// <inheritdoc/>
    public override string Silence => "memcached listens on TCP alone unless -U names a port";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
        [Frame(context).Bytes("version\r\n"u8).ToArray()];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        if (!reader.Is(Frame(sent).ToArray()) || !reader.Rest.EndsWith("\r\n"u8))
        {
            return null;
        }

        ReadOnlySpan<byte> line = reader.Rest[..^2];
        return line.StartsWith("VERSION "u8) ? Answer($"version {ReplyText.Of(line[8..])}")
            : line.StartsWith("ERROR"u8) || line.StartsWith("CLIENT_ERROR "u8) || line.StartsWith("SERVER_ERROR "u8) ? Answer(ReplyText.Of(line))
            : null;
    }

    // Request id, number of this datagram, how many there are, reserved.
    private static BigEndianWriter Frame(QuestionContext context) =>
        new BigEndianWriter().UInt16(context.UInt16()).UInt16(0).UInt16(1).UInt16(0);
}
