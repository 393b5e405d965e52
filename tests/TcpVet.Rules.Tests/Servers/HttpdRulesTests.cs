using TcpVet.Model;

namespace TcpVet.Rules.Tests;

public sealed class HttpdRulesTests
{
    [Theory]
    [InlineData("TV761", "prefork-half-a-minute", Severity.Warning, Confidence.Certain, "a silent connection keeps one of httpd's workers for 30 s with prefork (apache2.conf:7)", "7:1")]
    [InlineData("TV761", "worker-in-a-virtual-host", Severity.Warning, Confidence.Certain, "a silent connection keeps one of httpd's workers for 60 s with worker (apache2.conf:8)", "8:3")]
    [InlineData("TV762", "event-thousand", Severity.Warning, Confidence.Certain, "httpd lowers MaxRequestWorkers 1,000 to 400 (apache2.conf:7)", "7:3")]
    [InlineData("TV762", "prefork-and-threads", Severity.Warning, Confidence.Certain, "httpd lowers MaxRequestWorkers 400 to 256 (apache2.conf:6)", "6:1")]
    [InlineData("TV762", "thread-limit", Severity.Warning, Confidence.Certain, "httpd lowers ThreadsPerChild 100 to 64 (apache2.conf:6)", "6:1")]
    [InlineData("TV762", "unknown-mpm", Severity.Warning, Confidence.Certain, "httpd lowers MaxClients 400 to 256 (apache2.conf:3)", "3:3")]
    [InlineData("TV763", "above", Severity.Warning, Confidence.Certain, "ListenBacklog of httpd is 65,535, somaxconn gives 4,096 (apache2.conf:6)", "6:1")]
    [InlineData("TV763", "default-on-an-old-kernel", Severity.Warning, Confidence.Certain, "ListenBacklog of httpd is 511, somaxconn gives 128 (apache2.conf:5)", "5:1")]
    [InlineData("TV764", "another-httpd-in-front", Severity.Warning, Confidence.Certain, "httpd closes after each request, and a proxy stands in front: KeepAlive Off (apache2.conf:6)", "6:1")]
    [InlineData("TV764", "behind-a-proxy", Severity.Warning, Confidence.Certain, "httpd closes after each request, and a proxy stands in front: KeepAlive Off (apache2.conf:6)", "6:1")]
    [InlineData("TV764", "one-request", Severity.Info, Confidence.Certain, "httpd closes after each request: MaxKeepAliveRequests 1 (apache2.conf:7)", "7:3")]
    [InlineData("TV765", "proxy", Severity.Warning, Confidence.Certain, "httpd waits up to 30 min for a server behind it, and a worker with it (apache2.conf:7)", "7:3")]
    [InlineData("TV765", "ten-minutes", Severity.Warning, Confidence.Certain, "httpd waits up to 10 min for a client, and a worker with it (apache2.conf:6)", "6:1")]
    [InlineData("TV766", "balancer", Severity.Warning, Confidence.Certain, "httpd opens a connection to http://10.0.0.7:8080 for each request (apache2.conf:7)", "7:3")]
    [InlineData("TV766", "disablereuse", Severity.Warning, Confidence.Certain, "httpd opens a connection to http://10.0.0.7:8080 for each request (apache2.conf:6)", "6:1")]
    [InlineData("TV766", "nokeepalive", Severity.Warning, Confidence.Certain, "httpd opens a connection to http://10.0.0.7:8080 for each request (apache2.conf:7)", "7:3")]
    [InlineData("TV767", "httpd-behind", Severity.Warning, Confidence.Likely, "httpd keeps idle connections without a limit, httpd on port 8081 for 5 s (apache2.conf:6)", "6:1")]
    [InlineData("TV767", "ttl-too-long", Severity.Warning, Confidence.Likely, "httpd keeps idle connections for 30 s, httpd on port 8081 for 10 s (apache2.conf:9)", "9:1")]
    [InlineData("TV769", "not-restarted", Severity.Warning, Confidence.Likely, "httpd on :65535 has a queue of 511, its file and somaxconn give 2,000 (apache2.conf:6)", "6:1")]
    [InlineData("TV769", "quiet-listener", Severity.Info, Confidence.Likely, "httpd on :65535 has a queue of 128, its file and somaxconn give 511 (apache2.conf:5)", "5:1")]
    [InlineData("TV770", "not-loaded", Severity.Info, Confidence.Likely, "httpd lets a client take for ever to send a request (apache2.conf:4)", "4:1")]
    [InlineData("TV770", "switched-off", Severity.Warning, Confidence.Certain, "httpd lets a client take for ever to send a request (apache2.conf:6)", "6:1")]
    public void Says_what_is_wrong_and_where(string code, string name, Severity severity, Confidence confidence, string title, string place)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
        Assert.Equal(place, $"{finding.Subject.Line}:{finding.Subject.Column}");
        Assert.NotNull(finding.Subject.File);
    }

    [Fact]
    public void The_servers_behind_a_variable_are_told_once() =>
        Assert.Equal("SetEnv proxy-nokeepalive 1", Captures.Only("TV766", "fires/nokeepalive").Value("configured"));

    [Fact]
    public void A_listener_that_turned_nobody_away_is_information() =>
        Assert.Equal("0", Captures.Only("TV769", "fires/quiet-listener").Value("turned away"));
}
