using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV716: attributes of a Connector that Tomcat had once.</summary>
internal sealed class ConnectorAttributeRetired : TomcatRule
{
    private const int MostNamed = 4;
    private const string Delete = "delete it";
    private const string Host = "put it on a Certificate in an SSLHostConfig inside the Connector";

    // webapps/docs/config/http.xml and ajp.xml of every tag from 7.0.0 on, read one by one; each tried with 10.1.60: "failed to set
    // property". What was gone before 7.0 is told from 7.0 on.
    private static readonly RetiredLine[] Known =
    [
        new("maxSpareThreads", 7, 0, 0, Refused: false, Delete),
        new("minProcessors", 7, 0, 0, Refused: false, "delete it; minSpareThreads has that place"),
        new("maxProcessors", 7, 0, 0, Refused: false, "delete it; maxThreads has that place"),
        new("emptySessionPath", 7, 0, 0, Refused: false, "delete it; sessionCookiePath of the Context has that place"),
        new("strategy", 7, 0, 0, Refused: false, Delete),
        new("debug", 7, 0, 0, Refused: false, Delete),
        new("disableProxyCaching", 7, 0, 0, Refused: false, Delete),
        new("useURIValidationHack", 7, 0, 0, Refused: false, Delete),
        new("socketBuffer", 8, 5, 0, Refused: false, Delete),
        new("useComet", 8, 5, 0, Refused: false, Delete),
        new("oomParachute", 8, 5, 0, Refused: false, Delete),
        new("pollerSize", 8, 5, 0, Refused: false, "delete it; maxConnections has that place"),
        new("disableKeepAlivePercentage", 8, 5, 0, Refused: false, Delete),
        new("upgradeAsyncWriteBufferSize", 8, 5, 0, Refused: false, Delete),
        new("sendfileThreadCount", 8, 5, 0, Refused: false, Delete),
        new("socket.soTrafficClass", 8, 5, 0, Refused: false, Delete),
        new("allowUnsafeLegacyRenegotiation", 8, 5, 0, Refused: false, Delete),
        new("compressableMimeType", 9, 0, 0, Refused: false, "write compressibleMimeType"),
        new("sendReasonPhrase", 9, 0, 0, Refused: false, Delete),
        new("clientAuth", 10, 0, 0, Refused: false, "put certificateVerification on an SSLHostConfig inside the Connector"),
        new("keystoreFile", 10, 0, 0, Refused: false, Host),
        new("keystorePass", 10, 0, 0, Refused: false, Host),
        new("keyAlias", 10, 0, 0, Refused: false, Host),
        new("sslProtocol", 10, 0, 0, Refused: false, "put protocols on an SSLHostConfig inside the Connector"),
        new("sslEnabledProtocols", 10, 0, 0, Refused: false, "put protocols on an SSLHostConfig inside the Connector"),
        new("truststoreFile", 10, 0, 0, Refused: false, "put it on an SSLHostConfig inside the Connector"),
        new("acceptorThreadCount", 10, 1, 0, Refused: false, Delete),
        new("pollerThreadCount", 10, 1, 0, Refused: false, Delete),
        new("pollTime", 10, 1, 0, Refused: false, Delete),
        new("selectorPool.maxSelectors", 10, 1, 0, Refused: false, Delete),
        new("selectorPool.maxSpareSelectors", 10, 1, 0, Refused: false, Delete),
        new("deferAccept", 10, 1, 0, Refused: false, Delete),
        new("ipv6v6only", 10, 1, 0, Refused: false, Delete),
        new("sendfileSize", 10, 1, 0, Refused: false, Delete),
        new("noCompressionStrongETag", 10, 1, 0, Refused: false, Delete),
    ];

    public override string Code => "TV716";

    public override string Name => "connector-attribute-retired";

    public override string Summary => "A Connector of Tomcat has attributes of older versions: newer ones ignore them";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Complaints => ["Match [Server/Service/Connector] failed to set property [maxSpareThreads] to [75]", "an attribute of server.xml has no effect after the upgrade"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The attribute was right for the Tomcat that the file was written for. Later ones have no such property: they write "failed to set property" when they start, and go on without it.

        ## Why it hurts
        Mostly it does not: what `maxSpareThreads` or `acceptorThreadCount` did is done by itself now. But whoever reads the file believes in it, and a Connector whose certificate stood in such attributes does not start from 10.0 on.

        ## How we know
        The table is from the documentation of every release since 7.0, and each attribute was tried with Tomcat 10.1, which refuses all of them. The version that the finding names is the first whose documentation lacks the attribute. Where the version that reads the file is known, only what that version ignores is told.

        ## What to do
        Delete the attribute, or write the one that took its place, as the finding says.

        ## What does not help

        ## When to ignore
        If the file is for a Tomcat older than the version that the finding names, and stays there.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("catalina.sh configtest", "it ends with success all the same") { Page = "`catalina.sh configtest` ends with success, since it is only a warning." },
        UselessRemedy.OnPage("Another value: no version that lacks the attribute reads it."),
    ];

    /// <summary>Whether an attribute is in the table: then it is no misspelling.</summary>
    public static bool IsRetired(string name) => Array.Exists(Known, known => known.Name == name);

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        (TomcatValue Value, RetiredLine Line)[] gone =
        [
            .. Known.Where(line => line.IsGoneIn(connector.Configuration.Version) != false && connector[line.Name] is not null)
                .Select(line => (connector[line.Name]!.Value, line)),
        ];
        if (gone.Length > 0)
        {
            findings.Add(Retired(connector, gone, input));
        }

        return null;
    }

    private Finding Retired(TomcatConnector connector, (TomcatValue Value, RetiredLine Line)[] gone, RuleInput input)
    {
        TomcatValue first = gone[0].Value;
        string? version = connector.Configuration.Version;
        Phrase who = version is null ? (Phrase)$"Tomcat from {gone[0].Line.Since} on" : (Phrase)$"Tomcat {Written.Name(version)}";
        Phrase more = gone.Length > 1 ? (Phrase)$" and {Figure.Count(gone.Length - 1, "more attribute")}" : "";
        return Found(Severity.Info, Confidence.Certain, $"{who} ignores {first.Name}{more} of {connector.Name} ({first.Spot.Short})", connector.Subject(input, first.Spot)) with
        {
            Figures = [FindingFigure.Count("more_attributes", gone.Length - 1, "attributes")],
            Evidence =
            [
                .. gone.Take(MostNamed).Select(entry => new Evidence($"gone since {entry.Line.Since}", Phrase.Verbatim(entry.Value.Written), entry.Value.Spot.Whole)),
            ],
            Cause = "Tomcat has no such property any more: it writes a warning when it starts, and goes on.",
            Remedies = [.. gone.Take(MostNamed).Select(entry => Write($"{entry.Value.Name} in {entry.Value.Spot.Short}: {entry.Line.Instead}"))],
            DoesNotHelp = FalseRemedies,
        };
    }
}
