using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV707: fewer connections than threads, or none at all.</summary>
internal sealed class ConnectionsBelowThreads : TomcatRule
{
    public override string Code => "TV707";

    public override string Name => "connections-below-threads";

    public override string Summary => "Tomcat's maxConnections are fewer than its threads: idle connections keep working threads without work";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["Tomcat queues requests while threads are idle", "maxThreads was raised and nothing changed", "connections wait in the accept queue although Tomcat is idle", "Tomcat listens and never answers"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A Connector of Tomcat 8.5 and later serves a request with a thread, and keeps silent connections without one. With `maxConnections` below `maxThreads` it stops accepting before all threads can be busy; with 0 it accepts nothing.

        ## Why it hurts
        Connections that are kept alive count too: a browser's or a proxy's idle ones take the places, and new clients wait in the accept queue while threads sit idle. With maxConnections="0" the port is open and no request is ever answered.

        ## How we know
        Both are read from server.xml, with the defaults 8192 and 200, or the maxThreads of the Executor that the Connector uses (Acceptor.countUpOrAwaitConnection of AbstractEndpoint). Real Tomcat 10.1 with 0 was seen to answer nothing.

        ## What to do
        Take maxConnections out, so that it is 8192, or write several times maxThreads. To bound the work at a time use maxThreads; to bound connections before they come, the proxy in front.

        ## What does not help
        - More threads: they wait for connections that are not accepted.
        - A longer acceptCount: it keeps the same clients waiting.

        ## When to ignore
        If every connection carries one request and is closed, and maxThreads was never meant to be reached.
        """u8;

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        TomcatValue? written = connector["maxConnections"];
        if (written is { Number: { } most and >= 0 } value && (most == 0 || most < connector.Threads))
        {
            findings.Add(most == 0 ? None(connector, value, input) : Fewer(connector, value, most, connector.Threads!.Value, input));
        }

        return Unknown(written);
    }

    private Finding None(TomcatConnector connector, TomcatValue value, RuleInput input) =>
        Found(Severity.Critical, Confidence.Certain, $"{connector.Name} accepts no connection at all: maxConnections is 0 ({value.Spot.Short})", connector.Subject(input, value.Spot)) with
        {
            Figures = [FindingFigure.Limit("connections_limit", 0, "connections")],
            Evidence = [value.Evidence],
            Cause = "0 is a limit of none, not the absence of one: the kernel finishes handshakes, and Tomcat never accepts them.",
            Remedies = [Write($"In {value.Spot.Short} take maxConnections out, so that it is 8192; -1 is the value without a limit")],
            DoesNotHelp = [new("more threads or a longer acceptCount", "nothing is accepted")],
        };

    private Finding Fewer(TomcatConnector connector, TomcatValue value, int most, int threads, RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, $"maxConnections of {connector.Name} is {Figure.Of((long)most)}, fewer than its {Figure.Of((long)threads)} threads ({value.Spot.Short})", connector.Subject(input, value.Spot)) with
        {
            Figures = [FindingFigure.Limit("connections_limit", most, "connections"), FindingFigure.Limit("threads", threads, "threads")],
            Evidence = [value.Evidence, new("threads that serve requests", Figure.Of((long)threads), connector["executor"] is null ? "maxThreads" : "maxThreads of the Executor")],
            Cause = "Kept connections count as well: when as many are open Tomcat stops accepting, however many threads are idle.",
            Remedies =
            [
                Write($"In {value.Spot.Short} take maxConnections out, so that it is 8192"),
                Write("To bound the work at a time lower maxThreads instead"),
            ],
            DoesNotHelp =
            [
                new("a higher maxThreads", "threads cannot serve what is not accepted"),
                new("a higher acceptCount", "it lets more clients wait, and serves none of them"),
            ],
        };
}
