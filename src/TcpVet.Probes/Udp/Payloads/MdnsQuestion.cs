using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// Multicast DNS (RFC 6762), asked directly (section 5.5) for the types of services that the host offers (RFC 6763 section 9). It is
/// asked from a port that is not 5353, so that the answer is a conventional one with our id in it (section 6.7).
/// </summary>
internal sealed class MdnsQuestion : UdpQuestion
{
    private const ushort Pointer = 12;
    private const ushort Internet = 1;
    private const ushort UnicastPlease = 0x8000;
    private const int MostShown = 3;
    private const string Services = "_services._dns-sd._udp.local";

    /// <inheritdoc/>
    public override string Name => "mdns";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["bonjour", "zeroconf"];

    /// <inheritdoc/>
    public override string Title => "Multicast DNS";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [5353];

    /// <inheritdoc/>
    public override string Silence => "a responder answers only hosts on its own link, and only when it offers a service; ask from that link";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        DnsName.Write(new BigEndianWriter().UInt16(context.UInt16()).UInt16(0).UInt16(1).Zeros(6), Services)
            .UInt16(Pointer).UInt16(Internet | UnicastPlease).ToArray(),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (DnsMessage.Read(reply) is not { IsResponse: true } message || message.Id != sent.UInt16()
            || (message.Question is { } question && !IsAsked(question)))
        {
            return null;
        }

        List<string> types = [];
        foreach (DnsRecord record in message.Answers.Where(IsAsked))
        {
            int at = record.DataAt;
            if (!DnsName.TryRead(reply, ref at, out string type) || at != record.DataAt + record.Data.Length)
            {
                return null;
            }

            types.Add(type.EndsWith(".local", StringComparison.OrdinalIgnoreCase) ? type[..^6] : type);
        }

        string shown = string.Join(", ", types.Take(MostShown)) + (types.Count > MostShown ? ", …" : "");
        return Answer(types.Count == 0 ? message.CodeName : $"{Quantity.Of(types.Count, "service type")}: {shown}");
    }

    private static bool IsAsked(DnsRecord record) =>
        record.Type == Pointer && record.Name.Equals(Services, StringComparison.OrdinalIgnoreCase);
}
