using System.Text;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// TFTP (RFC 1350), a read request for a file that nobody has: the error packet is the answer. It comes from a port that the server
/// picks for the transfer (section 4). Nothing in it repeats what was sent; the address and our own port must do.
/// </summary>
internal sealed class TftpQuestion : UdpQuestion
{
    private const ushort ReadRequest = 1;
    private const ushort Data = 3;
    private const ushort Error = 5;
    private const int LargestBlock = 512;

    /// <inheritdoc/>
    public override string Name => "tftp";

    /// <inheritdoc/>
    public override string Title => "Trivial File Transfer Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [69];

    /// <inheritdoc/>
    public override bool AnswersFromOtherPort => true;

    /// <inheritdoc/>
    public override string Silence => "the answer comes from a port of the server's choice, which a firewall between may drop";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        new BigEndianWriter().UInt16(ReadRequest)
            .Bytes(Encoding.ASCII.GetBytes($"tcpvet-{Convert.ToHexStringLower(context.Bytes(0, 8))}")).Byte(0)
            .Bytes("octet\0"u8).ToArray(),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        (ushort operation, ushort number) = (reader.UInt16(), reader.UInt16());
        ReadOnlySpan<byte> rest = reader.Rest;
        if (reader.Failed)
        {
            return null;
        }

        return operation switch
        {
            // Section 5: a message that ends with a zero byte; the codes are 0 to 7, and RFC 2347 adds 8.
            Error when number <= 8 && rest.IndexOf((byte)0) == rest.Length - 1 && !rest.IsEmpty =>
                Answer($"error {number}{(rest.Length > 1 ? $", {ReplyText.Padded(rest)}" : "")}"),
            Data when number == 1 && rest.Length <= LargestBlock => Answer("has even this file"),
            _ => null,
        };
    }
}
