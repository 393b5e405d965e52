namespace TcpVet.Probes.Tests.Udp;

/// <summary>Answers of NTP, DHCP, TFTP, ONC RPC, NAT-PMP, PCP, GTP, IPMI and memcached.</summary>
public sealed class NetworkReplyTests
{
    private const string NtpTimes = "E000000000000000 A0A1A2A3A4A5A6A7 E000000000000001 E000000000000002";
    private const string NoAnswer = "00000000 00000000 00000000";

    private static string Dhcp(string options) =>
        $"02 01 06 00 A0A1A2A3 0000 0000 C0000263 {NoAnswer} 02A4A5A6A7A8 {new string('0', 20)} {new string('0', 384)} 63825363 {options}";

    [Theory]
    // RFC 5905 figures 8, 10, 11 and 13.
    [InlineData("version 4, stratum 2, reference 192.0.2.7", $"24 02 06 E9 00000100 00000200 C0000207 {NtpTimes}")]
    [InlineData("version 3, stratum 1, source GPS", $"1C 01 06 E9 00000000 00000000 'GPS' 00 {NtpTimes}")]
    [InlineData("version 4, kiss of death RATE", $"E4 00 06 E9 00000000 00000000 'RATE' {NtpTimes}")]
    [InlineData("version 4, not synchronised", $"E4 10 06 E9 00000000 00000000 'INIT' {NtpTimes}")]
    [InlineData("version 4, stratum 3, reference 192.0.2.7, clock not synchronised", $"E4 03 06 E9 00000100 00000200 C0000207 {NtpTimes}")]
    [InlineData(@"version 4, stratum 1, source \x1b[2J", $"24 01 06 E9 00000000 00000000 1B '[2J' {NtpTimes} 00000000")]
    public void Ntp(string summary, string hex) => Replies.Are("ntp", summary, hex);

    [Theory]
    [InlineData($"25 02 06 E9 00000100 00000200 C0000207 {NtpTimes}")] // a broadcast
    [InlineData("24 02 06 E9 00000100 00000200 C0000207 E000000000000000 A0A1A2A3A4A5A6A8 E000000000000001 E000000000000002")] // another question
    [InlineData($"24 02 06 E9 00000100 00000200 C0000207 {NtpTimes} 00")]
    [InlineData("24 02 06 E9 00000100 00000200 C0000207 E000000000000000 A0A1A2A3A4A5A6A7 E000000000000001")]
    [InlineData($"04 02 06 E9 00000100 00000200 C0000207 {NtpTimes}")] // version 0
    public void Not_ntp(string hex) => Replies.AreNot("ntp", hex);

    [Theory]
    // RFC 2132 sections 3.17, 9.6 and 9.7.
    [InlineData("DHCPACK from 192.0.2.1, domain lab.example", "35 01 05 00 36 04 C0000201 0F 0B 'lab.example' FF 0000")]
    [InlineData("DHCPNAK", "35 01 06")]
    public void Dhcp_answers(string summary, string options) => Replies.Are("dhcp", summary, Dhcp(options));

    [Theory]
    [InlineData("36 04 C0000201 FF")] // BOOTP
    [InlineData("35 01 02 FF")] // an offer, for which nobody asked
    [InlineData("35 01 05 36 04 C00002")]
    [InlineData("35 01 05 36")]
    public void Not_dhcp(string options) => Replies.AreNot("dhcp", Dhcp(options));

    [Fact]
    public void Dhcp_of_another_transaction_or_without_its_cookie_is_none()
    {
        string answer = Dhcp("35 01 05 FF");

        Replies.AreNot("dhcp", answer.Replace("A0A1A2A3", "A0A1A2A4", StringComparison.Ordinal));
        Replies.AreNot("dhcp", answer.Replace("63825363", "63825364", StringComparison.Ordinal));
    }

    [Theory]
    // RFC 1350 figure 5-4 and appendix.
    [InlineData("error 1, File not found", "0005 0001 'File not found' 00")]
    [InlineData("error 0", "0005 0000 00")]
    [InlineData("has even this file", "0003 0001 'data'")]
    public void Tftp(string summary, string hex) => Replies.Are("tftp", summary, hex);

    [Theory]
    [InlineData("0005 0001 'File not found'")] // not ended
    [InlineData("0005 0001 'File' 00 'not found' 00")] // ended twice
    [InlineData("0005 0009 'x' 00")] // no such code
    [InlineData("0003 0002 'data'")] // not the first block
    [InlineData("0004 0001")]
    [InlineData("0005 00")]
    public void Not_tftp(string hex) => Replies.AreNot("tftp", hex);

    [Theory]
    // RFC 5531 section 9.
    [InlineData("portmapper answers", $"A0A1A2A3 00000001 00000000 00000000 00000000 00000000")]
    [InlineData("portmapper of other versions, 3 to 4", "A0A1A2A3 00000001 00000000 00000000 00000000 00000002 00000003 00000004")]
    [InlineData("portmapper is not among its programs", "A0A1A2A3 00000001 00000000 00000001 00000003 01020300 00000001")] // a verifier, padded
    [InlineData("portmapper denied: authentication status 1", "A0A1A2A3 00000001 00000001 00000001 00000001")]
    [InlineData("portmapper denied: RPC of versions 2 to 2", "A0A1A2A3 00000001 00000001 00000000 00000002 00000002")]
    public void Rpc(string summary, string hex) => Replies.Are("rpc", summary, hex);

