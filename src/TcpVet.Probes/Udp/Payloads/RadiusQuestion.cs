using System.Text;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// RADIUS. With the shared secret a Status-Server (RFC 5997), whose answer is verified with it. Without one, an Access-Request (RFC 2865)
/// of a user that nobody has: CHAP needs no secret to be well-formed, and a server that knows our address rejects it, which its log shows.
/// </summary>
internal sealed class RadiusQuestion : UdpQuestion
{
    private const byte AccessRequest = 1;
    private const byte StatusServer = 12;
    private const byte UserName = 1;
    private const byte ChapPassword = 3;
    private const byte ReplyMessage = 18;
    private const byte NasIdentifier = 32;
    private const byte MessageAuthenticator = 80;
    private const int HeaderLength = 20;
    private const int SignatureLength = 16;

    private static readonly Dictionary<byte, string> Codes = new()
    {
        [2] = "Access-Accept", [3] = "Access-Reject", [5] = "Accounting-Response", [11] = "Access-Challenge", [52] = "Protocol-Error",
    };

    /// <inheritdoc/>
    public override string Name => "radius";

    /// <inheritdoc/>
    public override string Title => "Remote Authentication Dial-In User Service";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [1645, 1646, 1812, 1813];

    /// <inheritdoc/>
    public override string Silence =>
        "a server answers only the addresses of its clients, and may want every request signed with their secret; ask from a client, with its secret";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
        [context.Secret is { } secret ? Status(context, secret) : Access(context)];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader reader = new(reply);
        (byte code, byte id, ushort length) = (reader.Byte(), reader.Byte(), reader.UInt16());
        // RFC 2865 section 3: what follows the length is padding and ignored.
        if (id != Id(sent) || length < HeaderLength || length > reply.Length || Codes.GetValueOrDefault(code) is not { } name)
        {
            return null;
        }

        BigEndianReader attributes = new(reply[HeaderLength..length]);
        string said = "";
        while (!attributes.AtEnd)
        {
            (byte type, byte size) = (attributes.Byte(), attributes.Byte());
            ReadOnlySpan<byte> value = attributes.Take(size - 2);
            said = type == ReplyMessage && said.Length == 0 ? $", {ReplyText.Padded(value)}" : said;
        }

        return attributes.Failed ? null : Answer(name + Proof(reply[..length], sent) + said);
    }

    private static byte Id(QuestionContext context) => context.Bytes(16, 1)[0];

    private static ReadOnlySpan<byte> Authenticator(QuestionContext context) => context.Bytes(0, SignatureLength);

    private static byte[] Access(QuestionContext context) => Request(context, AccessRequest, new BigEndianWriter()
        .Byte(UserName).Byte(8).Bytes("tcpvet"u8)
        // RFC 2865 section 5.3: an identifier, and a response to the challenge that the authenticator is.
        .Byte(ChapPassword).Byte(19).Byte(context.Bytes(17, 1)[0]).Bytes(context.Bytes(18, 16))
        .Byte(NasIdentifier).Byte(8).Bytes("tcpvet"u8));

    private static byte[] Status(QuestionContext context, string secret)
    {
        // RFC 5997 section 3, RFC 3579 section 3.2: signed as if the signature were zeros. It is the last attribute.
        byte[] request = Request(context, StatusServer, new BigEndianWriter()
            .Byte(NasIdentifier).Byte(8).Bytes("tcpvet"u8)
            .Byte(MessageAuthenticator).Byte(2 + SignatureLength).Zeros(SignatureLength));
        Md5.Authenticate(Encoding.UTF8.GetBytes(secret), request).CopyTo(request, request.Length - SignatureLength);
        return request;
    }

    private static byte[] Request(QuestionContext context, byte code, BigEndianWriter attributes) => new BigEndianWriter()
        .Byte(code).Byte(Id(context)).UInt16((ushort)(HeaderLength + attributes.Length))
        .Bytes(Authenticator(context)).Bytes(attributes.ToArray()).ToArray();

    // RFC 2865 section 3: MD5 over code, id, length, the request's authenticator, the attributes and the secret.
    private static string Proof(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (sent.Secret is not { } secret)
        {
            return "";
        }

        byte[] signed = [.. reply[..4], .. Authenticator(sent), .. reply[HeaderLength..], .. Encoding.UTF8.GetBytes(secret)];
        return Md5.Hash(signed).AsSpan().SequenceEqual(reply[4..HeaderLength]) ? ", it knows the secret" : ", not signed with this secret";
    }
}
