using TcpVet.Probes.Udp.Questions;
using TcpVet.Probes.Udp.Wire;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>Answers of QUIC, DTLS, IKE and RADIUS.</summary>
public sealed class SecureReplyTests
{
    private const string QuicIds = "08 A8A9AAABACADAEAF 08 A0A1A2A3A4A5A6A7";
    private const string IkeIds = "A1A2A3A4A5A6A7A8 1112131415161718";
    private const string Ike1Ids = "A9AAABACADAEAFB0 1112131415161718";

    [Theory]
    // RFC 9000 section 17.2.1; 1A2A3A4A and its like are there to be ignored.
    [InlineData("versions 1, 2, draft-29, 0x51303530", $"CA 00000000 {QuicIds} 00000001 6B3343CF FF00001D 51303530 1A2A3A4A")]
    [InlineData("no version that is in use", $"80 00000000 {QuicIds} 0A0A0A0A")]
    public void Quic(string summary, string hex) => Replies.Are("quic", summary, hex);

    [Theory]
    [InlineData("C0 00000000 08 A0A1A2A3A4A5A6A7 08 A8A9AAABACADAEAF 00000001")] // the ids not changed about
    [InlineData($"C0 00000001 {QuicIds} 00000001")] // a packet of version 1
    [InlineData($"40 00000000 {QuicIds} 00000001")] // a short header
    [InlineData($"C0 00000000 {QuicIds}")] // no version
    [InlineData($"C0 00000000 {QuicIds} 00000001 00")] // a quarter of one
    [InlineData("C0 00000000 FF A8A9AAABACADAEAF")]
    public void Not_quic(string hex) => Replies.AreNot("quic", hex);

    [Theory]
    // RFC 6347 section 4.2.1.
    [InlineData("asks for a cookie (HelloVerifyRequest)", "16 FEFF 0000 000000000000 0013 03 000007 0000 000000 000007 FEFF 04 01020304")]
    [InlineData("DTLS 1.2, alert handshake_failure", "15 FEFD 0000 000000000000 0002 02 28")]
    [InlineData("DTLS 1.0, alert 99", "15 FEFF 0000 000000000001 0002 02 63")]
    [InlineData("DTLS 1.2, cipher suite 0xc02b", """
        16 FEFD 0000 000000000000 0032 02 000026 0000 000000 000026 FEFD 0102030405060708091011121314151617181920212223242526272829303132 00 C02B 00
        """)]
    public void Dtls(string summary, string hex) => Replies.Are("dtls", summary, hex);

    [Theory]
    [InlineData("16 0303 0000 000000000000 0013 03 000007 0000 000000 000007 FEFF 04 01020304")] // TLS
    [InlineData("16 FEFF 0001 000000000000 0013 03 000007 0000 000000 000007 FEFF 04 01020304")] // encrypted
    [InlineData("16 FEFF 0000 000000000000 0013 03 000007 0000 000000 000007 FEFF 05 01020304")] // the cookie cut off
    [InlineData("16 FEFF 0000 000000000000 0013 03 000007 0000 000000 000007 FEFF 03 01020304")] // something behind it
    [InlineData("16 FEFF 0000 000000000000 00FF 03 000007 0000 000000 000007 FEFF 04 01020304")]
    [InlineData("15 FEFD 0000 000000000000 0002 03 28")] // no such level
    [InlineData("17 FEFD 0000 000000000000 0002 02 28")]
    [InlineData("16 FEFD 0000 000000000000 0032 02 000026 0000 000000 000026 FEFD 0102030405060708091011121314151617181920212223242526272829303132 00 1301 00")] // not offered
    public void Not_dtls(string hex) => Replies.AreNot("dtls", hex);

    [Theory]
    // RFC 7296 section 3.10.
    [InlineData("IKEv2, NO_PROPOSAL_CHOSEN", $"{IkeIds} 29 20 22 20 00000000 00000024 00 00 0008 00 00 000E")]
    [InlineData("IKEv2, INVALID_MAJOR_VERSION", $"00000000 {IkeIds} 29 20 22 20 00000000 00000024 00 00 0008 00 00 0005")] // behind the marker of port 4500
    [InlineData("IKEv2, COOKIE", $"{IkeIds} 2B 20 22 20 00000000 0000002D 29 00 0009 'strng' 00 00 0008 01 00 4006")] // after a vendor's id
    [InlineData("IKEv2, notification 8192", $"{IkeIds} 29 20 22 20 00000000 00000024 00 00 0008 00 00 2000")]
    [InlineData("IKEv2, agrees", $"{IkeIds} 21 20 22 20 00000000 00000028 00 00 000C 0000000801010000")]
    // RFC 2408 section 3.14.
    [InlineData("IKEv1, NO_PROPOSAL_CHOSEN", $"{Ike1Ids} 0B 10 05 00 01020304 00000028 00 00 000C 00000001 01 00 000E")]
    [InlineData("IKEv1, agrees", $"{Ike1Ids} 01 10 02 00 00000000 00000028 00 00 000C 0000000100000001")]
    public void Ike(string summary, string hex) => Replies.Are("ike", summary, hex);

