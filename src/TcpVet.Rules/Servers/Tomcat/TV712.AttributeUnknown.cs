using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV712: an attribute that Tomcat does not know and that looks like one that matters here.</summary>
internal sealed class AttributeUnknown : TomcatRule
{
    private const int Farthest = 2;

    // What bounds connections, and is misspelt in the wild; as the documentation of 9.0 to 11.0 spells it.
    private static readonly string[] Known =
    [
        "acceptCount", "address", "bindOnInit", "compression", "connectionLinger", "connectionTimeout", "connectionUploadTimeout", "disableUploadTimeout",
        "enableLookups", "executor", "keepAliveTimeout", "maxConnections", "maxKeepAliveRequests", "maxHttpHeaderSize", "maxHeaderCount", "maxParameterCount", "maxPostSize",
        "maxSavePostSize", "maxSwallowSize", "maxThreads", "minSpareThreads", "maxQueueSize", "packetSize", "port", "processorCache", "protocol", "proxyName", "proxyPort",
        "redirectPort", "scheme", "secret", "secretRequired", "secure", "server", "socketBuffer", "tcpNoDelay", "threadPriority", "URIEncoding", "useVirtualThreads", "xpoweredBy",
    ];

    // A name without one of these is not judged: the rest has many relatives in protocols, TLS and extensions.
    private static readonly string[] Subjects = ["time", "thread", "conn", "accept", "alive", "linger"];

    public override string Code => "TV712";

    public override string Name => "attribute-unknown";

    public override string Summary => "Tomcat does not know an attribute of a Connector that looks like another one: it is ignored";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Match [Server/Service/Connector] failed to set property", "an attribute of the Connector has no effect"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        An attribute of the Connector is spelt almost like one that Tomcat has: `acceptcount`, `maxThread`, `keepaliveTimeout`. One that Tomcat had once is TV716's. Attributes are case-sensitive but for their first letter.

        ## Why it hurts
        Tomcat writes one warning when it starts and goes on with the default. Whoever reads server.xml believes in a limit that does not exist.

        ## How we know
        The name differs in one or two letters, or in case alone, from an attribute of the documentation, and is none itself. Names that resemble nothing are not judged: protocols, TLS and extensions have many. Tomcat's log says "failed to set property".

        ## What to do
        Correct the name as the finding says, restart, and look for the warning in catalina.out.

        ## What does not help

        ## When to ignore
        If the Connector's protocol is a class of your own that has this property.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("A new value: the name is what Tomcat does not know."),
        new("another value", "the name is not known") { Page = "" },
        new("catalina.sh configtest", "it ends with success all the same") { Page = "`catalina.sh configtest` ends with success, since it is only a warning." },
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        foreach ((string name, TomcatValue value) in connector.Attributes.Where(
            attribute => !attribute.Key.Contains('.', StringComparison.Ordinal)))
        {
            if (Meant(name) is { } meant)
            {
                findings.Add(Found(Severity.Warning, Confidence.Likely, $"Tomcat ignores an attribute of {connector.Name} ({value.Spot.Short}): {meant} is meant", connector.Subject(input, value.Spot)) with
                {
                    Evidence = [value.Evidence],
                    Cause = "Tomcat has no attribute of this name: it writes a warning when it starts, and the default stays.",
                    Remedies = [Write($"In {value.Spot.Short} write {meant}=\"{Shortened(value.Text)}\"")],
                    DoesNotHelp = FalseRemedies,
                });
            }
        }

        return null;
    }

    private static string? Meant(string name)
    {
        if (Known.Contains(name, StringComparer.Ordinal) || ConnectorAttributeRetired.IsRetired(name)
            || !Subjects.Any(subject => name.Contains(subject, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        string folded = name.ToLowerInvariant();
        return Known.Where(known => TextDistance.Distance(
            folded, known.ToLowerInvariant()) <= Farthest).MinBy(known => TextDistance.Distance(folded, known.ToLowerInvariant()));
    }

    private static string Shortened(string text) => text.Length <= 20 ? text : text[..19] + "…";
}
