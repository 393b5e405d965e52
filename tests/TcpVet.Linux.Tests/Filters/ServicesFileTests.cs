using TcpVet.Linux.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Filters;

public sealed class ServicesFileTests
{
    private static readonly ServicesFile Services = ServicesFile.Parse(
        """
        # a comment
        http		80/tcp		www # WorldWideWeb
        https 443/tcp
        domain 53/tcp
        domain 53/udp
        syslog 514/udp
        shell 514/tcp cmd syslog
        http 8080/tcp
        broken
        broken 1
        broken 70000/tcp
        broken -1/tcp
        broken 1/sctp
        broken 1/2/tcp
        """);

    [Theory]
    [InlineData("http", Protocol.Tcp, 80)]
    [InlineData("www", Protocol.Tcp, 80)]
    [InlineData("http", Protocol.Udp, null)]
    [InlineData("HTTP", Protocol.Tcp, null)]
    [InlineData("domain", Protocol.Udp, 53)]
    [InlineData("syslog", Protocol.Tcp, 514)]
    [InlineData("broken", Protocol.Tcp, null)]
    [InlineData("#", Protocol.Tcp, null)]
    public void Knows_names_and_aliases_of_a_protocol(string name, Protocol protocol, int? port) =>
        Assert.Equal(port, (int?)Services.PortOf(name, protocol));

    [Fact]
    public void A_file_that_is_not_there_knows_nothing() =>
        Assert.Null(ServicesFile.Read("/nowhere/services").PortOf("http", Protocol.Tcp));
}
