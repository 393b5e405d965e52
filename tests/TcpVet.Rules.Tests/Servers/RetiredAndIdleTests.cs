using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>Lines that a later version of a server refuses or ignores, idle timeouts before databases, AJP, and proxies by
/// rewrite.</summary>
public sealed class RetiredAndIdleTests
{
    [Theory]
    [InlineData("TV716", "spare-threads", Severity.Info, "Tomcat from 7.0 on ignores maxSpareThreads of the Connector on :8080 (server.xml:5)")]
    [InlineData("TV716", "certificate-on-the-connector", Severity.Info, "Tomcat 10.1.60 ignores clientAuth and 1 more attribute of the Connector on :8443 (server.xml:5)")]
    [InlineData("TV717", "as-it-was-shipped", Severity.Warning, "Tomcat from 9.0.31 on does not start the Connector on :8009: AJP without a secret (server.xml:4)")]
    [InlineData("TV717", "waived-for-everybody", Severity.Warning, "The Connector on :8009 takes AJP from whoever reaches it: secretRequired=\"false\" (server.xml:5)")]
    [InlineData("TV718", "without-timeout", Severity.Info, "The Connector on :8009 keeps silent AJP connections for ever (server.xml:4)")]
    [InlineData("TV735", "a-minute", Severity.Warning, "nginx ends idle sessions of MySQL after 60 s: proxy_timeout")]
    [InlineData("TV735", "days-without-probes", Severity.Info, "nginx keeps silent sessions of MySQL for 5 d, and nothing probes them: proxy_timeout")]
    [InlineData("TV754", "address-behind-the-name", Severity.Critical, "HAProxy 2.6.12 does not start with an address behind the name of a section (haproxy.cfg:1)")]
    [InlineData("TV754", "thirty-days", Severity.Warning, "HAProxy from 2.0 on does not start with a time of more than 2147483647 ms (haproxy.cfg:2)")]
    [InlineData("TV755", "fifty-seconds", Severity.Warning, "HAProxy ends idle sessions of PostgreSQL in listen pg after 50 s: timeout client")]
    [InlineData("TV755", "a-week-without-probes", Severity.Info, "HAProxy keeps silent sessions of PostgreSQL in listen pg for 7 d, and nothing probes them: timeout client")]
    [InlineData("TV734", "spdy", Severity.Critical, "nginx 1.22.1 does not start with listen … spdy (nginx.conf:3)")]
    [InlineData("TV772", "undeclared", Severity.Warning, "httpd opens a connection to http://127.0.0.1:8080 for each request: [P] without a worker (httpd.conf:3)")]
    public void Says_what_is_wrong_and_where(string code, string name, Severity severity, string title)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Fact]
    public void Each_retired_word_is_one_finding_however_often_it_stands_there()
    {
        string[] titles = [.. Captures.Findings("TV754", "fires/old-timeouts").Select(finding => finding.Title.ToString())];

        Assert.Equal(
            [
                "HAProxy from 2.1 on does not start with contimeout (haproxy.cfg:3)",
                "HAProxy from 2.1 on does not start with clitimeout (haproxy.cfg:4)",
                "HAProxy from 2.1 on does not start with srvtimeout (haproxy.cfg:5)",
                "HAProxy from 2.1 on does not start with reqadd (haproxy.cfg:8 and 1 more line)",
            ],
            titles);
    }

    [Fact]
    public void What_is_ignored_is_milder_than_what_is_refused()
    {
        Finding[] findings = [.. Captures.Findings("TV734", "fires/ssl-on")];

        Assert.Equal(
            [(Severity.Warning, "nginx from 1.25.1 on does not start with ssl (nginx.conf:4)"), (Severity.Info, "nginx from 1.19.7 on ignores http2_idle_timeout (nginx.conf:5)")],
            findings.Select(finding => (finding.Severity, finding.Title.ToString())));
    }

    [Fact]
    public void The_old_timeouts_of_haproxy_are_timeouts() => Assert.Empty(Captures.Findings("TV741", "quiet/old-names"));

    [Fact]
    public void A_page_of_statistics_passes_nothing_on() => Assert.Empty(Captures.Findings("TV744", "quiet/only-statistics"));

    [Fact]
    public void A_call_of_grpc_is_one_long_body() => Assert.Empty(Captures.Findings("TV731", "quiet/grpc"));

    [Fact]
    public void A_retired_attribute_is_no_misspelling() =>
        Assert.Empty(Captures.Ask("TV712", Captures.Read("TV716/fires/spare-threads")).Findings);

    [Theory]
    [InlineData("fires/conf-d")]
    [InlineData("fires/conf-d-stream")]
    public void A_fragment_is_judged_as_what_includes_it_would_be(string name) =>
        Assert.Single(Captures.Findings(name.EndsWith("stream", StringComparison.Ordinal) ? "TV735" : "TV723", name));
}
