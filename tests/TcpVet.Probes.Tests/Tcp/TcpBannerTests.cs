using System.Text;
using CsCheck;
using TcpVet.Probes.Results;
using TcpVet.Probes.Tcp;

namespace TcpVet.Probes.Tests.Tcp;

/// <summary>Servers by their first bytes.</summary>
public sealed class TcpBannerTests
{
    // RFC 8448 §3: the ServerHello of the published TLS 1.3 trace.
    private const string ServerHello =
        "160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304";

    private static readonly string[] Samples =
    [
        "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "220 mail.example.net ESMTP Postfix\r\n", "220 (vsFTPd 3.0.3) FTP\r\n", "+OK ready\r\n", "* OK IMAP4rev1\r\n",
        "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", "-ERR unknown command\r\n", "RFB 003.008\n", "200 news ready\r\n",
    ];

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2")]
    [InlineData("220 mail.example.net ESMTP Postfix\r\n", "smtp", "220 mail.example.net ESMTP Postfix")]
    [InlineData("220 (vsFTPd 3.0.3)\r\n", "ftp", "220 (vsFTPd 3.0.3)")]
    [InlineData("220 hello\r\n", "smtp or ftp", "220 hello")]
    [InlineData("HTTP/1.1 301 Moved\r\nserver:  nginx/1.22.1\r\nX: y\r\n\r\n", "http", "HTTP/1.1 301 Moved, nginx/1.22.1")]
    [InlineData("-NOAUTH Authentication required.\r\n", "redis", "-NOAUTH Authentication required.")]
    public void A_greeting_is_recognised(string sent, string protocol, string summary) =>
        Assert.Equal(new ProtocolReply(protocol, summary), TcpBanner.Read(Encoding.Latin1.GetBytes(sent)));

    [Fact]
    public void A_server_hello_tells_version_and_cipher() =>
        Assert.Equal(new ProtocolReply("tls", "TLS 1.3, TLS_AES_128_GCM_SHA256"), TcpBanner.Read(Convert.FromHexString(ServerHello)));

    [Fact]
    public void An_alert_is_tls_too() =>
        Assert.Equal(new ProtocolReply("tls", "alert handshake_failure"), TcpBanner.Read([21, 3, 3, 0, 2, 2, 40]));

    [Fact]
    public void MySql_tells_its_version() => Assert.Equal(
        new ProtocolReply("mysql", "version 8.0.36"), TcpBanner.Read([0x20, 0, 0, 0, 10, .. "8.0.36"u8, .. new byte[40]]));

    [Fact]
    public void Half_an_answer_is_waited_for()
    {
        Assert.Null(TcpBanner.Read("HTTP/1.1 200 O"u8));
        Assert.Null(TcpBanner.Read("SSH-2.0"u8));
        Assert.Null(TcpBanner.Read(Convert.FromHexString(ServerHello).AsSpan(0, 40)));
    }

    [Fact]
    public void Escape_sequences_do_not_get_through() =>
        Assert.Equal(@"SSH-2.0-\x1b[31mred", TcpBanner.Read("SSH-2.0-\e[31mred\r\n"u8)!.Summary);

    [Fact]
    public void Hostile_bytes_are_survived_and_shown_safely()
    {
        foreach (byte[] valid in Samples.Select(Encoding.Latin1.GetBytes).Append(Convert.FromHexString(ServerHello)))
        {
            Fuzz.Broken(valid).ForAll(
                bytes =>
                {
                    ProtocolReply reply = TcpBanner.Read(bytes) ?? TcpBanner.Unknown(bytes);
                    Assert.DoesNotContain(reply.Summary, char.IsControl);
                    Assert.InRange(reply.Summary.Length, 0, ReplyText.LongestSummary);
                },
                iter: Fuzz.Iterations / 4);
        }
    }
}
