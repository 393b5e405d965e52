using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV709: attributes of threads beside an executor, which alone counts.</summary>
internal sealed class ThreadsBesideExecutor : TomcatRule
{
    private static readonly string[] OfThreads = ["maxThreads", "minSpareThreads", "threadPriority"];

    public override string Code => "TV709";

    public override string Name => "threads-beside-executor";

    public override string Summary => "Tomcat ignores maxThreads and its kin on a Connector that uses an Executor";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["maxThreads was raised and nothing changed", "Tomcat has other threads than maxThreads says", "maxThreads is -1 in JMX"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A Connector with `executor` takes its threads from that Executor. Its own `maxThreads`, `minSpareThreads` and `threadPriority` are read, shown nowhere, and count for nothing.

        ## Why it hurts
        Whoever raises maxThreads under load changes nothing, and looks for the bottleneck elsewhere. The Executor's own maxThreads, 200 by default, is what bounds the requests of all Connectors that share it.

        ## How we know
        Both are read from server.xml, and an Executor of that name stands before the Connector in its Service (Apache Tomcat documentation, The HTTP Connector: executor).

        ## What to do
        Take the attributes off the Connector, and write the number on the Executor: `<Executor name="..." maxThreads="400"/>`.

        ## What does not help

        ## When to ignore
        If the numbers are the same in both places and the file is generated.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a higher number on the Connector", "the Executor's alone counts") { Page = "Raising the number on the Connector, whatever it is." },
        UselessRemedy.OnPage("The same number in both places: the next change will be made in the wrong one."),
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector["executor"] is not { } named || connector.Executor(named.Text) is not { } executor)
        {
            return Unknown(connector["executor"]);
        }

        TomcatValue[] ignored = [.. OfThreads.Select(name => connector[name]).OfType<TomcatValue>()];
        if (ignored.Length > 0)
        {
            TomcatValue first = ignored[0];
            ConfigSpot place = new(connector.Configuration, executor);
            Phrase most = connector.Attribute(executor, "maxThreads") is { } own ? Phrase.Verbatim(own.Written) : "maxThreads 200, the default";
            findings.Add(Found(Severity.Warning, Confidence.Certain, $"{first.Name} of {connector.Name} counts for nothing beside its executor ({first.Spot.Short})", connector.Subject(input, first.Spot)) with
            {
                Evidence = [.. ignored.Select(value => value.Evidence), named.Evidence, new("the Executor's own", most, place.Whole)],
                Cause = "A Connector that uses an Executor has no threads of its own.",
                Remedies = [Write($"Take {Listed.And(ignored.Select(value => value.Name))} off the Connector, and write maxThreads on the Executor of {place.Short}")],
                DoesNotHelp = FalseRemedies,
            });
        }

        return null;
    }
}
