using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

public sealed class TomcatRulesTests
{
    [Theory]
    [InlineData("TV701", "a-hundred-milliseconds", Severity.Critical, Confidence.Certain, "connectionTimeout of the Connector on :8080 is 100 ms (server.xml:5): it counts milliseconds", "5:16")]
    [InlineData("TV701", "short-keep-alive-live", Severity.Warning, Confidence.Certain, "keepAliveTimeout of the Connector on :8080 is 15 ms (server.xml:5): it counts milliseconds", "5:42")]
    [InlineData("TV702", "minus-one", Severity.Warning, Confidence.Certain, "The Connector on :8080 waits for ever: connectionTimeout=\"-1\" (server.xml:5)", "5:16")]
    [InlineData("TV702", "zero-keep-alive", Severity.Warning, Confidence.Certain, "The Connector on :8080 waits for ever: keepAliveTimeout=\"0\" (server.xml:5)", "5:42")]
    [InlineData("TV703", "httpd-without-ttl", Severity.Warning, Confidence.Likely, "The Connector on :8080 closes idle connections after 20 s, the pool of httpd keeps them as long as Tomcat does", "5:16")]
    [InlineData("TV703", "ttl-too-long-live", Severity.Warning, Confidence.Likely, "The Connector on :8080 closes idle connections after 20 s, the pool of httpd keeps them for 60 s", "5:16")]
    [InlineData("TV704", "five-thousand", Severity.Warning, Confidence.Certain, "acceptCount of the Connector on :8080 is 5,000, somaxconn gives 4,096 (server.xml:5)", "5:16")]
    [InlineData("TV704", "old-kernel-live", Severity.Warning, Confidence.Certain, "acceptCount of the Connector on :8080 is 1,000, somaxconn gives 128 (server.xml:5)", "5:16")]
    [InlineData("TV705", "five-thousand", Severity.Warning, Confidence.Likely, "acceptCount of the Connector on :8080 is 5,000 (server.xml:5): a queue adds waiting, not capacity", "5:16")]
    [InlineData("TV705", "nobody-ever-waited", Severity.Warning, Confidence.Likely, "acceptCount of the Connector on :8080 is 4,096 (server.xml:5): a queue adds waiting, not capacity", "5:16")]
    [InlineData("TV706", "a-million", Severity.Warning, Confidence.Possible, "maxConnections of the Connector on :8080 is 1,000,000, the process may open 524,288 descriptors (server.xml:5)", "5:16")]
    [InlineData("TV706", "default-and-1024", Severity.Warning, Confidence.Certain, "maxConnections of the Connector on :8080 is 8,192, the process may open 1,024 descriptors (server.xml:4)", "4:6")]
    [InlineData("TV706", "more-than-the-process-may", Severity.Critical, Confidence.Certain, "maxConnections of the Connector on :8080 is 20,000, the process may open 4,096 descriptors (server.xml:5)", "5:16")]
    [InlineData("TV707", "fewer-than-the-executors", Severity.Warning, Confidence.Certain, "maxConnections of the Connector on :8080 is 300, fewer than its 500 threads (server.xml:6)", "6:32")]
    [InlineData("TV707", "fewer-than-threads", Severity.Warning, Confidence.Certain, "maxConnections of the Connector on :8080 is 100, fewer than its 400 threads (server.xml:5)", "5:16")]
    [InlineData("TV707", "none", Severity.Critical, Confidence.Certain, "The Connector on :8080 accepts no connection at all: maxConnections is 0 (server.xml:5)", "5:16")]
    [InlineData("TV708", "minus-one", Severity.Warning, Confidence.Certain, "The Connector on :8080 accepts without a limit: maxConnections=\"-1\" (server.xml:5)", "5:16")]
    [InlineData("TV709", "both", Severity.Warning, Confidence.Certain, "maxThreads of the Connector on :8080 counts for nothing beside its executor (server.xml:6)", "6:32")]
    [InlineData("TV710", "absent", Severity.Warning, Confidence.Certain, "The Connector on :8080 names an Executor that does not exist (server.xml:6)", "6:16")]
    [InlineData("TV710", "behind", Severity.Warning, Confidence.Certain, "The Connector on :8080 names an Executor that stands behind it (server.xml:5)", "5:16")]
    [InlineData("TV711", "one", Severity.Warning, Confidence.Certain, "The Connector on :8080 closes after each request: maxKeepAliveRequests=\"1\" (server.xml:5)", "5:16")]
    [InlineData("TV713", "a-unit", Severity.Warning, Confidence.Certain, "Tomcat does not take connectionTimeout=\"20s\" of the Connector on :8080: the default stays (server.xml:5)", "5:16")]
    [InlineData("TV713", "no-queue", Severity.Warning, Confidence.Certain, "Tomcat does not take acceptCount=\"0\" of the Connector on :8080: the default stays (server.xml:5)", "5:16")]
    [InlineData("TV714", "linger-zero", Severity.Critical, Confidence.Certain, "The Connector on :8080 resets what it closes: connectionLinger=\"0\" (server.xml:5)", "5:16")]
    [InlineData("TV715", "lowered-and-quiet", Severity.Info, Confidence.Likely, "The Connector on :65535 has a queue of 300, its file and somaxconn give 100 (server.xml:4)", "4:6")]
    [InlineData("TV715", "not-restarted", Severity.Warning, Confidence.Likely, "The Connector on :65535 has a queue of 100, its file and somaxconn give 1,000 (server.xml:5)", "5:16")]
    public void Says_what_is_wrong_and_where(string code, string name, Severity severity, Confidence confidence, string title, string place)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
        Assert.Equal(place, $"{finding.Subject.Line}:{finding.Subject.Column}");
        Assert.NotNull(finding.Subject.File);
    }

    [Fact]
    public void An_unknown_somaxconn_leaves_the_queue_unjudged()
    {
        Capture capture = Captures.Read("TV704/fires/five-thousand");

        RuleAnswer answer =
            Captures.Ask("TV704", capture with { Namespaces = [capture.Namespaces[0] with { Sysctls = new Dictionary<string, string>() }] });

        Assert.Equal("net.core.somaxconn (not in this record)", answer.Missing?.ToString());
    }

    [Theory]
    [InlineData("TV701")]
    [InlineData("TV704")]
    public void A_property_of_the_process_cannot_be_judged(string code)
    {
        RuleAnswer answer = Captures.Ask(code, Captures.Read("TV713/quiet/a-property"));

        Assert.Empty(answer.Findings);
        Assert.Contains("from a property of the process", answer.Missing?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_listeners_own_figures_are_evidence()
    {
        Finding finding = Captures.Only("TV704", "fires/old-kernel-live");

        Assert.Equal(("128", "4,211", 812), (finding.Value("limit of the listener"), finding.Value("turned away"), finding.Subject.Process!.Pid));
        Assert.Equal(new SettingChange("net.core.somaxconn", "1000"), finding.Remedies[1].Change);
    }

    [Fact]
    public void Two_misspelt_attributes_are_two_findings() =>
        Assert.Equal(["acceptCount is meant", "connectionTimeout is meant"], Captures.Findings("TV712", "fires/lower-case").Select(finding => finding.Title.ToString().Split(": ")[1]));
}
