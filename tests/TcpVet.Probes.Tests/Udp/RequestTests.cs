using System.Text;
using TcpVet.Model;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>Every datagram byte for byte, laid out as the specification lays it out. <see cref="DnsTests"/> has those of DNS.</summary>
public sealed class RequestTests
{
    private const string Zeros16 = "00000000 00000000 00000000 00000000";

    [Theory]
    // RFC 6762 section 5.4: the highest bit of the class asks for unicast.
    [InlineData("mdns", "A0A1 0000 0001 0000 0000 0000 09 '_services' 07 '_dns-sd' 04 '_udp' 05 'local' 00 000C 8001")]
    // RFC 1002 section 4.2.17.
    [InlineData("netbios", "A0A1 0000 0001 0000 0000 0000 20 'CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' 00 0021 0001")]
    // RFC 5905 figure 8: 23 is leap 0, version 4, mode 3; the transmit timestamp is last.
    [InlineData("ntp", "23 00 00 00 00000000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 A0A1A2A3A4A5A6A7")]
    // RFC 1350 figure 5-1.
    [InlineData("tftp", "0001 'tcpvet-a0a1a2a3a4a5a6a7' 00 'octet' 00")]
    // RFC 8489 section 5.
    [InlineData("stun", "0001 0000 2112A442 A0A1A2A3A4A5A6A7A8A9AAAB")]
    // RFC 2865 section 5: User-Name, CHAP-Password, NAS-Identifier.
    [InlineData("radius", "01 B0 0037 A0A1A2A3A4A5A6A7A8A9AAABACADAEAF 01 08 'tcpvet' 03 13 B1 B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1 20 08 'tcpvet'")]
    // RFC 5531 section 9; 100000 is the portmapper.
    [InlineData("rpc", "A0A1A2A3 00000000 00000002 000186A0 00000002 00000000 " + Zeros16)]
    // RFC 4511 section 4.5.1.
    [InlineData("ldap", "30 61 0204 20A1A2A3 63 59 0400 0A0100 0A0100 020101 020105 010100 87 0B 'objectClass' 30 39 040B 'dnsHostName' 0414 'defaultNamingContext' 0414 'supportedLDAPVersion'")]
    [InlineData("natpmp", "00 00")]
    // RFC 6887 figure 2; the address is v4-mapped.
    [InlineData("pcp", "02 00 0000 00000000 00000000 00000000 0000FFFF C0000263")]
    [InlineData("memcached", "A0A1 0000 0001 0000 'version' 0D0A")]
    [InlineData("ipmi", "06 00 FF 06 000011BE 80 20 00 00")]
    // RFC 4120 section 5.4.1.
    [InlineData("kerberos", """
        6A8193 308190 A103 020105 A203 02010A A48183 308180 A007 0305 0000000000
        A113 3011 A003020101 A10A 3008 1B06 'tcpvet' A210 1B0E 'TCPVET.INVALID'
        A323 3021 A003020102 A11A 3018 1B06 'krbtgt' 1B0E 'TCPVET.INVALID'
        A511 180F '19700101000000Z' A706 0204 20A1A2A3 A80E 300C 020112 020111 020114 020117
        """)]
    // RFC 6347 section 4.3.2 and RFC 5246 section 7.4.1.2: record, handshake, version, random, no session, no cookie, suites, extensions.
    [InlineData("dtls", """
        16 FEFF 0000 000000000000 0074 01 000068 0000 000000 000068 FEFD
        A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF 00 00
        001C C02B C02F C02C C030 C0AE C009 C013 009C 002F 00A8 C0A8 D001 00AE 00FF 01 00
        0022 000A 0008 0006 001D 0017 0018 000B 0002 01 00 000D 000C 000A 0403 0503 0804 0401 0501
        """)]
    public void One_datagram(string name, string hex) => Asked.AreBytes(hex, Assert.Single(Asked.Question(name).Datagrams(Asked.Context)));

