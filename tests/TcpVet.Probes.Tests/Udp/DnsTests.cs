using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Tests.Udp;

public sealed class DnsTests
{
    private const string VersionQuestion = "07 'version' 04 'bind' 00 0010 0003";

    [Fact]
    public void Questions_are_those_of_RFC_1035_section_4()
    {
        IReadOnlyList<byte[]> sent = Asked.Question("dns").Datagrams(Asked.Context);

        Asked.AreBytes($"A0A1 0000 0001 0000 0000 0000 {VersionQuestion}", sent[0]);
        Asked.AreBytes("A2A3 0000 0001 0000 0000 0000 00 0006 0001", sent[1]);
        Assert.Equal(2, sent.Count);
    }

    [Fact]
    public void A_version_is_told() => Replies.Are("dns", "NOERROR, version \"dnsmasq-2.90\", offers recursion",
        $"A0A1 8480 0001 0001 0000 0000 {VersionQuestion} C00C 0010 0003 00000000 000D 0C 'dnsmasq-2.90'");

    [Theory]
    [InlineData("8005", "REFUSED")]
    [InlineData("8003", "NXDOMAIN")]
    [InlineData("8084", "NOTIMP, offers recursion")]
    [InlineData("800F", "RCODE 15")]
    public void A_refusal_is_an_answer(string flags, string summary) =>
        Replies.Are("dns", summary, $"A2A3 {flags} 0001 0000 0000 0000 00 0006 0001");

    [Fact]
    public void A_server_that_cannot_read_the_question_need_not_repeat_it() => Replies.Are("dns", "FORMERR", "A0A1 8001 0000 0000 0000 0000");

    [Fact]
    public void A_version_with_escape_sequences_is_harmless() => Replies.Are("dns", @"NOERROR, version ""\x1b]0;owned\x07""",
        $"A0A1 8400 0001 0001 0000 0000 {VersionQuestion} C00C 0010 0003 00000000 000B 0A 1B ']0;owned' 07");

    [Theory]
    [InlineData("B0B1 8400 0001 0000 0000 0000 00 0006 0001")] // another id
    [InlineData("A2A3 0000 0001 0000 0000 0000 00 0006 0001")] // no response
    [InlineData("A2A3 A800 0001 0000 0000 0000 00 0006 0001")] // another opcode
    [InlineData("A2A3 8000 0001 0000 0000 0000 03 'com' 00 0006 0001")] // another name
    [InlineData("A2A3 8000 0001 0001 0000 0000 00 0006 0001")] // an answer is counted that is not there
    [InlineData("A2A3 8000 0001 0001 0000 0000 00 0006 0001 C0FF 0006 0001 00000000 0000")] // a name outside of the message
    [InlineData("A2A3 8000 0001 0001 0000 0000 00 0006 0001 C011 0006 0001 00000000 0000")] // a name that points to itself
    [InlineData("A2A3 8000 0001 0001 0000 0000 00 0006 0001 03 'a.b' C011 0006 0001 00000000 0000")] // a loop
    [InlineData("A2A3 8000 0001 0001 0000 0000 00 0006 0001 00 0006 0001 00000000 0005 00")] // data cut off
    [InlineData("A2A3 8000 0001 FFFF 0000 0000 00 0006 0001")]
    [InlineData("A2A3 8000 0002 0000 0000 0000 00 0006 0001 00 0006 0001")]
    [InlineData("A2A3 8000 0001 0000 0000 00")]
    public void Not_an_answer(string hex) => Replies.AreNot("dns", hex);

    [Fact]
    public void A_truncated_answer_may_end_between_records() => Replies.Are("dns", "NOERROR", "A2A3 8200 0001 0001 0000 0000 00 0006 0001");

    [Fact]
    public void Names_are_read_through_pointers_and_never_forward()
    {
        // RFC 1035 section 4.1.4: F.ISI.ARPA at 20, FOO and a pointer to it at 40, a pointer to ARPA at 64, the root at 92.
        byte[] message = new byte[93];
        Asked.Hex("01 'F' 03 'ISI' 04 'ARPA' 00").CopyTo(message, 20);
        Asked.Hex("03 'FOO' C014").CopyTo(message, 40);
        Asked.Hex("C01A").CopyTo(message, 64);

        Assert.Equal(("F.ISI.ARPA", 32), Name(message, 20));
        Assert.Equal(("FOO.F.ISI.ARPA", 46), Name(message, 40));
        Assert.Equal(("ARPA", 66), Name(message, 64));
        Assert.Equal((".", 93), Name(message, 92));
        Assert.Null(Name([0xC0, 0x00], 0));
        Assert.Null(Name(Asked.Hex("C002 01 'a' C000"), 2)); // back, and forward again
        Assert.Null(Name([0x40, 0x00], 0));
        Assert.Null(Name([0x03, 0x61], 0));
        Assert.Null(Name([0x01, 0x61], 0));
        Assert.Null(Name([0xC0], 0));
    }

    [Fact]
    public void A_name_has_at_most_255_bytes()
    {
        byte[] longest = [.. Enumerable.Repeat(Asked.Hex("01 'a'"), 127).SelectMany(label => label), 0];

        Assert.Equal(253, Name(longest, 0)?.Name.Length);
        Assert.Null(Name([1, 0x62, .. longest], 0));
    }

    private static (string Name, int After)? Name(byte[] message, int at) =>
        DnsName.TryRead(message, ref at, out string name) ? (name, at) : null;
}
