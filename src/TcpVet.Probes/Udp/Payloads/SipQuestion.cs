using System.Text;
using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>
/// SIP (RFC 3261), OPTIONS as section 11.1 has it, with Max-Forwards 0: no proxy may hand it on (section 16.3), each must answer
/// itself. <c>rport</c> (RFC 3581) brings the answer to the port that asked.
/// </summary>
internal sealed class SipQuestion : UdpQuestion
{
    /// <inheritdoc/>
    public override string Name => "sip";

    /// <inheritdoc/>
    public override string Title => "Session Initiation Protocol";

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports => [5060];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context)
    {
        string target = Host(context.Target.Addr) + (context.Target.Port == 5060 ? "" : $":{context.Target.Port}");
        string own = context.Local.Addr.IsAny ? "tcpvet.invalid" : Host(context.Local.Addr);
        string sentBy = own + (context.Local.Port == 0 ? "" : $":{context.Local.Port}");
        return
        [
            Encoding.ASCII.GetBytes(string.Join("\r\n",
            [
                $"OPTIONS sip:{target} SIP/2.0",
                $"Via: SIP/2.0/UDP {sentBy};branch=z9hG4bK{Convert.ToHexStringLower(context.Bytes(8, 8))};rport",
                "Max-Forwards: 0",
                $"To: <sip:{target}>",
                $"From: <sip:tcpvet@{own}>;tag={Convert.ToHexStringLower(context.Bytes(16, 4))}",
                $"Call-ID: {CallId(context)}",
                "CSeq: 1 OPTIONS",
                $"Contact: <sip:tcpvet@{sentBy}>",
                "Accept: application/sdp",
                "Content-Length: 0",
                "",
                "",
            ])),
        ];
    }

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent)
    {
        if (HeaderText.Read(reply) is not { } response || response.StartLine.Split(' ', 3) is not ["SIP/2.0", var code, ..] start
            || code.Length != 3 || code.AsSpan().ContainsAnyExceptInRange('0', '9')
            || (response.Field("Call-ID") ?? response.Field("i")) != CallId(sent)
            || response.Field("CSeq")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["1", "OPTIONS"])
        {
            return null;
        }

        string reason = start.Length == 3 ? $" {start[2]}" : "";
        string server = (response.Field("Server") ?? response.Field("User-Agent")) is { } text ? $", {text}" : "";
        return Answer(code + reason + server);
    }

    private static string Host(InetAddress address) => address.Family == AddressFamily.IPv6 ? $"[{address}]" : address.ToString();

    private static string CallId(QuestionContext context) => $"{Convert.ToHexStringLower(context.Bytes(0, 8))}@tcpvet";
}
