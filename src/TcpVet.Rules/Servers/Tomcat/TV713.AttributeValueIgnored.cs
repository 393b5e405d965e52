using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV713: a value that Tomcat does not take, so that the default stays.</summary>
internal sealed class AttributeValueIgnored : TomcatRule
{
    private static readonly string[] Numbers =
        ["acceptCount", "connectionLinger", "connectionTimeout", "connectionUploadTimeout", "keepAliveTimeout", "maxConnections", "maxKeepAliveRequests", "maxThreads", "minSpareThreads", "port"];

    public override string Code => "TV713";

    public override string Name => "attribute-value-ignored";

    public override string Summary => "Tomcat cannot take the value of an attribute of a Connector: the default stays";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Match [Server/Service/Connector] failed to set property [connectionTimeout] to [20s]", "acceptCount 0 has no effect"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Tomcat takes whole numbers, times in milliseconds and nothing else: no unit, no space, no comma. A value such as `20s` is refused with a warning, and an `acceptCount` of 0 or below is passed over in silence. The default stays.

        ## Why it hurts
        server.xml shows a limit that does not hold: a timeout of "20s" is one of 60 seconds, and acceptCount="0", meant to turn clients away at once, is a queue of 100.

        ## How we know
        The value is read from server.xml as java.lang.Integer.valueOf would take it; AbstractEndpoint.setAcceptCount takes numbers above 0 alone. Real Tomcat 10.1 logs "failed to set property" for the first and listens with 100 for the second.

        ## What to do
        Write the number in the unit that the documentation names: milliseconds for connectionTimeout and keepAliveTimeout, seconds for connectionLinger.

        ## What does not help

        ## When to ignore
        Never: what is written is not what holds, and the next reader will believe the file.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("catalina.sh configtest", "it ends with success all the same") { Page = "`catalina.sh configtest` ends with success, since it is only a warning." },
        UselessRemedy.OnPage("Quotes or spaces around the number: they make it none."),
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        foreach (TomcatValue value in Numbers.Select(name => connector[name]).OfType<TomcatValue>().Where(value => !value.IsProperty))
        {
            bool below = value is { Number: <= 0 } && char.ToLowerInvariant(value.Name[0]) + value.Name[1..] == "acceptCount";
            if (value.Number is null || below)
            {
                findings.Add(Found(Severity.Warning, Confidence.Certain, $"Tomcat does not take {Bounded(value)} of {connector.Name}: the default stays ({value.Spot.Short})", connector.Subject(input, value.Spot)) with
                {
                    Evidence = [value.Evidence],
                    Cause = below ? "Tomcat takes an acceptCount above 0 alone, and says nothing of others: it stays at 100." : "It is no whole number: Tomcat writes a warning when it starts, and goes on with the default.",
                    Remedies = [Write($"In {value.Spot.Short} write {value.Name} as a whole number{(value.Name.Contains("Timeout", StringComparison.Ordinal) ? (Phrase)", in milliseconds" : below ? " above 0" : "")}")],
                    DoesNotHelp = FalseRemedies,
                });
            }
        }

        return null;
    }

    private static string Bounded(TomcatValue value) => value.Text.Length <= 12 && !value.Text.Any(char.IsControl) ? value.Written : $"the value of {value.Name}";
}