    [Theory]
    [InlineData("A0A1A2A4 00000001 00000000 00000000 00000000 00000000")] // another call
    [InlineData("A0A1A2A3 00000000 00000000 00000000 00000000 00000000")] // a call
    [InlineData("A0A1A2A3 00000001 00000002 00000000 00000000 00000000")]
    [InlineData("A0A1A2A3 00000001 00000000 00000000 00000000 00000006")]
    [InlineData("A0A1A2A3 00000001 00000000 00000000 00000000 00000000 00")]
    [InlineData("A0A1A2A3 00000001 00000000 00000000 FFFFFFFF 00000000")] // a verifier of 4 GB
    [InlineData("A0A1A2A3 00000001 00000000 00000000 00000000 00000002 00000003")]
    public void Not_rpc(string hex) => Replies.AreNot("rpc", hex);

    [Theory]
    // RFC 6886 section 3.2.
    [InlineData("public address 198.51.100.7, up 4660 s", "00 80 0000 00001234 C6336407")]
    [InlineData("network failure", "00 80 0003 00001234 00000000")]
    [InlineData("unsupported version", "00 80 0001 00001234")]
    public void NatPmp(string summary, string hex) => Replies.Are("natpmp", summary, hex);

    [Theory]
    [InlineData("00 80 0000 00001234")] // success without an address
    [InlineData("00 81 0000 00001234 C6336407")]
    [InlineData("02 80 0000 00001234 C6336407")]
    [InlineData("00 80 0009 00001234 C6336407")]
    public void Not_natPmp(string hex) => Replies.AreNot("natpmp", hex);

    [Theory]
    // RFC 6887 figure 3.
    [InlineData("version 2, up 4660 s", $"02 80 00 00 00000000 00001234 {NoAnswer}")]
    [InlineData("version 2, not authorized", $"02 80 00 02 00000E10 00001234 {NoAnswer}")]
    [InlineData("version 1, unsupported version", $"01 80 00 01 00000000 00001234 {NoAnswer}")]
    [InlineData("version 2, result 200", $"02 80 00 C8 00000000 00001234 {NoAnswer}")]
    public void Pcp(string summary, string hex) => Replies.Are("pcp", summary, hex);

    [Theory]
    [InlineData($"02 00 00 00 00000000 00001234 {NoAnswer}")] // a request
    [InlineData($"02 81 00 00 00000000 00001234 {NoAnswer}")] // of a mapping
    [InlineData($"02 80 00 00 00000000 00001234 {NoAnswer} 00")]
    [InlineData("02 80 00 00 00000000 00001234")]
    public void Not_pcp(string hex) => Replies.AreNot("pcp", hex);

    [Theory]
    // 3GPP TS 29.060 section 7.2.2 and TS 29.274 section 7.1.2, with Recovery.
    [InlineData("version 1, answers an echo", "32 02 0006 00000000 A0A1 0000 0E 05")]
    [InlineData("version 2, answers an echo", "40 02 0009 A2A3A4 00 03 0001 00 05")]
    [InlineData("version 1, does not speak the other version", "32 03 0004 00000000 A0A1 0000")]
    public void Gtp(string summary, string hex) => Replies.Are("gtp", summary, hex);

    [Theory]
    [InlineData("32 02 0006 00000000 A0A2 0000 0E 05")] // another number
    [InlineData("32 02 0007 00000000 A0A1 0000 0E 05")]
    [InlineData("30 02 0006 00000000 A0A1 0000 0E 05")] // without a number
    [InlineData("40 02 0009 A2A3A5 00 03 0001 00 05")]
    [InlineData("32 FF 0006 00000000 A0A1 0000 0E 05")]
    public void Not_gtp(string hex) => Replies.AreNot("gtp", hex);

    [Theory]
    // ASF 2.0 section 3.2.4.3.
    [InlineData("RMCP with IPMI", "06 00 FF 06 000011BE 40 20 00 10 000011BE 00000000 81 00 000000000000")]
    [InlineData("RMCP without IPMI", "06 00 FF 06 000011BE 40 20 00 10 000011BE 00000000 01 00 000000000000")]
    public void Ipmi(string summary, string hex) => Replies.Are("ipmi", summary, hex);

    [Theory]
    [InlineData("06 00 FF 06 000011BE 40 21 00 10 000011BE 00000000 81 00 000000000000")] // another tag
    [InlineData("06 00 FF 06 000011BE 40 20 00 10 000011BE 00000000 81")]
    [InlineData("06 00 FF 07 000011BE 40 20 00 10 000011BE 00000000 81 00 000000000000")]
    public void Not_ipmi(string hex) => Replies.AreNot("ipmi", hex);

    [Theory]
    [InlineData("version 1.6.18", "A0A1 0000 0001 0000 'VERSION 1.6.18' 0D0A")]
    [InlineData("ERROR", "A0A1 0000 0001 0000 'ERROR' 0D0A")]
    [InlineData(@"version \x1b[2J", "A0A1 0000 0001 0000 'VERSION ' 1B '[2J' 0D0A")]
    public void Memcached(string summary, string hex) => Replies.Are("memcached", summary, hex);

    [Theory]
    [InlineData("A0A2 0000 0001 0000 'VERSION 1.6.18' 0D0A")] // another request
    [InlineData("A0A1 0000 0001 0000 'VERSION 1.6.18'")]
    [InlineData("A0A1 0000 0001 0000 'HELLO' 0D0A")]
    [InlineData("A0A1 0001 0002 0000 'VERSION 1.6.18' 0D0A")]
    public void Not_memcached(string hex) => Replies.AreNot("memcached", hex);
}
