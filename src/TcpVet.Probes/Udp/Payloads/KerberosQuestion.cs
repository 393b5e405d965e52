using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// Kerberos 5 (RFC 4120), an AS-REQ for a user and a realm that nobody has (RFC 2606: <c>.invalid</c>): a KDC answers with an error and
/// locks nobody out.
/// </summary>
internal sealed class KerberosQuestion : UdpQuestion
{
    private const byte AsReq = 0x6A;
    private const byte KrbError = 0x7E;
    private const byte BitString = 0x03;
    private const byte GeneralString = 0x1B;
    private const byte GeneralizedTime = 0x18;
    private const string Realm = "TCPVET.INVALID";
    private const string User = "tcpvet";

    // Section 7.5.9: those that this request meets.
    private static readonly Dictionary<long, string> Errors = new()
    {
        [6] = "KDC_ERR_C_PRINCIPAL_UNKNOWN", [7] = "KDC_ERR_S_PRINCIPAL_UNKNOWN", [12] = "KDC_ERR_POLICY", [14] = "KDC_ERR_ETYPE_NOSUPP",
        [24] = "KDC_ERR_PREAUTH_FAILED", [25] = "KDC_ERR_PREAUTH_REQUIRED", [29] = "KDC_ERR_SVC_UNAVAILABLE", [52] = "KRB_ERR_RESPONSE_TOO_BIG",
        [60] = "KRB_ERR_GENERIC", [68] = "KDC_ERR_WRONG_REALM",
    };

    /// <inheritdoc/>
    public override string Name => "kerberos";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["krb5", "kdc"];

    /// <inheritdoc/>
    public override string Title => "Kerberos";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [88];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        // Section 5.4.1: options, client, realm, server, until (RFC 4120 permits 1970: "as long as possible"), nonce, encryption types.
        Ber.Element(AsReq, Ber.Sequence(
            Field(1, Ber.Integer(5)),
            Field(2, Ber.Integer(10)),
            Field(4, Ber.Sequence(
                Field(0, Ber.Octets([0, 0, 0, 0, 0], BitString)),
                Field(1, Principal(1, User)),
                Field(2, Ber.Text(Realm, GeneralString)),
                Field(3, Principal(2, "krbtgt", Realm)),
                Field(5, Ber.Text("19700101000000Z", GeneralizedTime)),
                Field(7, Ber.Integer(context.UInt32() & 0x7FFF_FFFF)),
                Field(8, Ber.Sequence(Ber.Integer(18), Ber.Integer(17), Ber.Integer(20), Ber.Integer(23))))))),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        // Section 5.9.1: version and type, our time, its time, the code, our realm and name, its realm and name, text.
        BerReader outer = new(reply);
        BerReader error = outer.Into(KrbError).Into(BerReader.SequenceTag);
        (long version, long type) = (Integer(ref error, 0), Integer(ref error, 1));
        Optional(ref error, 2);
        Optional(ref error, 3);
        error.Take(Tag(4));
        error.Take(Tag(5));
        long code = Integer(ref error, 6);
        Optional(ref error, 7);
        Optional(ref error, 8);
        string realm = ReplyText.Of(error.Into(Tag(9)).Take(GeneralString));
        error.Take(Tag(10));
        if (error.Failed || outer.Failed || !outer.AtEnd || version != 5 || type != 30)
        {
            return null;
        }

        string said = error.NextTag == Tag(11) ? ReplyText.Padded(error.Into(Tag(11)).Take(GeneralString)) : "";
        string ownRealm = realm.Length == 0 || realm == Realm ? "" : $", realm {realm}";
        return Answer($"{Errors.GetValueOrDefault(code, $"error {code}")}{ownRealm}{(said.Length == 0 ? "" : $", {said}")}");
    }

    private static byte Tag(int number) => (byte)(0xA0 | number);

    private static byte[] Field(int number, byte[] element) => Ber.Element(Tag(number), element);

    // Section 5.2.2: the kind of name, and its components.
    private static byte[] Principal(uint kind, params ReadOnlySpan<string> components)
    {
        byte[][] texts = new byte[components.Length][];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Ber.Text(components[i], GeneralString);
        }

        return Ber.Sequence(Field(0, Ber.Integer(kind)), Field(1, Ber.Sequence(texts)));
    }

    private static long Integer(ref BerReader reader, int number)
    {
        BerReader field = reader.Into(Tag(number));
        long value = field.Integer();
        // A field without its number reads as one that no message has.
        return field.Failed ? -1 : value;
    }

    private static void Optional(ref BerReader reader, int number)
    {
        if (reader.NextTag == Tag(number))
        {
            reader.Skip();
        }
    }
}
