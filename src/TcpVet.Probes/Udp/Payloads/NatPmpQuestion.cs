using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>NAT-PMP (RFC 6886 section 3.2), the request for the public address, which maps nothing.</summary>
internal sealed class NatPmpQuestion : UdpQuestion
{
    private static readonly string[] Results = ["", "unsupported version", "not authorized", "network failure", "out of resources", "unsupported opcode"];

    /// <inheritdoc/>
    public override string Name => "natpmp";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["nat-pmp"];

    /// <inheritdoc/>
    public override string Title => "NAT Port Mapping Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [5351];

    /// <inheritdoc/>
    public override string Silence => "a gateway answers only from the inside of its network";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) => [[0, 0]];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        // Version 0, opcode 128 + 0, result, seconds since the table was made, address. Nothing in it repeats what was sent.
        BigEndianReader reader = new(reply);
        (byte version, byte operation, ushort result, uint epoch) = (reader.Byte(), reader.Byte(), reader.UInt16(), reader.UInt32());
        if (reader.Failed || version != 0 || operation != 128 || result >= Results.Length || reply.Length is not (8 or 12))
        {
            return null;
        }

        // Section 3.5: a refusal may end before the address.
        if (result != 0)
        {
            return Answer(Results[result]);
        }

        InetAddress address = new(AddressFamily.IPv4, reader.UInt32());
        return reader.Failed ? null : Answer($"public address {address}, up {epoch} s");
    }
}