    [Theory]
    [InlineData("A1A2A3A4A5A6A7A9 1112131415161718 29 20 22 20 00000000 00000024 00 00 0008 00 00 000E")] // another id
    [InlineData($"{IkeIds} 29 20 22 08 00000000 00000024 00 00 0008 00 00 000E")] // no answer
    [InlineData($"{IkeIds} 29 20 22 20 00000000 00000025 00 00 0008 00 00 000E")] // longer than it is
    [InlineData($"{IkeIds} 29 20 22 20 00000000 00000024 00 00 0003 00 00 000E")] // a payload shorter than its head
    [InlineData($"{IkeIds} 29 20 22 20 00000000 00000024 29 00 0008 00 00 000E")] // another payload is promised
    [InlineData($"{IkeIds} 00 20 22 20 00000000 0000001C")] // nothing in it
    [InlineData($"{IkeIds} 29 30 22 20 00000000 00000024 00 00 0008 00 00 000E")] // version 3
    public void Not_ike(string hex) => Replies.AreNot("ike", hex);

    [Theory]
    [InlineData("Access-Reject", "03 B0 0014 00112233445566778899AABBCCDDEEFF")]
    [InlineData("Access-Reject, no", "03 B0 0018 00112233445566778899AABBCCDDEEFF 12 04 'no' 0000")] // RFC 2865 section 3: padding behind it
    public void Radius(string summary, string hex) => Replies.Are("radius", summary, hex);

    [Theory]
    [InlineData("03 B1 0014 00112233445566778899AABBCCDDEEFF")] // another id
    [InlineData("01 B0 0014 00112233445566778899AABBCCDDEEFF")] // a request
    [InlineData("03 B0 0013 00112233445566778899AABBCCDDEEFF")]
    [InlineData("03 B0 0020 00112233445566778899AABBCCDDEEFF 12 04 'no'")]
    [InlineData("03 B0 0018 00112233445566778899AABBCCDDEEFF 12 01 'no'")] // an attribute shorter than its head
    [InlineData("03 B0 0018 00112233445566778899AABBCCDDEEFF 12 05 'no'")]
    public void Not_radius(string hex) => Replies.AreNot("radius", hex);

    /// <summary>RFC 5997 section 6.1: the query to the authentication port and its answer, of the secret xyzzy5461.</summary>
    [Fact]
    public void Radius_signs_and_verifies_with_a_secret()
    {
        byte[] example = Asked.Hex("0C DA 0026 8A54F4686FB394C52866E302185D0623 50 12 5A665E2E1E8411F3E243822097C84FA3");
        byte[] unsigned = [.. example[..22], .. new byte[16]];
        byte[] answer = Asked.Hex("02 DA 0014 EF0D552A4BF2D693EC2B6FE8B5411D66");
        QuestionContext context = Asked.Context with { Random = (byte[])[.. example[4..20], 0xDA, .. new byte[47]], Secret = "xyzzy5461" };
        byte[] sent = Assert.Single(Asked.Question("radius").Datagrams(context));

        Asked.AreBytes("5A665E2E1E8411F3E243822097C84FA3", Md5.Authenticate("xyzzy5461"u8, unsigned));
        Asked.AreBytes("0C DA 002E 8A54F4686FB394C52866E302185D0623 20 08 'tcpvet' 50 12", sent[..30]);
        Assert.Equal(46, sent.Length);
        Assert.Equal("Access-Accept, it knows the secret", Asked.Question("radius").Read(answer, context)?.Summary);
        Assert.Equal("Access-Accept, not signed with this secret", Asked.Question("radius").Read(answer, context with { Secret = "other" })?.Summary);
    }

    [Theory]
    // RFC 1321 appendix A.5.
    [InlineData("", "D41D8CD98F00B204E9800998ECF8427E")]
    [InlineData("abc", "900150983CD24FB0D6963F7D28E17F72")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "D174AB98D277D9F5A5611C2C9F419D9F")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57EDF4A22BE3C955AC49DA2E2107B67A")]
    public void Md5_is_that_of_RFC_1321(string text, string digest) =>
        Asked.AreBytes(digest, Md5.Hash(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Hmac_is_that_of_RFC_2202()
    {
        Asked.AreBytes("750C783E6AB0B503EAA86E310A5DB738", Md5.Authenticate("Jefe"u8, "what do ya want for nothing?"u8));
        Asked.AreBytes("6B1AB7FE4BD7BF8F0B62E6CE61B9D0CD", Md5.Authenticate([.. Enumerable.Repeat((byte)0xAA, 80)], "Test Using Larger Than Block-Size Key - Hash Key First"u8));
    }
}
