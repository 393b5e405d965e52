using System.Globalization;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// SNMP: the discovery of version 3 (RFC 3414 section 4), which needs no secret; then sysDescr.0 (RFC 3418) of the community
/// "public" in version 2c (RFC 1901, RFC 3416) and version 1 (RFC 1157).
/// </summary>
internal sealed class SnmpQuestion : UdpQuestion
{
    private const byte GetRequest = 0xA0;
    private const byte Response = 0xA2;
    private const byte Report = 0xA8;
    private const uint Version1 = 0;
    private const uint Version2C = 1;
    private const uint Version3 = 3;
    private const string Community = "public";

    // 1.3.6.1.2.1.1.1.0
    private static readonly byte[] SysDescr = [0x2B, 6, 1, 2, 1, 1, 1, 0];

    private static readonly string[] Errors = ["noError", "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess"];

    /// <inheritdoc/>
    public override string Name => "snmp";

    /// <inheritdoc/>
    public override string Title => "Simple Network Management Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [161];

    /// <inheritdoc/>
    public override string Silence => "an agent without SNMPv3 does not answer a community that it does not know";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        Discovery(Id(context, 0), Id(context, 4)),
        Get(Version2C, Id(context, 8)),
        Get(Version1, Id(context, 12)),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BerReader outer = new(reply);
        BerReader message = outer.Into(BerReader.SequenceTag);
        long version = message.Integer();
        if (outer.Failed || !outer.AtEnd || message.Failed)
        {
            return null;
        }

        return version switch
        {
            Version1 => ReadResponse(message, "SNMPv1", Id(sent, 12)),
            Version2C => ReadResponse(message, "SNMPv2c", Id(sent, 8)),
            Version3 => ReadReport(message, Id(sent, 0)),
            _ => null,
        };
    }

    // Ids are INTEGERs of 31 bits (RFC 3412 section 6: msgID), and never 0, which some agents take for none.
    private static uint Id(QuestionContext context, int offset) => (context.UInt32(offset) & 0x7FFF_FFFF) | 1;

    private static byte[] Get(uint version, uint id) => Ber.Sequence(
        Ber.Integer(version),
        Ber.Text(Community),
        Ber.Element(GetRequest, Ber.Integer(id), Ber.Integer(0), Ber.Integer(0),
            Ber.Sequence(Ber.Sequence(Ber.Octets(SysDescr, BerReader.OidTag), [0x05, 0x00]))));

    // RFC 3412 section 6 around RFC 3414 section 2.4; flags 4: reportable, neither authenticated nor private.
    private static byte[] Discovery(uint messageId, uint requestId) => Ber.Sequence(
        Ber.Integer(Version3),
        Ber.Sequence(Ber.Integer(messageId), Ber.Integer(65507), Ber.Octets([4]), Ber.Integer(3)),
        Ber.Octets(Ber.Sequence(Ber.Octets([]), Ber.Integer(0), Ber.Integer(0), Ber.Octets([]), Ber.Octets([]), Ber.Octets([]))),
        Ber.Sequence(Ber.Octets([]), Ber.Octets([]),
            Ber.Element(GetRequest, Ber.Integer(requestId), Ber.Integer(0), Ber.Integer(0), Ber.Sequence())));

    private ProtocolReply? ReadResponse(BerReader message, string version, uint id)
    {
        message.Take(BerReader.OctetsTag);
        BerReader response = message.Into(Response);
        (long answered, long error, _) = (response.Integer(), response.Integer(), response.Integer());
        BerReader bindings = response.Into(BerReader.SequenceTag);
        if (message.Failed || !message.AtEnd || response.Failed || answered != id)
        {
            return null;
        }

        if (error != 0)
        {
            return Answer($"{version}, {(error > 0 && error < Errors.Length ? Errors[error] : $"error {error}")}");
        }

        BerReader binding = bindings.Into(BerReader.SequenceTag);
        ReadOnlySpan<byte> name = binding.Take(BerReader.OidTag);
        if (binding.Failed || !name.SequenceEqual(SysDescr))
        {
            return null;
        }

        // RFC 3416 section 3: noSuchObject and its like are exceptions in place of the value.
        return binding.NextTag == BerReader.OctetsTag
            ? Answer($"{version}, {ReplyText.Of(binding.Take(BerReader.OctetsTag), 120)}")
            : Answer($"{version}, no description");
    }

    private ProtocolReply? ReadReport(BerReader message, uint messageId)
    {
        BerReader header = message.Into(BerReader.SequenceTag);
        long answered = header.Integer();
        BerReader wrapped = new(message.Take(BerReader.OctetsTag));
        BerReader security = wrapped.Into(BerReader.SequenceTag);
        ReadOnlySpan<byte> engine = security.Take(BerReader.OctetsTag);
        (long boots, long time) = (security.Integer(), security.Integer());
        BerReader scoped = message.Into(BerReader.SequenceTag);
        scoped.Take(BerReader.OctetsTag);
        scoped.Take(BerReader.OctetsTag);
        bool isReport = scoped.NextTag is Report or Response;
        // RFC 3411 section 5: an engine's id has 5 to 32 bytes.
        if (header.Failed || security.Failed || scoped.Failed || !isReport || answered != messageId || engine.Length is < 5 or > 32)
        {
            return null;
        }

        uint enterprise = new BigEndianReader(engine).UInt32() & 0x7FFF_FFFF;
        return Answer(string.Create(CultureInfo.InvariantCulture,
            $"SNMPv3, engine {Convert.ToHexStringLower(engine)} of enterprise {enterprise}, boots {boots}, up {time} s"));
    }
}
