using System.Text.RegularExpressions;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Configs.Tests;

/// <summary>The distribution's Tomcat 10 is asked: what the rules call fine it accepts, and what they say it does it does.</summary>
public sealed partial class RealTomcatTests
{
    // Those of the golden ones that get no finding and leave nothing open.
    [Theory]
    [InlineData("shipped-like.xml")]
    [InlineData("shared-executor.xml")]
    [InlineData("ajp-behind-httpd.xml")]
    [InlineData("two-services.xml")]
    public void What_is_called_fine_is_accepted(string name)
    {
        Configuration configuration = GoldenTomcatAndHttpdTests.Parse($"tomcat/{name}", out GoldenHost host);
        Assert.Empty(configuration.Problems);
        Assert.Empty(GoldenHost.Table(host.With(configuration)));

        (int status, string log) = RealTomcat.ConfigTest(GoldenTomcatAndHttpdTests.PathOf($"tomcat/{name}"));

        Assert.True(status == 0, log);
        Assert.DoesNotContain("WARNING", log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_distributions_own_file_gets_no_finding()
    {
        string path = RealTomcat.Unpacked("usr/share/tomcat10/etc/server.xml");
        Configuration configuration = TomcatParser.Parse(DiskTree.Source(), path);

        Assert.Empty(configuration.Problems);
        Assert.Empty(GoldenHost.Table(new GoldenHost("#! nofile=524288 listener=8080:100:0").With(configuration)));
        Assert.DoesNotContain(Rules.Judging.CaptureJudge.Diagnose(new GoldenHost("#! nofile=524288").With(configuration)).CannotTell, entry =>
            entry.Code.StartsWith("TV7", StringComparison.Ordinal));
    }

    [Fact]
    public void The_jar_tells_its_version()
    {
        using FileStream jar = File.OpenRead(RealTomcat.Unpacked("usr/share/tomcat10/lib/catalina.jar"));

        Assert.Matches(@"^10\.1\.\d+$", TomcatVersion.Of(jar));
    }

    // TV704: capped by somaxconn. TV713: 0 and what is no number leave the default. TV712: a name in another case too, but for its first
    // letter.
    [Fact]
    public void Listeners_have_the_queues_that_the_rules_say()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """
                <Server port="-1"><Service name="Catalina">
                  <Connector port="8001" acceptCount="5000"/>
                  <Connector port="8002" acceptCount="0"/>
                  <Connector port="8003" acceptCount="20x"/>
                  <Connector port="8004" acceptcount="7"/>
                  <Connector port="8005" AcceptCount="33"/>
                  <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
                </Service></Server>
                """);

            string log = RealTomcat.Listeners(file).Log;

            string[] queues = [.. Queue().Matches(log).Select(match => $"{match.Groups["port"].Value} {match.Groups["limit"].Value}").Order(StringComparer.Ordinal)];
            Assert.Equal(["8001 4096", "8002 100", "8003 100", "8004 100", "8005 33"], queues); // somaxconn of a new namespace: 4096 since Linux 5.4
            Assert.Contains("failed to set property [acceptCount] to [20x]", log, StringComparison.Ordinal);
            Assert.Contains("failed to set property [acceptcount] to [7]", log, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The remedy for a full queue: one thread is enough to accept, and five connections are not.
    [Fact]
    public void Only_max_connections_stops_accepting()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """
                <Server port="-1"><Service name="Catalina">
                  <Connector port="8001" maxThreads="1" minSpareThreads="1"/>
                  <Connector port="8002" maxConnections="5"/>
                  <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
                </Service></Server>
                """);

            string log = RealTomcat.WithClients(file, 8001, 8002).Log;

            Assert.Matches(@"(?m)^LISTEN +0 +100 +\S*:8001 ", log);
            Assert.Matches(@"(?m)^LISTEN +(4[0-5]|3[0-9]) +100 +\S*:8002 ", log);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^LISTEN +\d+ +(?<limit>\d+) +\S*:(?<port>\d+) ", RegexOptions.Multiline)]
    private static partial Regex Queue();
}
