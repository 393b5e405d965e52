using System.Buffers.Binary;
using System.Globalization;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Tcp;

/// <summary>Reads a TLS server's first record: its ServerHello (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3) or an alert. Pure.</summary>
internal static class TlsAnswer
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte ServerHello = 2;
    private const ushort SupportedVersions = 43;

    /// <summary>What the record says; null when it is not whole yet, or no such record.</summary>
    public static ProtocolReply? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 5 || bytes.Length < 5 + BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]))
        {
            return null;
        }

        ReadOnlySpan<byte> record = bytes.Slice(5, BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]));
        return bytes[0] switch
        {
            Alert when record.Length >= 2 => Reply($"alert {AlertName(record[1])}"),
            Handshake when record.Length >= 42 && record[0] == ServerHello => Hello(record[4..]),
            _ => null,
        };
    }

    private static ProtocolReply? Hello(ReadOnlySpan<byte> hello)
    {
        // version 2, random 32, then the session id with its length, the cipher, the compression, the extensions.
        int session = hello[34];
        int at = 35 + session;
        if (session > 32 || hello.Length < at + 3)
        {
            return null;
        }

        ushort version = BinaryPrimitives.ReadUInt16BigEndian(hello);
        ushort cipher = BinaryPrimitives.ReadUInt16BigEndian(hello[at..]);
        ReadOnlySpan<byte> extensions = hello[(at + 3)..];
        version = Chosen(extensions.Length >= 2 ? extensions[2..] : default) ?? version;
        return Reply($"{VersionName(version)}, {CipherName(cipher)}");
    }

    private static ushort? Chosen(ReadOnlySpan<byte> extensions)
    {
        while (extensions.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(extensions[2..]);
            if (extensions.Length < 4 + length)
            {
                return null;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(extensions) == SupportedVersions && length >= 2)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(extensions[4..]);
            }

            extensions = extensions[(4 + length)..];
        }

        return null;
    }

    private static ProtocolReply Reply(string words) => new("tls", ReplyText.Line(words));

    private static string VersionName(ushort version) => version switch
    {
        0x0304 => "TLS 1.3",
        0x0303 => "TLS 1.2",
        0x0302 => "TLS 1.1",
        0x0301 => "TLS 1.0",
        0x0300 => "SSL 3.0",
        _ => string.Create(CultureInfo.InvariantCulture, $"TLS version 0x{version:x4}"),
    };

    private static string CipherName(ushort cipher) => cipher switch
    {
        0x1301 => "TLS_AES_128_GCM_SHA256",
        0x1302 => "TLS_AES_256_GCM_SHA384",
        0x1303 => "TLS_CHACHA20_POLY1305_SHA256",
        0xC02B => "ECDHE_ECDSA_AES_128_GCM_SHA256",
        0xC02C => "ECDHE_ECDSA_AES_256_GCM_SHA384",
        0xC02F => "ECDHE_RSA_AES_128_GCM_SHA256",
        0xC030 => "ECDHE_RSA_AES_256_GCM_SHA384",
        0xCCA8 => "ECDHE_RSA_CHACHA20_POLY1305_SHA256",
        0xCCA9 => "ECDHE_ECDSA_CHACHA20_POLY1305_SHA256",
        0xC013 => "ECDHE_RSA_AES_128_CBC_SHA",
        0xC014 => "ECDHE_RSA_AES_256_CBC_SHA",
        0x009C => "RSA_AES_128_GCM_SHA256",
        0x009D => "RSA_AES_256_GCM_SHA384",
        0x002F => "RSA_AES_128_CBC_SHA",
        0x0035 => "RSA_AES_256_CBC_SHA",
        _ => string.Create(CultureInfo.InvariantCulture, $"cipher 0x{cipher:x4}"),
    };

    // RFC 8446 §6.
    private static string AlertName(byte description) => description switch
    {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        40 => "handshake_failure",
        47 => "illegal_parameter",
        50 => "decode_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        112 => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => string.Create(CultureInfo.InvariantCulture, $"{description}"),
    };
}
