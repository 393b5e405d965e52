using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>NetBIOS name service (RFC 1002), a node status request (section 4.2.17): which names does the host go by?</summary>
internal sealed class NetBiosQuestion : UdpQuestion
{
    private const ushort NodeStatus = 0x21;
    private const ushort Internet = 1;
    private const int NameLength = 15;
    private const int MostShown = 4;

    // RFC 1001 section 14.1: each half byte as a letter from A on. The name is * and fifteen zeros.
    private const string Anybody = "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <inheritdoc/>
    public override string Name => "netbios";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["nbns", "nbstat"];

    /// <inheritdoc/>
    public override string Title => "NetBIOS name service";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [137];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        DnsName.Write(new BigEndianWriter().UInt16(context.UInt16()).UInt16(0).UInt16(1).Zeros(6), Anybody)
            .UInt16(NodeStatus)
            .UInt16(Internet)
            .ToArray(),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (DnsMessage.Read(reply) is not { IsResponse: true } message || message.Id != sent.UInt16()
            || message.Answers.Find(record => record is { Type: NodeStatus, Name: Anybody }) is not { } status)
        {
            return null;
        }

        // Section 4.2.18: the number of names, each of 15 characters, a suffix and flags (the highest bit: a group), then statistics.
        BigEndianReader reader = new(status.Data);
        List<string> names = [];
        for (int left = reader.Byte(); left > 0; left--)
        {
            string name = ReplyText.Padded(reader.Take(NameLength));
            byte suffix = reader.Byte();
            bool isGroup = (reader.UInt16() & 0x8000) != 0;
            names.Add($"{name}<{suffix:x2}>{(isGroup ? " group" : "")}");
        }

        ReadOnlySpan<byte> hardware = reader.Take(6);
        if (reader.Failed)
        {
            return null;
        }

        string address = hardware.ContainsAnyExcept((byte)0) ? $", hardware {Convert.ToHexStringLower(hardware)}" : "";
        string more = names.Count > MostShown ? ", …" : "";
        return Answer(names.Count == 0 ? $"no names{address}" : string.Join(", ", names.Take(MostShown)) + more + address);
    }
}
