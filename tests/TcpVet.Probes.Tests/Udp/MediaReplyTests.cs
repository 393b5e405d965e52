using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>Answers of SIP, SSDP, STUN and CoAP.</summary>
public sealed class MediaReplyTests
{
    [Theory]
    // RFC 3261 section 11.2.
    [InlineData("200 OK, lab (1.0)", "SIP/2.0 200 OK|Via: SIP/2.0/UDP x|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet|Server: lab (1.0)|Content-Length: 0||")]
    [InlineData("483 Too Many Hops", "SIP/2.0 483 Too Many Hops|CSeq:  1   OPTIONS|i: a0a1a2a3a4a5a6a7@tcpvet||")]
    [InlineData("404", "SIP/2.0 404|cseq: 1 OPTIONS|CALL-ID: a0a1a2a3a4a5a6a7@tcpvet||")]
    [InlineData(@"200 \x1b[2J, \x1b]0;x\x07", "SIP/2.0 200 \u001b[2J|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet|User-Agent: \u001b]0;x\u0007|X: a| b||")]
    public void Sip(string summary, string lines) => Replies.Are("sip", summary, Text(lines));

    [Theory]
    [InlineData("SIP/2.0 200 OK|CSeq: 1 OPTIONS|Call-ID: b0@tcpvet||")] // another call
    [InlineData("SIP/2.0 200 OK|CSeq: 2 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet||")] // another request
    [InlineData("SIP/2.0 200 OK|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet|")] // no end
    [InlineData("SIP/2.0 2x0 OK|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet||")]
    [InlineData("HTTP/1.1 200 OK|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet||")]
    [InlineData("SIP/2.0 200 OK| folded|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet||")] // goes on before it began
    [InlineData("SIP/2.0 200 OK|no field|CSeq: 1 OPTIONS|Call-ID: a0a1a2a3a4a5a6a7@tcpvet||")]
    public void Not_sip(string lines) => Replies.AreNot("sip", Text(lines));

    [Theory]
    // UPnP Device Architecture 2.0 section 1.3.3.
    [InlineData("Linux/6.1 UPnP/1.1 lab/1", "HTTP/1.1 200 OK|CACHE-CONTROL: max-age=120|ST: upnp:rootdevice|USN: uuid:1::upnp:rootdevice|EXT:|SERVER: Linux/6.1 UPnP/1.1 lab/1||")]
    [InlineData("uuid:1::upnp:rootdevice", "HTTP/1.0 200 OK|ST:upnp:rootdevice|USN: uuid:1::upnp:rootdevice||")]
    public void Ssdp(string summary, string lines) => Replies.Are("ssdp", summary, Text(lines));

    [Theory]
    [InlineData("NOTIFY * HTTP/1.1|NT: upnp:rootdevice||")]
    [InlineData("HTTP/1.1 400 Bad Request|ST: upnp:rootdevice||")]
    [InlineData("HTTP/1.1 200 OK|ST: ssdp:all||")]
    public void Not_ssdp(string lines) => Replies.AreNot("ssdp", Text(lines));

