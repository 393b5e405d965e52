using System.Buffers.Binary;
using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Tcp;

/// <summary>Recognises servers by the first bytes that they send. Pure; the bytes are anybody's.</summary>
internal static class TcpBanner
{
    private static readonly (byte[] Prefix, string Protocol)[] Greetings =
    [
        ("SSH-"u8.ToArray(), "ssh"), // RFC 4253 §4.2
        ("RFB "u8.ToArray(), "vnc"), // RFC 6143 §7.1.1
        ("+OK"u8.ToArray(), "pop3"), // RFC 1939 §4
        ("* OK"u8.ToArray(), "imap"), // RFC 9051 §7.1
        ("* PREAUTH"u8.ToArray(), "imap"),
        ("* BYE"u8.ToArray(), "imap"),
        ("-ERR"u8.ToArray(), "redis"), // the answer of Redis to anything that is no command
        ("-NOAUTH"u8.ToArray(), "redis"),
        ("-DENIED"u8.ToArray(), "redis"),
        ("@RSYNCD:"u8.ToArray(), "rsync"),
        ("AMQP"u8.ToArray(), "amqp"), // AMQP 0-9-1 §4.2.2
        ("INFO {"u8.ToArray(), "nats"),
    ];

    /// <summary>What the bytes are; null when they are nothing known, or not whole yet.</summary>
    public static ProtocolReply? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        if (bytes[0] is 21 or 22 && bytes.Length >= 3 && bytes[1] == 3)
        {
            return TlsAnswer.Read(bytes);
        }

        if (bytes.StartsWith("HTTP/"u8))
        {
            return Http(bytes);
        }

        foreach ((byte[] prefix, string protocol) in Greetings)
        {
            if (bytes.StartsWith(prefix))
            {
                return bytes.Contains((byte)'\n') || bytes.Length > 255 ? Line(protocol, bytes) : null;
            }
        }

        return MySql(bytes) ?? Numbered(bytes);
    }

    /// <summary>A reply that nothing is known of, with its beginning.</summary>
    public static ProtocolReply Unknown(ReadOnlySpan<byte> bytes) =>
        new("unknown", ReplyText.Line($"{Quantity.Of(bytes.Length, "byte")}: {ReplyText.Of(FirstLine(bytes))}"));

    // 220 greets in SMTP (RFC 5321 §4.3.1) and FTP (RFC 959 §5.4), 200 and 201 in NNTP (RFC 3977 §5.1).
    private static ProtocolReply? Numbered(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)'\n') || bytes.Length < 4 || bytes[3] is not ((byte)' ' or (byte)'-'))
        {
            return null;
        }

        ReadOnlySpan<byte> line = FirstLine(bytes);
        string protocol = bytes[..3] switch
        {
            [(byte)'2', (byte)'0', (byte)'0' or (byte)'1'] => "nntp",
            [(byte)'2' or (byte)'4' or (byte)'5', (byte)'2' or (byte)'5', >= (byte)'0' and <= (byte)'9'] =>
                Contains(line, "FTP") ? "ftp" : Contains(line, "SMTP") ? "smtp" : "smtp or ftp",
            _ => "",
        };
        return protocol.Length == 0 ? null : Line(protocol, bytes);
    }

    private static ProtocolReply? Http(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\r\n\r\n"u8) < 0 && bytes.IndexOf("\n\n"u8) < 0 && bytes.Length < 4096)
        {
            return null;
        }

        string status = ReplyText.Of(FirstLine(bytes));
        string server = "";
        foreach (Range range in bytes.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = bytes[range];
            if (line.Length > 7 && System.Text.Ascii.EqualsIgnoreCase(line[..7], "server:"u8))
            {
                server = $", {ReplyText.Of(line[7..].Trim((byte)' ').TrimEnd((byte)'\r'))}";
                break;
            }
        }

        return new ProtocolReply("http", ReplyText.Line(status + server));
    }

    // Protocol::HandshakeV10: length (3), sequence 0, protocol version 10, the server's version as a string that ends in NUL; or an
    // error packet (0xFF) for a host that may not connect.
    private static ProtocolReply? MySql(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 6 || bytes[3] != 0 || bytes[4] is not (10 or 0xFF))
        {
            return null;
        }

        int length = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
        if (length is < 8 or > 1024 || bytes.Length < length + 4)
        {
            return null;
        }

        ReadOnlySpan<byte> packet = bytes.Slice(5, length - 1);
        int end = packet.IndexOf((byte)0);
        string words = bytes[4] == 10
            ? $"version {ReplyText.Of(end < 0 ? packet : packet[..end])}"
            : $"error {BinaryPrimitives.ReadUInt16LittleEndian(packet)}: {ReplyText.Of(packet[2..])}";
        return new ProtocolReply("mysql", ReplyText.Line(words));
    }

    private static ProtocolReply Line(string protocol, ReadOnlySpan<byte> bytes) =>
        new(protocol, ReplyText.Line(ReplyText.Of(FirstLine(bytes), 120)));

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        return (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
    }

    private static bool Contains(ReadOnlySpan<byte> line, string word) =>
        System.Text.Encoding.Latin1.GetString(line).Contains(word, StringComparison.OrdinalIgnoreCase);
}
