using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>Port Control Protocol (RFC 6887), ANNOUNCE (section 14.1), which asks only whether the server still has its state.</summary>
internal sealed class PcpQuestion : UdpQuestion
{
    private const byte Version = 2;
    private const byte Announce = 0;
    private const byte Response = 0x80;
    private const int HeaderLength = 24;

    private static readonly string[] Results =
    [
        "", "unsupported version", "not authorized", "malformed request", "unsupported opcode", "unsupported option", "malformed option", "network failure",
        "no resources", "unsupported protocol", "over quota", "cannot provide external", "address mismatch", "excessive remote peers",
    ];

    /// <inheritdoc/>
    public override string Name => "pcp";

    /// <inheritdoc/>
    public override string Title => "Port Control Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [5351];

    /// <inheritdoc/>
    public override string Silence => "a gateway answers only from the inside of its network";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        // Section 7.1: version, opcode, reserved, lifetime 0, and the client's address in 128 bits.
        Span<byte> own = stackalloc byte[16];
        context.Local.Addr.ToIPv6().Write(own);
        return [new BigEndianWriter().Byte(Version).Byte(Announce).Zeros(6).Bytes(own).ToArray()];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        // Section 7.2: version, R and opcode, reserved, result, lifetime, epoch, reserved. Section 7: in words of four bytes, at most 1100.
        BigEndianReader reader = new(reply);
        (byte version, byte operation, _, byte result) = (reader.Byte(), reader.Byte(), reader.Byte(), reader.Byte());
        reader.UInt32();
        uint epoch = reader.UInt32();
        if (version is not (1 or Version)
            || operation != (Response | Announce)
            || reply.Length is < HeaderLength or > 1100
            || reply.Length % 4 != 0)
        {
            return null;
        }

        string told = result < Results.Length ? Results[result] : $"result {result}";
        return Answer(result == 0 ? $"version {version}, up {epoch} s" : $"version {version}, {told}");
    }
}