    [Theory]
    // RFC 5769 sections 2.2 and 2.3, the sample responses.
    [InlineData("sees us as 192.0.2.1:32853, software test vector", """
        0101 003C 2112A442 B7E7A701BC34D686FA87DFAE 8022 000B 'test vector' 20 0020 0008 0001 A147 E112A643
        0008 0014 2B91F599FD9E90C38C7489F92AF9BA53F06BE7D7 8028 0004 C07D4C96
        """)]
    [InlineData("sees us as [2001:db8:1234:5678:11:2233:4455:6677]:32853, software test vector", """
        0101 0048 2112A442 B7E7A701BC34D686FA87DFAE 8022 000B 'test vector' 20 0020 0014 0002 A147 0113A9FAA5D3F179BC25F4B5BED2B9D9
        0008 0014 A382954E4BE67BF11784C97C8292C275BFE3ED41 8028 0004 C8FB0B4C
        """)]
    // RFC 3489: MAPPED-ADDRESS alone.
    [InlineData("sees us as 192.0.2.99:40000", "0101 000C 2112A442 B7E7A701BC34D686FA87DFAE 0001 0008 0001 9C40 C0000263")]
    // RFC 8489 section 14.8.
    [InlineData("error 420 Unknown", "0111 0010 2112A442 B7E7A701BC34D686FA87DFAE 0009 000B 00000414 'Unknown' 00")]
    public void Stun(string summary, string hex)
    {
        QuestionContext context = Asked.Context with { Random = Asked.Hex("B7E7A701BC34D686FA87DFAE") };

        Assert.Equal(summary, Asked.Question("stun").Read(Asked.Hex(hex), context)?.Summary);
        Replies.Survives("stun", Asked.Hex(hex.Replace("B7E7A701BC34D686FA87DFAE", "A0A1A2A3A4A5A6A7A8A9AAAB", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0101 000C 2112A442 A0A1A2A3A4A5A6A7A8A9AAAC 0001 0008 0001 9C40 C0000263")] // another id
    [InlineData("0101 000C 2112A443 A0A1A2A3A4A5A6A7A8A9AAAB 0001 0008 0001 9C40 C0000263")] // another cookie
    [InlineData("0101 0010 2112A442 A0A1A2A3A4A5A6A7A8A9AAAB 0001 0008 0001 9C40 C0000263")] // longer than it is
    [InlineData("0101 000C 2112A442 A0A1A2A3A4A5A6A7A8A9AAAB 0001 0018 0001 9C40 C0000263")] // an attribute beyond the end
    [InlineData("0101 0008 2112A442 A0A1A2A3A4A5A6A7A8A9AAAB 0001 0004 0001 9C40")] // an address cut off
    [InlineData("0101 0000 2112A442 A0A1A2A3A4A5A6A7A8A9AAAB")] // tells nothing
    public void Not_stun(string hex) => Replies.AreNot("stun", hex);

    [Theory]
    // RFC 7252 section 5.2.1 and RFC 7959 figure 2: Content-Format (12), Block2 (23).
    [InlineData("2.05 Content, </>;title=\"lab\",<", "64 45 A0A1 A4A5A6A7 C1 28 B1 08 FF '</>;title=\"lab\",<'")]
    [InlineData("4.04 Not Found", "64 84 A0A1 A4A5A6A7")]
    [InlineData("5.31", "54 BF 0001 A4A5A6A7")] // in a message of its own
    [InlineData("will answer later", "60 00 A0A1")]
    [InlineData("answers a ping", "70 00 A2A3")]
    [InlineData("2.05 Content, x", "64 45 A0A1 A4A5A6A7 DD 00 02 0000000000000000000000000000 00 FF 'x'")]
    public void Coap(string summary, string hex) => Replies.Are("coap", summary, hex);

    [Theory]
    [InlineData("64 45 A0A2 A4A5A6A7 FF 'x'")] // another id
    [InlineData("64 45 A0A1 A4A5A6A8 FF 'x'")] // another token
    [InlineData("64 45 A0A1 A4A5A6A7 FF")] // a marker without a payload (section 3)
    [InlineData("64 45 A0A1 A4A5A6A7 F0")] // a reserved length
    [InlineData("64 45 A0A1 A4A5A6A7 C5 28")] // an option cut off
    [InlineData("A4 45 A0A1 A4A5A6A7")] // another version
    [InlineData("70 00 A2A3 00")] // an empty message is empty
    [InlineData("74 45 A0A1 A4A5A6A7")] // a reset with a code
    public void Not_coap(string hex) => Replies.AreNot("coap", hex);

    // Lines end with |, quotes and control characters go through hex.
    private static string Text(string lines) =>
        Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(lines.Replace("|", "\r\n", StringComparison.Ordinal)));
}
