using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV702: an HTTP Connector that waits for ever.</summary>
internal sealed class ConnectionTimeoutInfinite : TomcatRule
{
    public override string Code => "TV702";

    public override string Name => "connection-timeout-infinite";

    public override string Summary => "A Tomcat HTTP Connector waits for ever for a request: silent clients use up maxConnections";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["ESTABLISHED connections to Tomcat never end", "Tomcat stops accepting after some days", "slowloris"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `connectionTimeout` (or `keepAliveTimeout`) of an HTTP Connector is -1, or 0, which Tomcat takes the same: a connection on which nothing comes is kept for ever.

        ## Why it hurts
        A client that vanished without a FIN, or one that means harm, keeps its place. When `maxConnections` are taken Tomcat stops accepting, the accept queue fills, and new clients wait in vain. Half-read requests keep a thread too.

        ## How we know
        The attribute is read from server.xml. SocketWrapperBase.setReadTimeout makes every value from 0 down endless. An AJP Connector is endless by default, and that is right for one behind a proxy of one's own: it is not judged.

        ## What to do
        Write `connectionTimeout="20000"`, as the shipped server.xml has it. Where pools of a proxy must keep connections for longer, set `keepAliveTimeout` alone, to a minute or some more than the pool's idle limit.

        ## What does not help

        ## When to ignore
        If only a proxy that closes its idle connections can reach the port.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("TCP keepalive finds dead peers, after two hours by default, and keeps silent ones that live."),
        new("socket.soKeepAlive", "it finds peers that are dead, not those that are silent") { Page = "" },
        new("a higher maxConnections", "the same, later"),
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        TomcatValue? timeout = connector["connectionTimeout"] ?? connector["socket.soTimeout"];
        TomcatValue? keepAlive = connector["keepAliveTimeout"];
        if (connector.IsAjp)
        {
            return null;
        }

        // One finding for a Connector: the wider one first.
        if ((timeout is { Number: <= 0 } ? timeout : keepAlive is { Number: <= 0 } ? keepAlive : null) is { } endless)
        {
            findings.Add(Endless(connector, endless, input));
        }

        return Unknown(timeout) ?? Unknown(keepAlive);
    }

    private Finding Endless(TomcatConnector connector, TomcatValue endless, RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, $"{connector.Name} waits for ever: {endless.Written} ({endless.Spot.Short})", connector.Subject(input, endless.Spot)) with
        {
            Evidence =
            [
                endless.Evidence,
                new("connections that it keeps at the most", connector.MaxConnections is { } most ? Figure.Of((long)most) : "unknown", "maxConnections"),
            ],
            Cause = "From 0 down the value means no limit: whoever connects and says nothing keeps one of maxConnections until it goes.",
            Remedies = [Write($"In {endless.Spot.Short} write {endless.Name}=\"{TomcatConnector.ShippedConnectionTimeout}\", then restart Tomcat")],
            DoesNotHelp = FalseRemedies,
        };
}
