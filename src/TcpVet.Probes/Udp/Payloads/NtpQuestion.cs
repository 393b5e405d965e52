using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// NTP (RFC 5905), a client's request of version 4 with nothing in it but a random transmit timestamp, which the server repeats as
/// origin: our clock is none of its business. Control messages (mode 6, RFC 9327) are not sent: they are what amplifiers are made
/// of, and a server that hides from clients hides from them too.
/// </summary>
internal sealed class NtpQuestion : UdpQuestion
{
    private const int HeaderLength = 48;

    /// <inheritdoc/>
    public override string Name => "ntp";

    /// <inheritdoc/>
    public override string Title => "Network Time Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [123];

    /// <inheritdoc/>
    public override string Silence => "a daemon that only sets its own clock, or serves other networks, keeps silent; look at its allow or restrict lines";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) =>
    [
        // Figure 8: leap 0, version 4, mode 3; all else 0 up to the transmit timestamp.
        new BigEndianWriter().Byte((4 << 3) | 3).Zeros(39).Bytes(context.Bytes(0, 8)).ToArray(),
    ];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        // Extension fields and a message authentication code may follow, in words of four bytes (sections 7.3 and 7.5).
        if (reply.Length < HeaderLength || reply.Length % 4 != 0)
        {
            return null;
        }

        (int leap, int version, int mode) = (reply[0] >> 6, (reply[0] >> 3) & 7, reply[0] & 7);
        if (mode != 4 || version is < 1 or > 4 || !reply.Slice(24, 8).SequenceEqual(sent.Bytes(0, 8)))
        {
            return null;
        }

        byte stratum = reply[1];
        ReadOnlySpan<byte> reference = reply.Slice(12, 4);
        // Section 7.4: stratum 0 carries a kiss code. Figure 11: 16 is not synchronised.
        string source = stratum switch
        {
            0 => $"kiss of death {ReplyText.Padded(reference)}",
            1 => $"stratum 1, source {ReplyText.Padded(reference)}",
            < 16 => $"stratum {stratum}, reference {InetAddress.Read(AddressFamily.IPv4, reference)}",
            _ => "not synchronised",
        };
        return Answer($"version {version}, {source}{(leap == 3 && stratum is > 0 and < 16 ? ", clock not synchronised" : "")}");
    }
}
