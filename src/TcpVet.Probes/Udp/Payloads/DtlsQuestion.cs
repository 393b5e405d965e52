using System.Globalization;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// DTLS 1.2 (RFC 6347), a ClientHello without a cookie: a server answers HelloVerifyRequest (section 4.2.1) and keeps nothing.
/// Offered are the suites that certificates and shared keys (RFC 5487, RFC 8442) are used with.
/// </summary>
internal sealed class DtlsQuestion : UdpQuestion
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte ClientHello = 1;
    private const byte ServerHello = 2;
    private const byte HelloVerifyRequest = 3;
    private const ushort Dtls10 = 0xFEFF;
    private const ushort Dtls12 = 0xFEFD;

    // RFC 8446 section 6 and RFC 5246 section 7.2: those that a ClientHello meets.
    private static readonly Dictionary<byte, string> Alerts = new()
    {
        [0] = "close_notify", [10] = "unexpected_message", [20] = "bad_record_mac", [40] = "handshake_failure", [47] = "illegal_parameter",
        [50] = "decode_error", [70] = "protocol_version", [71] = "insufficient_security", [80] = "internal_error", [86] = "inappropriate_fallback",
        [90] = "user_canceled", [109] = "missing_extension", [112] = "unrecognized_name", [120] = "no_application_protocol",
    };

    // The ECDHE suites with AES-GCM and AES-CBC, AES_128_CCM_8 (RFC 7252 section 9.1.3), RSA for the old, and the renegotiation signal.
    private static readonly ushort[] Suites =
        [0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC0AE, 0xC009, 0xC013, 0x009C, 0x002F, 0x00A8, 0xC0A8, 0xD001, 0x00AE, 0x00FF];

    /// <inheritdoc/>
    public override string Name => "dtls";

    /// <inheritdoc/>
    public override string Title => "Datagram Transport Layer Security";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [443, 853, 2083, 4433, 4740, 5349, 5684, 6514, 10161];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        byte[] hello = Hello(context);
        return
        [
            // Section 4.1: type, version, epoch, sequence number of 48 bits, length. Section 4.2.2: type, length of 24 bits, number,
            // fragment.
            new BigEndianWriter().Byte(Handshake).UInt16(Dtls10).Zeros(8).UInt16((ushort)(hello.Length + 12))
                .Byte(ClientHello).Byte(0).UInt16((ushort)hello.Length).UInt16(0).Zeros(3).Byte(0).UInt16((ushort)hello.Length)
                .Bytes(hello).ToArray(),
        ];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        BigEndianReader record = new(reply);
        (byte type, ushort version, ushort epoch) = (record.Byte(), record.UInt16(), record.UInt16());
        record.Take(6);
        BigEndianReader body = new(record.Take(record.UInt16()));
        if (record.Failed || VersionName(version) is not { } name || epoch != 0)
        {
            return null;
        }

        if (type == Alert)
        {
            (byte level, byte code) = (body.Byte(), body.Byte());
            return body.Failed || level is not (1 or 2) || !body.AtEnd ? null : Answer($"{name}, alert {Alerts.GetValueOrDefault(code, $"{code}")}");
        }

        return type == Handshake ? ReadHandshake(body) : null;
    }

    private static byte[] Hello(QuestionContext context)
    {
        BigEndianWriter hello = new BigEndianWriter()
            .UInt16(Dtls12)
            .Bytes(context.Bytes(0, 32))
            .Byte(0)
            .Byte(0)
            .UInt16((ushort)(Suites.Length * 2));
        foreach (ushort suite in Suites)
        {
            hello.UInt16(suite);
        }

        // RFC 8422 section 5.1: x25519, secp256r1, secp384r1; uncompressed points. RFC 5246 section 7.4.1.4.1: ECDSA and RSA with SHA-2.
        byte[] extensions = new BigEndianWriter()
            .UInt16(10).UInt16(8).UInt16(6).UInt16(29).UInt16(23).UInt16(24)
            .UInt16(11).UInt16(2).Byte(1).Byte(0)
            .UInt16(13).UInt16(12).UInt16(10).UInt16(0x0403).UInt16(0x0503).UInt16(0x0804).UInt16(0x0401).UInt16(0x0501)
            .ToArray();
        return hello.Byte(1).Byte(0).UInt16((ushort)extensions.Length).Bytes(extensions).ToArray();
    }

    private static string? VersionName(ushort version) => version switch
    {
        Dtls10 => "DTLS 1.0",
        Dtls12 => "DTLS 1.2",
        0x0100 => "DTLS 0.9", // what OpenSSL spoke to old Cisco devices before there was a standard
        _ => null,
    };

    private ProtocolReply? ReadHandshake(BigEndianReader body)
    {
        byte type = body.Byte();
        body.Take(5);
        int offset = (body.Byte() << 16) | body.UInt16();
        BigEndianReader fragment = new(body.Take((body.Byte() << 16) | body.UInt16()));
        string? version = VersionName(fragment.UInt16());
        if (body.Failed || offset != 0 || version is null)
        {
            return null;
        }

        if (type == HelloVerifyRequest)
        {
            fragment.Take(fragment.Byte());
            return fragment.Failed || !fragment.AtEnd ? null : Answer("asks for a cookie (HelloVerifyRequest)");
        }

        fragment.Take(32);
        fragment.Take(fragment.Byte());
        ushort suite = fragment.UInt16();
        return fragment.Failed || type != ServerHello || !Suites.Contains(suite)
            ? null
            : Answer(string.Create(CultureInfo.InvariantCulture, $"{version}, cipher suite 0x{suite:x4}"));
    }
}
