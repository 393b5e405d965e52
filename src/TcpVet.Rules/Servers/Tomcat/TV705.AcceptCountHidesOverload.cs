using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV705: an acceptCount of thousands, taken for capacity.</summary>
internal sealed class AcceptCountHidesOverload : TomcatRule
{
    private static readonly Threshold Longest = new("TV705.longest", 2_000, "connections", "engineering default: Tomcat's is 100, and maxConnections (8192) come before the queue", "an acceptCount from it on hides overload");

    public override string Code => "TV705";

    public override string Name => "accept-count-hides-overload";

    public override string Summary => "Tomcat's acceptCount is in the thousands: the queue adds waiting, not capacity";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["acceptCount=5000 as a guide says", "requests time out although Tomcat accepts them", "clients wait for many seconds before Tomcat answers"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `acceptCount` is the length of the kernel's queue of finished handshakes that Tomcat has not accepted yet. Tomcat accepts at once until `maxConnections` (8192) are open, so that the queue fills only when all of these are taken.

        ## Why it hurts
        A connection in that queue is served after all before it. With thousands in it the client has given up long before, and Tomcat works for nobody: overload looks like slowness, and a balancer does not see it. The kernel holds the data of each meanwhile.

        ## How we know
        The attribute is read from server.xml (Apache Tomcat documentation, The HTTP Connector; AbstractEndpoint: Acceptor.countUpOrAwaitConnection). Where the listener was found, its queue and drops tell whether anybody ever waited.

        ## What to do
        Leave acceptCount at 100, or at some hundreds for bursts. For capacity find what the threads wait for, then raise `maxThreads`; `maxConnections` bounds how many connections are open.

        ## What does not help

        ## When to ignore
        If clients come in bursts of thousands that Tomcat works off within their timeout, as after a restart behind a balancer.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a longer queue", "a server that is too slow fills any queue") { Page = "A longer queue for a server that is too slow: it fills as well, and everybody waits for all of it." },
        UselessRemedy.OnPage("acceptCount for more parallel requests: that is maxThreads."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Longest];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector["acceptCount"] is { Number: { } asked } written && asked >= input.Settings[Longest])
        {
            findings.Add(Found(Severity.Warning, Confidence.Likely, $"acceptCount of {connector.Name} is {Figure.Of((long)asked)} ({written.Spot.Short}): a queue adds waiting, not capacity", connector.Subject(input, written.Spot)) with
            {
                Figures = [FindingFigure.Limit("asked", asked, "connections")],
                Evidence =
                [
                    written.Evidence,
                    new("connections that Tomcat takes before the queue begins", connector.MaxConnections is { } most ? most < 0 ? "all" : Figure.Of((long)most) : "unknown", "maxConnections"),
                    .. ListenQueue.Of(input, connector.Listener(input)).Evidence(),
                ],
                Cause = "Whoever stands far back in the queue is served when the client has given up. It bounds no load and makes none possible.",
                Remedies =
                [
                    Write($"In {written.Spot.Short} write acceptCount=\"100\", the default, or some hundreds for bursts"),
                    Write("For more requests at a time raise maxThreads, after what the threads wait for has a timeout"),
                ],
                DoesNotHelp = [.. FalseRemedies, .. ListenQueue.DoesNotHelp],
            });
        }

        return Unknown(connector["acceptCount"]);
    }
}
