using TcpVet.Cli.Options;
using TcpVet.Model;

namespace TcpVet.Cli.Tests;

/// <summary>The words after <c>--bind</c>.</summary>
public sealed class BindWordTests
{
    [Theory]
    [InlineData("8080", Protocol.Tcp, "0.0.0.0:8080")]
    [InlineData(":8080", Protocol.Tcp, "0.0.0.0:8080")]
    [InlineData("tcp:10.0.0.1:8080", Protocol.Tcp, "10.0.0.1:8080")]
    [InlineData("udp:[::1]:53", Protocol.Udp, "[::1]:53")]
    [InlineData("UDP:*:53", Protocol.Udp, "0.0.0.0:53")]
    public void A_port_that_cannot_be_bound_is_named(string word, Protocol proto, string local)
    {
        (Protocol asked, InetEndpoint endpoint) = BindWord.Parse(word);
        Assert.Equal((proto, local), (asked, endpoint.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("http")]
    [InlineData("::1:80")]
    [InlineData("[10.0.0.1]:80")]
    [InlineData("udp:")]
    [InlineData("sctp:80")]
    [InlineData("+80")]
    public void What_is_no_port_is_refused(string word) =>
        Assert.Contains("--bind: expected a port", Assert.Throws<RequestException>(() => BindWord.Parse(word)).Message, StringComparison.Ordinal);
}
