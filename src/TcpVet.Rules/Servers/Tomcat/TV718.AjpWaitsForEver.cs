using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV718: an AJP Connector that keeps silent connections for ever.</summary>
internal sealed class AjpWaitsForEver : TomcatRule
{
    public override string Code => "TV718";

    public override string Name => "ajp-waits-for-ever";

    public override string Summary => "An AJP Connector of Tomcat keeps silent connections for ever: those that a firewall or a proxy has forgotten stay";

    public override Severity Severity => Severity.Info;

    // A Connector that does not start, or that has to be shut off, has no connections to wait for.
    public override IReadOnlyList<string> SymptomOf => ["TV717"];

    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        symptom.Subject.File == cause.Subject.File && symptom.Subject.Local == cause.Subject.Local;

    public override IReadOnlyList<string> Complaints => ["ESTABLISHED on port 8009 never ends", "AJP connections stay after the proxy was restarted", "Tomcat stops accepting on 8009 after some weeks"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `connectionTimeout` of an AJP Connector is endless by default, unlike that of HTTP. A connection on which the proxy sends nothing is kept until somebody closes it.

        ## Why it hurts
        A proxy that vanished, or a firewall between the two that forgot the connection, leaves it ESTABLISHED here. Each takes a place of `maxConnections`; with a proxy that is restarted often, or a network that drops idle connections, they add up.

        ## How we know
        Neither connectionTimeout nor keepAliveTimeout with a value above 0 is on the Connector (Apache Tomcat documentation, The AJP Connector: "the default value for AJP protocol connectors is -1"). Where the proxy stands on the same host nothing gets lost between them: a Connector that is bound to loopback is left out.

        ## What to do
        Write `connectionTimeout="600000"`, and let the proxy give up its connections before: `connection_pool_timeout=600` of mod_jk, `ttl=` of ProxyPass, each below it.

        ## What does not help

        ## When to ignore
        If the proxy's pool has a limit of its own, and nothing between the two forgets connections.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a higher maxConnections", "the same, later"),
        UselessRemedy.OnPage("A timeout shorter than the proxy's pool: requests then meet a closing connection."),
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        TomcatValue? timeout = connector["keepAliveTimeout"] ?? connector["connectionTimeout"] ?? connector["socket.soTimeout"];
        if (connector.IsAjp && timeout is null or { Number: <= 0 } && connector.IsAjp && IsAway(connector))
        {
            ConfigSpot spot = timeout?.Spot ?? connector.Spot;
            findings.Add(Found(Severity.Info, Confidence.Certain, $"{connector.Name} keeps silent AJP connections for ever ({spot.Short})", connector.Subject(input, spot)) with
            {
                Evidence = [timeout?.Evidence ?? new("not configured", "connectionTimeout", "the default of AJP is -1; Apache Tomcat documentation: The AJP Connector")],
                Cause = "Without a limit a connection ends only when the proxy closes it, which one that has vanished does not.",
                Remedies = [Write($"On the Connector of {connector.Spot.Short} write connectionTimeout=\"600000\", and on the proxy a shorter limit of its pool (connection_pool_timeout of mod_jk, ttl of ProxyPass)")],
                DoesNotHelp = FalseRemedies,
            });
        }

        return connector.IsAjp ? Unknown(timeout) : null;
    }

    // Bound to an address that other hosts reach. Without address= it is loopback since 9.0.31, and before it every address.
    private static bool IsAway(TomcatConnector connector) => connector["address"] is { IsProperty: false } bound
        ? bound.Text is not ("::1" or "localhost") && !bound.Text.StartsWith("127.", StringComparison.Ordinal)
        : connector["address"] is null && ServerVersion.IsAtLeast(connector.Configuration.Version, 9, 0, 31) != true;
}
