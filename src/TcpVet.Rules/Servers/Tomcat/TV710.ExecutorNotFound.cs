using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV710: a Connector names an Executor that Tomcat does not find, and says nothing.</summary>
internal sealed class ExecutorNotFound : TomcatRule
{
    public override string Code => "TV710";

    public override string Name => "executor-not-found";

    public override string Summary => "A Tomcat Connector names an Executor that does not exist, or stands behind it: it silently makes threads of its own";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["the threads of the Executor are idle while Tomcat is busy", "threads are called http-nio-8080-exec although an executor has a namePrefix"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `executor` of the Connector names no Executor that stands before it in the same Service. Tomcat looks the name up when it reads the Connector; finding none it goes on without a warning, with 200 threads of the Connector's own.

        ## Why it hurts
        Limits that were set on the Executor do not hold, and Connectors that should share threads do not. Under load there are more threads, or fewer, than anybody planned.

        ## How we know
        server.xml is read in the order in which Tomcat reads it ("the Executor element has to appear prior to the Connector element", Apache Tomcat documentation, The Executor). Real Tomcat 10.1 was seen to start with threads of its own and no line in its log.

        ## What to do
        Put the Executor before the Connector in the same Service, or correct the name: it is case-sensitive.

        ## What does not help

        ## When to ignore
        Never: write the name that is meant, or take the attribute out, so that the file says what happens.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("Attributes of threads on the Connector hold only until somebody corrects the name: then they are ignored (TV709)."),
        UselessRemedy.OnPage("A restart: the order in the file stays."),
        new("maxThreads on the Connector", "it counts only as long as the name is wrong") { Page = "" },
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector["executor"] is not { } named || named.IsProperty)
        {
            return Unknown(connector["executor"]);
        }

        ConfigDirective[] all = [.. connector.Service.Children.Where(child => child.Name == "Executor")];
        // One whose name is a property may be it.
        bool unknown = all.Any(executor => connector.Attribute(executor, "name") is { IsProperty: true });
        if (connector.Executor(named.Text) is not null || unknown)
        {
            return null;
        }

        ConfigDirective? later = Array.Find(all, executor => connector.Attribute(executor, "name")?.Text == named.Text);
        string[] names = [.. all.Select(executor => connector.Attribute(executor, "name")?.Text).OfType<string>().Take(5)];
        findings.Add(Found(Severity.Warning, Confidence.Certain, $"{connector.Name} names an Executor that {(later is null ? (Phrase)"does not exist" : "stands behind it")} ({named.Spot.Short})", connector.Subject(input, named.Spot)) with
        {
            Evidence =
            [
                named.Evidence,
                later is null
                    ? new("Executors of its Service", names.Length == 0 ? "none" : Listed.Names(names), Phrase.Verbatim(connector.Spot.File))
                    : new("the Executor of that name", "behind the Connector", new ConfigSpot(connector.Configuration, later).Whole),
            ],
            Cause = "Tomcat looks the name up when it reads the Connector, finds nothing, and makes a pool of its own without a word.",
            Remedies =
            [
                Write(later is null
                    ? (Phrase)$"In {named.Spot.Short} write the name of an Executor of the same Service, or take executor out"
                    : $"Move the Executor of {new ConfigSpot(connector.Configuration, later).Short} before the Connector of {connector.Spot.Short}"),
            ],
            DoesNotHelp = FalseRemedies,
        });
        return null;
    }
}
