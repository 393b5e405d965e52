namespace TcpVet.Probes.Tests.Udp;

/// <summary>Answers in the manner of DNS: mDNS and NetBIOS.</summary>
public sealed class NameServiceReplyTests
{
    private const string Services = "09 '_services' 07 '_dns-sd' 04 '_udp' 05 'local' 00";
    private const string Anybody = "20 'CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' 00";

    // RFC 6762 section 6.7: the id and the question come back. "local" is at 0x23, the first "_tcp" at 0x3F.
    [Fact]
    public void Mdns_lists_types() => Replies.Are("mdns", "2 service types: _ssh._tcp, _ipp._tcp", $"""
        A0A1 8400 0001 0002 0000 0000 {Services} 000C 0001
        C00C 000C 0001 0000000A 000C 04 '_ssh' 04 '_tcp' C023
        C00C 000C 0001 0000000A 0007 04 '_ipp' C03F
        """);

    [Fact]
    public void Mdns_without_services_answers_too() => Replies.Are("mdns", "NXDOMAIN", $"A0A1 8403 0001 0000 0000 0000 {Services} 000C 8001");

    [Theory]
    [InlineData("0000 8400 0000 0000 0000 0000")] // another id
    [InlineData($"A0A1 8400 0001 0000 0000 0000 {Services} 0001 0001")] // another type was asked
    [InlineData($"A0A1 8400 0001 0001 0000 0000 {Services} 000C 0001 C00C 000C 0001 0000000A 0002 C03A")] // a pointer to itself
    [InlineData($"A0A1 8400 0001 0001 0000 0000 {Services} 000C 0001 C00C 000C 0001 0000000A 0003 C023 00")] // more data than a name
    [InlineData($"A0A1 8400 0001 0001 0000 0000 {Services} 000C 0001 C00C 000C 0001 0000000A 0001 C0")] // half a pointer
    public void Mdns_is_not(string hex) => Replies.AreNot("mdns", hex);

    // RFC 1002 section 4.2.18.
    [Fact]
    public void NetBios_lists_names() => Replies.Are("netbios", "LAB<00>, WORKGROUP<00> group, LAB<20>, hardware 525400123456", $"""
        A0A1 8400 0000 0001 0000 0000 {Anybody} 0021 0001 00000000 0065
        03 'LAB            ' 00 0400 'WORKGROUP      ' 00 8400 'LAB            ' 20 0400
        525400123456 {new string('0', 80)}
        """);

    [Fact]
    public void NetBios_names_may_be_hostile() => Replies.Are("netbios", @"\x1b[2J\xff<00>", $"""
        A0A1 8400 0000 0001 0000 0000 {Anybody} 0021 0001 00000000 0041
        01 1B '[2J' FF '          ' 00 0400 000000000000 {new string('0', 80)}
        """);

    [Theory]
    [InlineData($"A0A1 8400 0000 0001 0000 0000 {Anybody} 0021 0001 00000000 0013 02 'LAB            ' 00 0400")] // two are counted
    [InlineData($"A0A1 8400 0000 0001 0000 0000 {Anybody} 0020 0001 00000000 0007 00 525400123456")] // another type
    [InlineData($"A0A2 8400 0000 0001 0000 0000 {Anybody} 0021 0001 00000000 0007 00 525400123456")] // another id
    public void NetBios_is_not(string hex) => Replies.AreNot("netbios", hex);
}
