using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// DNS (RFC 1035). The version, in the class CHAOS (RFC 4892 section 2), and the root's SOA without asking for recursion: neither
/// makes a resolver ask others, and both answers are short. Any response code is an answer.
/// </summary>
internal sealed class DnsQuestion : UdpQuestion
{
    private const ushort Txt = 16;
    private const ushort Soa = 6;
    private const ushort Internet = 1;
    private const ushort Chaos = 3;
    private const string VersionName = "version.bind";

    /// <inheritdoc/>
    public override string Name => "dns";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["domain"];

    /// <inheritdoc/>
    public override string Title => "Domain Name System";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [53];

    /// <inheritdoc/>
    public override string Silence => "a resolver may drop questions of clients that it does not serve; ask from one that it serves";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        Query(context.UInt16(0), VersionName, Txt, Chaos),
        Query(context.UInt16(2), "", Soa, Internet),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (DnsMessage.Read(reply) is not { IsResponse: true } message)
        {
            return null;
        }

        bool aboutVersion = message.Id == sent.UInt16(0) && Repeats(message, VersionName, Txt, Chaos);
        bool aboutRoot = message.Id == sent.UInt16(2) && Repeats(message, ".", Soa, Internet);
        if (!aboutVersion && !aboutRoot)
        {
            return null;
        }

        string version = aboutVersion && Version(message) is { } text ? $", version \"{text}\"" : "";
        return Answer($"{message.CodeName}{version}{(message.OffersRecursion ? ", offers recursion" : "")}");
    }

    private static byte[] Query(ushort id, string name, ushort type, ushort @class) =>
        DnsName.Write(new BigEndianWriter().UInt16(id).UInt16(0).UInt16(1).Zeros(6), name).UInt16(type).UInt16(@class).ToArray();

    // A server that cannot read the question need not repeat it (FORMERR); the id alone must do then.
    private static bool Repeats(DnsMessage message, string name, ushort type, ushort @class) => message.Question is not { } question
        || (question.Type == type && question.Class == @class && question.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? Version(DnsMessage message)
    {
        // RFC 1035 section 3.3.14: TXT data are character-strings, each a length and as many bytes.
        BigEndianReader text = new(message.Answers.Find(record => record is { Type: Txt, Class: Chaos })?.Data);
        ReadOnlySpan<byte> first = text.Take(text.Byte());
        return text.Failed ? null : ReplyText.Of(first);
    }
}
