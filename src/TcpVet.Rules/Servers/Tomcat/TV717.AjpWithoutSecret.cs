using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV717: an AJP Connector without a secret.</summary>
internal sealed class AjpWithoutSecret : TomcatRule
{
    public override string Code => "TV717";

    public override string Name => "ajp-without-secret";

    public override string Summary => "An AJP Connector of Tomcat has no secret: newer versions do not start it, older ones believe anybody";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["The AJP Connector is configured with secretRequired=\"true\" but the secret attribute is either null or \"\"", "nothing listens on port 8009 after the upgrade", "Ghostcat, CVE-2020-1938"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        AJP trusts what the proxy says of the client: its address, its user, attributes of the request. The `secret` is what tells the proxy from anybody else. This Connector has none.

        ## Why it hurts
        Since 9.0.31, 8.5.51 and 7.0.100 `secretRequired` is true by default: such a Connector does not start, nothing listens on its port, and the proxy answers 503. With `secretRequired="false"`, and before these versions, whoever reaches the port may pass for the proxy and read files of the application (CVE-2020-1938).

        ## How we know
        The attributes are read from server.xml. Real Tomcat 10.1 without a secret: `Failed to start component [Connector["ajp-nio-127.0.0.1-8009"]]`, while its HTTP Connectors start. A Connector with `secretRequired="false"` that is bound to loopback is left out: without `address` it is, from these versions on.

        ## What to do
        Write the same `secret` on the Connector and on the proxy: `ProxyPass … secret=` of httpd since 2.4.42, `worker.NAME.secret` of mod_jk. Where AJP is not used, delete the Connector.

        ## What does not help

        ## When to ignore
        If the Tomcat is older than these versions and a firewall lets nobody but the proxy reach the port.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("another port", "whoever reaches it may still pass for the proxy"),
        UselessRemedy.OnPage("`secretRequired=\"false\"` without an address of its own network: it opens what the default closed."),
        new("redirectPort", "it is about TLS of the client") { IsCode = true },
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        // requiredSecret is the older name, which is still taken. A capture holds that there is one, and not which.
        if (!connector.IsAjp || connector["unixDomainSocketPath"] is not null
            || ((connector["secret"] ?? connector["requiredSecret"]) is { } secret && (secret.Text.Length > 0 || secret.Spot.Directive.Arguments.Count == 0)))
        {
            return null;
        }

        if (connector["secretRequired"] is { IsProperty: true } property)
        {
            return Unknown(property);
        }

        bool waived = connector["secretRequired"] is { } required && required.Text.Equals("false", StringComparison.OrdinalIgnoreCase);
        if (!waived || IsOpen(connector))
        {
            findings.Add(Without(connector, waived, input));
        }

        return null;
    }

    private static bool IsOpen(TomcatConnector connector) =>
        connector["address"] is { IsProperty: false } bound
            && bound.Text is not ("::1" or "localhost")
            && !bound.Text.StartsWith("127.", StringComparison.Ordinal);

    private Finding Without(TomcatConnector connector, bool waived, RuleInput input)
    {
        ConfigSpot spot = connector["secretRequired"] is { } required ? required.Spot : connector.Spot;
        return Found(Severity.Warning, waived ? Confidence.Likely : Confidence.Certain, waived
            ? (Phrase)$"{connector.Name} takes AJP from whoever reaches it: secretRequired=\"false\" ({spot.Short})"
            : (Phrase)$"Tomcat from 9.0.31 on does not start {connector.Name}: AJP without a secret ({spot.Short})", connector.Subject(input, spot)) with
        {
            Evidence =
                [waived ? connector["secretRequired"]!.Value.Evidence : new("not configured", "secret", spot.Whole),
                    .. connector["address"] is { } bound ? [bound.Evidence] : Array.Empty<Evidence>()],
            Cause = waived ? "AJP carries the client's address and user, and nothing tells the proxy from another sender." : "secretRequired is true by default since 9.0.31, 8.5.51 and 7.0.100, and without a secret the Connector ends with an error while the rest of Tomcat starts.",
            Remedies =
            [
                Write($"On the Connector of {spot.Short} write secret=, and the same on the proxy (ProxyPass … secret= since httpd 2.4.42, worker.NAME.secret of mod_jk)"),
                Write("Or delete the Connector if no proxy speaks AJP to it"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
