using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>Answers in BER: SNMP, LDAP, Kerberos, and the reader that they share.</summary>
public sealed class BerReplyTests
{
    private const string SysDescr = "0608 2B06010201010100";

    [Theory]
    // RFC 1157 section 4.1.3, with the long form of lengths that net-snmp writes.
    [InlineData("SNMPv1, A lab", $"30 82 002E 020100 0406 'public' A2 21 0204 2CADAEAF 020100 020100 3013 3011 {SysDescr} 0405 'A lab'")]
    [InlineData("SNMPv2c, A lab", $"30 2E 020101 0406 'public' A2 21 0204 28A9AAAB 020100 020100 3013 3011 {SysDescr} 0405 'A lab'")]
    [InlineData("SNMPv1, noSuchName", $"30 29 020100 0406 'public' A2 1C 0204 2CADAEAF 020102 020101 300E 300C {SysDescr} 0500")]
    [InlineData("SNMPv2c, error 16", $"30 29 020101 0406 'public' A2 1C 0204 28A9AAAB 020110 020100 300E 300C {SysDescr} 0500")]
    // RFC 3416 section 3: noSuchObject [0].
    [InlineData("SNMPv2c, no description", $"30 29 020101 0406 'public' A2 1C 0204 28A9AAAB 020100 020100 300E 300C {SysDescr} 8000")]
    [InlineData(@"SNMPv1, \x1b]2;x\x07", $"30 2F 020100 0406 'public' A2 22 0204 2CADAEAF 020100 020100 3014 3012 {SysDescr} 0406 1B ']2;x' 07")]
    // RFC 3414 section 3.2 step 3: a report of usmStatsUnknownEngineIDs from engine 80001f8801c0000201.
    [InlineData("SNMPv3, engine 80001f8801c0000201 of enterprise 8072, boots 7, up 300 s", """
        30 62 020103 30 11 0204 20A1A2A3 0203 00FFE3 0401 00 0201 03
        04 1A 30 18 0409 80001F8801C0000201 020107 0202 012C 0400 0400 0400
        30 2E 0409 80001F8801C0000201 0400 A8 1F 0204 24A5A6A7 020100 020100 30 11 30 0F 060A 2B060106030F01010400 4101 01
        """)]
    public void Snmp(string summary, string hex) => Replies.Are("snmp", summary, hex);

    [Theory]
    [InlineData($"30 2E 020101 0406 'public' A2 21 0204 28A9AAAC 020100 020100 3013 3011 {SysDescr} 0405 'A lab'")] // another id
    [InlineData($"30 2E 020101 0406 'public' A2 21 0204 2CADAEAF 020100 020100 3013 3011 {SysDescr} 0405 'A lab'")] // the id of version 1
    [InlineData($"30 29 020101 0406 'public' A0 1C 0204 28A9AAAB 020100 020100 300E 300C {SysDescr} 0500")] // a request
    [InlineData($"30 2E 020101 0406 'public' A2 21 0204 28A9AAAB 020100 020100 3013 3011 {SysDescr} 0405 'A l'")] // cut off
    [InlineData($"30 2E 020101 0406 'public' A2 21 0204 28A9AAAB 020100 020100 3013 3011 {SysDescr} 0405 'A lab' 00")] // something behind it
    [InlineData($"30 80 020101 0406 'public' A2 21 0204 28A9AAAB 020100 020100 3013 3011 {SysDescr} 0405 'A lab' 0000")] // indefinite length
    [InlineData("30 84 FFFFFFFF 020101")]
    [InlineData("30 03 020104")]
    public void Not_snmp(string hex) => Replies.AreNot("snmp", hex);

