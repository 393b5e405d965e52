using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Configs.Tests;

/// <summary>A proxy's configuration beside that of the server behind it.</summary>
public sealed class ProxyAndBackendTests
{
    private const string Nginx = """
        http {
            upstream app { server localhost:8080; keepalive 8; keepalive_timeout LIMIT; }
            server { location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; } }
        }
        """;

    private const string HAProxy = """
        defaults
          mode http
        backend app
          http-reuse always
          default-server pool-purge-delay LIMIT
          server a 127.0.0.1:8080

        """;

    private const string Tomcat = """<Server><Service name="Catalina"><Connector port="8080" protocol="HTTP/1.1" connectionTimeout="20000"/></Service></Server>""";

    [Theory]
    [InlineData("20s", true)]
    [InlineData("15s", false)]
    public void Nginx_before_tomcat(string limit, bool fires)
    {
        Finding[] found = [.. Diagnose(NginxParser.Parse("nginx.conf", Nginx.Replace("LIMIT", limit, StringComparison.Ordinal)), "TV725")];

        Assert.Equal(fires, found.Length == 1);
        Assert.All(found, finding =>
        {
            Assert.Equal(Confidence.Certain, finding.Confidence);
            Assert.Equal("nginx keeps idle connections to Tomcat at :8080 for 20 s, which closes them after 20 s", finding.Title.ToString());
            Assert.Contains(finding.Evidence, evidence => evidence.Source.ToString().Contains("server.xml:1:", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("1m", true)]
    [InlineData("9s", false)]
    public void HAProxy_before_tomcat(string limit, bool fires) =>
        Assert.Equal(fires, Diagnose(HAProxyParser.Parse("haproxy.cfg", HAProxy.Replace("LIMIT", limit, StringComparison.Ordinal)), "TV751").Any());

    private static IEnumerable<Finding> Diagnose(Configuration proxy, string code)
    {
        Capture host = new GoldenHost("").With(proxy);
        Configuration server = TomcatParser.Parse(ConfigSource.Of("server.xml", Tomcat), "server.xml");
        return CaptureJudge.Diagnose(host with { Namespaces = [host.Namespaces[0] with { Configurations = [proxy, server] }] },
            only: [code]).Findings;
    }
}
