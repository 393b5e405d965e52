using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV711: maxKeepAliveRequests="1".</summary>
internal sealed class OneRequestPerConnection : TomcatRule
{
    public override string Code => "TV711";

    public override string Name => "one-request-per-connection";

    public override string Summary => "Tomcat closes each connection after one request: maxKeepAliveRequests is 1";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Connection: close in every answer of Tomcat", "thousands of TIME_WAIT on port 8080", "the proxy opens a connection for each request"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `maxKeepAliveRequests="1"` switches keep-alive off: Tomcat answers one request with `Connection: close` and closes.

        ## Why it hurts
        Every request pays a handshake, and TLS pays it twice over. Tomcat closes first, so that TIME_WAIT gathers on the server; a proxy in front takes a new local port for each request, and 28,000 of them last 60 seconds.

        ## How we know
        The attribute is read from server.xml (Apache Tomcat documentation, The HTTP Connector: 1 disables keep-alive and pipelining, -1 is no limit, the default is 100).

        ## What to do
        Take it out, or write 100. Behind a proxy that pools its connections -1 spares both sides the reconnecting.

        ## What does not help

        ## When to ignore
        If a layer-4 balancer must spread every single request, and the load is small.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it lets outgoing connections use TIME_WAIT, and a server has incoming ones") { Page = "tcp_tw_reuse or tcp_fin_timeout against the TIME_WAIT: the first is for outgoing connections, the second for FIN_WAIT2." },
        UselessRemedy.OnPage("A short keepAliveTimeout has no meaning beside it."),
        new("tcp_fin_timeout", "it is no limit of TIME_WAIT") { Page = "" },
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        // Http11Processor.service: 1 alone switches it off; 0 and below are no limit.
        if (connector["maxKeepAliveRequests"] is { Number: 1 } value && !connector.IsAjp)
        {
            findings.Add(Found(Severity.Warning, Confidence.Certain, $"{connector.Name} closes after each request: {value.Written} ({value.Spot.Short})", connector.Subject(input, value.Spot)) with
            {
                Evidence = [value.Evidence, new("default", "100", "Apache Tomcat documentation: The HTTP Connector")],
                Cause = "Keep-alive is off: each request takes a connection, which Tomcat closes first.",
                Remedies = [Write($"In {value.Spot.Short} write maxKeepAliveRequests=\"100\", the default, or -1 behind a proxy that pools")],
                DoesNotHelp = FalseRemedies,
            });
        }

        return Unknown(connector["maxKeepAliveRequests"]);
    }
}