    [Theory]
    // RFC 4511 section 4.5.2: an entry, and the end of the search in the same datagram.
    [InlineData("dc.lab.example, versions 3 2", """
        30 4D 0204 20A1A2A3 64 45 0400 30 41 30 1F 040B 'dnsHostName' 31 10 040E 'dc.lab.example'
        30 1E 0414 'supportedLDAPVersion' 31 06 0401 '3' 0401 '2'
        30 0F 0204 20A1A2A3 65 07 0A0100 0400 0400
        """)]
    [InlineData("root entry without attributes", "30 0C 0204 20A1A2A3 64 04 0400 3000")]
    [InlineData("result 0", "30 0F 0204 20A1A2A3 65 07 0A0100 0400 0400")]
    [InlineData("result 52, unavailable", "30 1A 0204 20A1A2A3 65 12 0A0134 0400 040B 'unavailable'")]
    public void Ldap(string summary, string hex) => Replies.Are("ldap", summary, hex);

    [Theory]
    [InlineData("KDC_ERR_WRONG_REALM, realm LAB", "0201 44")]
    [InlineData("KDC_ERR_C_PRINCIPAL_UNKNOWN, realm LAB", "0201 06")]
    [InlineData("error 99, realm LAB", "0201 63")]
    // RFC 4120 section 5.9.1.
    public void Kerberos(string summary, string code) => Replies.Are("kerberos", summary, $"""
        7E 4A 30 48 A003 020105 A103 02011E A411 180F '20260101000000Z' A503 020100 A603 {code}
        A905 1B03 'LAB' AA 18 30 16 A003 020102 A1 0F 30 0D 1B06 'krbtgt' 1B03 'LAB'
        """);

    [Theory]
    [InlineData("7E 05 30 03 A003 020105")] // the rest is missing
    [InlineData("6B 03 30 01 00")] // another message
    [InlineData("7E 80 30 80 0000 0000")]
    public void Not_kerberos(string hex) => Replies.AreNot("kerberos", hex);

    [Fact]
    public void Nesting_costs_no_stack()
    {
        // A hundred thousand sequences in each other, as far as 64 KB go.
        byte[] nested = [.. Enumerable.Repeat<byte[]>([0x30, 0x82, 0xFF, 0xFF], 16000).SelectMany(head => head)];

        Assert.Null(Asked.Read("snmp", nested));
        Assert.Null(Asked.Read("ldap", nested));
        Assert.Null(Asked.Read("kerberos", nested));
    }

    [Theory]
    [InlineData("020100", 0)]
    [InlineData("02017F", 127)]
    [InlineData("0201FF", -1)]
    [InlineData("02020080", 128)]
    [InlineData("0208 7FFFFFFFFFFFFFFF", long.MaxValue)]
    [InlineData("0281 01 05", 5)]
    [InlineData("0283 000001 05", 5)]
    [InlineData("0200", null)]
    [InlineData("0209 000000000000000000", null)]
    [InlineData("0280 05 0000", null)] // indefinite
    [InlineData("0284 00000001 05", null)] // more length bytes than a datagram can need
    [InlineData("0202 05", null)]
    [InlineData("02", null)]
    [InlineData("", null)]
    [InlineData("040105", null)]
    [InlineData("1F8105 00", null)] // a tag of several bytes
    public void Integers(string hex, object? expected)
    {
        BerReader reader = new(Asked.Hex(hex));
        long value = reader.Integer();

        Assert.Equal(expected is null ? null : Convert.ToInt64(expected), reader.Failed ? (long?)null : value);
    }

    [Theory]
    [InlineData(0, "020100")]
    [InlineData(127, "02017F")]
    [InlineData(128, "02020080")]
    [InlineData(65507, "020300FFE3")]
    [InlineData(uint.MaxValue, "020500FFFFFFFF")]
    public void Integers_are_written_short(uint value, string hex) => Asked.AreBytes(hex, Ber.Integer(value));

    [Theory]
    [InlineData(127, "047F")]
    [InlineData(128, "048180")]
    [InlineData(256, "04820100")]
    public void Lengths_are_written_short(int length, string head) =>
        Asked.AreBytes(head + new string('0', length * 2), Ber.Octets(new byte[length]));
}