    [Fact]
    public void Snmp_discovers_version_3_and_then_asks_in_the_other_two()
    {
        IReadOnlyList<byte[]> sent = Asked.Question("snmp").Datagrams(Asked.Context);

        // RFC 3412 section 6 around RFC 3414 section 2.4.
        Asked.AreBytes("30 3E 020103 3011 0204 20A1A2A3 0203 00FFE3 0401 04 0201 03 0410 300E 0400 020100 020100 0400 0400 0400 3014 0400 0400 A00E 0204 24A5A6A7 020100 020100 3000", sent[0]);
        // RFC 1157 section 4.
        Asked.AreBytes("30 29 020101 0406 'public' A01C 0204 28A9AAAB 020100 020100 300E 300C 0608 2B06010201010100 0500", sent[1]);
        Asked.AreBytes("30 29 020100 0406 'public' A01C 0204 2CADAEAF 020100 020100 300E 300C 0608 2B06010201010100 0500", sent[2]);
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public void Dhcp_informs_with_its_own_address()
    {
        byte[] sent = Assert.Single(Asked.Question("dhcp").Datagrams(Asked.Context));

        // RFC 2131 figure 1, table 5; RFC 2132 sections 9.6 and 9.8.
        Asked.AreBytes($"01 01 06 00 A0A1A2A3 0000 0000 C0000263 00000000 00000000 00000000 02A4A5A6A7A8 {new string('0', 20)} {new string('0', 384)}"
            + $" 63825363 35 01 08 37 03 01 06 0F FF {new string('0', 102)}", sent);
        Assert.Equal(300, sent.Length);
        Assert.Equal(68, Asked.Question("dhcp").LocalPort!.Value);
    }

    [Fact]
    public void Quic_sends_a_version_that_nobody_speaks()
    {
        byte[] sent = Assert.Single(Asked.Question("quic").Datagrams(Asked.Context));

        Asked.AreBytes($"C0 1A2A3A4A 08 A0A1A2A3A4A5A6A7 08 A8A9AAABACADAEAF {new string('0', 1177 * 2)}", sent);
        Assert.Equal(1200, sent.Length);
    }

    [Fact]
    public void Coap_asks_for_the_first_block_and_pings()
    {
        IReadOnlyList<byte[]> sent = Asked.Question("coap").Datagrams(Asked.Context);

        Asked.AreBytes("44 01 A0A1 A4A5A6A7 BB '.well-known' 04 'core' C0", sent[0]);
        Asked.AreBytes("40 00 A2A3", sent[1]);
    }

    [Theory]
    [InlineData(500, 2, "")]
    [InlineData(4500, 2, "00000000")]
    [InlineData(5000, 4, "")]
    public void Ike_offers_what_nobody_takes(ushort port, int count, string marker)
    {
        IReadOnlyList<byte[]> sent =
            Asked.Question("ike").Datagrams(Asked.Context with { Target = new InetEndpoint(InetAddress.Parse("192.0.2.1"), port) });

        Assert.Equal(count, sent.Count);
        // RFC 7296 section 3.1, then SA, KE and nonce.
        Asked.AreBytes($"""
            {marker} A1A2A3A4A5A6A7A8 0000000000000000 21 20 22 08 00000000 00000094
            22 00 002C 00 00 0028 01 01 00 04 03000008 0100FFFF 03000008 02000005 03000008 0300000C 00000008 0400001F
            28 00 0028 001F 0000 B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECF
            00 00 0024 C0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF
            """, sent[0]);
        // RFC 2408 section 3.1, then SA with its domain of interpretation and situation.
        Asked.AreBytes($"""
            {marker} A9AAABACADAEAFB0 0000000000000000 01 10 02 00 00000000 00000048
            00 00 002C 00000001 00000001 00 00 0020 01 01 00 01 00 00 0018 01 01 0000 8001FFFF 80020002 80030001 8004000E
            """, sent[1]);
    }

    [Theory]
    [InlineData(2123, 2)]
    [InlineData(2152, 1)]
    public void Gtp_speaks_version_2_to_the_control_plane(ushort port, int count)
    {
        IReadOnlyList<byte[]> sent =
            Asked.Question("gtp").Datagrams(Asked.Context with { Target = new InetEndpoint(InetAddress.Parse("192.0.2.1"), port) });

        Assert.Equal(count, sent.Count);
        Asked.AreBytes("32 01 0004 00000000 A0A1 0000", sent[0]);
        Assert.All(sent.Skip(1), second => Asked.AreBytes("40 01 0009 A2A3A4 00 03 0001 00 00", second));
    }

    [Fact]
    public void Sip_asks_the_next_hop_alone()
    {
        string text = Encoding.ASCII.GetString(Assert.Single(Asked.Question("sip").Datagrams(Asked.Context)));

        // RFC 3261 section 8.1.1: the six fields that every request has; section 11.1 for the rest.
        Assert.Equal("""
            OPTIONS sip:192.0.2.1:53 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.99:40000;branch=z9hG4bKa8a9aaabacadaeaf;rport
            Max-Forwards: 0
            To: <sip:192.0.2.1:53>
            From: <sip:tcpvet@192.0.2.99>;tag=b0b1b2b3
            Call-ID: a0a1a2a3a4a5a6a7@tcpvet
            CSeq: 1 OPTIONS
            Contact: <sip:tcpvet@192.0.2.99:40000>
            Accept: application/sdp
            Content-Length: 0


            """.ReplaceLineEndings("\r\n"), text);
    }

    [Fact]
    public void Addresses_of_IPv6_are_written_as_each_protocol_writes_them()
    {
        QuestionContext context = Asked.Context with
        {
            Target = new InetEndpoint(InetAddress.Parse("2001:db8::1"), 1900),
            Local = new InetEndpoint(InetAddress.AnyIPv6, 0),
        };

        Assert.StartsWith("OPTIONS sip:[2001:db8::1]:1900 SIP/2.0\r\nVia: SIP/2.0/UDP tcpvet.invalid;",
            Encoding.ASCII.GetString(Asked.Question("sip").Datagrams(context)[0]), StringComparison.Ordinal);
        Assert.Equal("M-SEARCH * HTTP/1.1\r\nHOST: [2001:db8::1]:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n",
            Encoding.ASCII.GetString(Asked.Question("ssdp").Datagrams(context)[0]));
        Assert.Equal(0, Asked.UInt16(Asked.Question("dhcp").Datagrams(context)[0], 12));
    }

    [Fact]
    public void Fresh_contexts_differ()
    {
        QuestionContext one = QuestionContext.Fresh(Asked.Context.Target, Asked.Context.Local);
        QuestionContext other = QuestionContext.Fresh(Asked.Context.Target, Asked.Context.Local);

        Assert.Equal(QuestionContext.RandomLength, one.Random.Length);
        Assert.False(one.Random.Span.SequenceEqual(other.Random.Span));
    }
}
