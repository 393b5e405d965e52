using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// LDAP over UDP (RFC 1798, MS-ADTS section 3.1.1.3.1.3.5), a search of the root's entry (RFC 4512 section 5.1) for three short attributes:
/// the whole entry of a domain controller is what amplifiers are made of.
/// </summary>
internal sealed class LdapQuestion : UdpQuestion
{
    private const byte SearchRequest = 0x63;
    private const byte SearchResultEntry = 0x64;
    private const byte SearchResultDone = 0x65;
    private const byte Present = 0x87;
    private const uint BaseObject = 0;
    private const uint NeverDeref = 0;
    private const string HostName = "dnsHostName";
    private const string Versions = "supportedLDAPVersion";
    private const string Context = "defaultNamingContext";

    /// <inheritdoc/>
    public override string Name => "ldap";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["cldap"];

    /// <inheritdoc/>
    public override string Title => "LDAP over UDP";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [389];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        // RFC 4511 sections 4.1.1 and 4.5.1: base, scope, aliases, limits of size and seconds, types only, filter, attributes.
        Ber.Sequence(
            Ber.Integer(Id(context)),
            Ber.Element(SearchRequest,
                Ber.Octets([]), Ber.Integer(BaseObject, BerReader.EnumeratedTag), Ber.Integer(NeverDeref, BerReader.EnumeratedTag),
                Ber.Integer(1), Ber.Integer(5), [0x01, 0x01, 0x00],
                Ber.Text("objectClass", Present),
                Ber.Sequence(Ber.Text(HostName), Ber.Text(Context), Ber.Text(Versions)))),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        // The entry and the result that ends the search are two messages, in one datagram or each in its own.
        BerReader messages = new(reply);
        BerReader message = messages.Into(BerReader.SequenceTag);
        long id = message.Integer();
        if (message.Failed || id != Id(sent))
        {
            return null;
        }

        return message.NextTag switch
        {
            SearchResultEntry => ReadEntry(message.Into(SearchResultEntry)),
            SearchResultDone => ReadDone(message.Into(SearchResultDone)),
            _ => null,
        };
    }

    private static uint Id(QuestionContext context) => (context.UInt32() & 0x7FFF_FFFF) | 1;

    private ProtocolReply? ReadEntry(BerReader entry)
    {
        entry.Take(BerReader.OctetsTag);
        BerReader attributes = entry.Into(BerReader.SequenceTag);
        List<string> told = [];
        while (!attributes.AtEnd)
        {
            BerReader attribute = attributes.Into(BerReader.SequenceTag);
            string type = ReplyText.Of(attribute.Take(BerReader.OctetsTag));
            BerReader values = attribute.Into(BerReader.SetTag);
            List<string> texts = [];
            while (!values.AtEnd)
            {
                texts.Add(ReplyText.Of(values.Take(BerReader.OctetsTag)));
            }

            if (attribute.Failed || values.Failed)
            {
                return null;
            }

            string heading = type.Equals(Versions, StringComparison.OrdinalIgnoreCase) ? "versions " : "";
            told.Add(heading + string.Join(' ', texts.Take(3)));
        }

        return entry.Failed || attributes.Failed ? null : Answer(told.Count == 0 ? "root entry without attributes" : string.Join(", ", told.Take(3)));
    }

    // RFC 4511 section 4.1.9: the result code, the matched name, a message.
    private ProtocolReply? ReadDone(BerReader done)
    {
        long code = done.Integer(BerReader.EnumeratedTag);
        done.Take(BerReader.OctetsTag);
        string said = ReplyText.Padded(done.Take(BerReader.OctetsTag));
        return done.Failed ? null : Answer($"result {code}{(said.Length == 0 ? "" : $", {said}")}");
    }
}
