using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV715: the listener has another queue than server.xml and somaxconn give.</summary>
internal sealed class AcceptCountNotInForce : TomcatRule
{
    private const int Default = 100;

    public override string Code => "TV715";

    public override string Name => "accept-count-not-in-force";

    public override string Summary => "Tomcat's listener has another queue than its server.xml asks for: it was not restarted since, or reads another file";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["acceptCount was raised and nothing changed", "ss shows another Send-Q than acceptCount", "server.xml was changed and Tomcat not restarted"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The queue of a listener is the smaller of acceptCount and somaxconn at the moment of listen(). This listener has another one: server.xml or somaxconn was changed after Tomcat started, or Tomcat reads another file.

        ## Why it hurts
        What was changed to help does not help yet, and at the next restart more may change than is expected then.

        ## How we know
        `idiag_wqueue` of the listener is the limit in force (sock_diag), beside acceptCount of server.xml, 100 where it is not written, and somaxconn of the namespace. The listener's queue and drops tell whether it hurts.

        ## What to do
        Restart Tomcat at a quiet moment. Then look again: if the limit is still another, compare `-Dcatalina.base` of the process with the file that was linted.

        ## What does not help

        ## When to ignore
        If the file was changed on purpose for the next restart, and that is planned.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("reloading the application", "the Connector keeps its listener") { Page = "Reloading an application: the Connector keeps its listener." },
        UselessRemedy.OnPage("Changing somaxconn again: it is read at listen() alone."),
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        TomcatValue? written = connector["acceptCount"];
        if (connector.Listener(input) is not { Limit: { } limit } listener || (written is { } value && value.Number is null))
        {
            return Unknown(written) ?? ListenQueue.Unread(input);
        }

        ListenQueue queue = ListenQueue.Of(input, listener);
        if (queue.Ceiling is not { } ceiling)
        {
            return input.Lacks(ListenQueue.CeilingSetting, FactNames.Sysctls);
        }

        long asked = written is { Number: > 0 and { } number } ? number : Default;
        // Where somaxconn itself has changed the listener tells nothing of the file: then it holds the smaller of the two of that time.
        if (limit != Math.Min(asked, ceiling))
        {
            ConfigSpot spot = written?.Spot ?? connector.Spot;
            bool pressed = queue.TurnedAway > 0 || listener.Queue > limit;
            findings.Add(Found(pressed && limit < asked ? Severity.Warning : Severity.Info, Confidence.Likely, $"{connector.Name} has a queue of {Figure.Of(limit)}, its file and somaxconn give {Figure.Of(Math.Min(asked, ceiling))} ({spot.Short})",
                connector.Subject(input, spot)) with
            {
                Figures =
                    [
                        FindingFigure.Limit("queue_limit", limit, "connections"),
                        FindingFigure.Limit("wanted", Math.Min(asked, ceiling), "connections"),
                    ],
                Evidence = [written?.Evidence ?? new("not configured", $"acceptCount {Default}", "the default; Apache Tomcat documentation: The HTTP Connector"), .. queue.Evidence()],
                Cause = "listen() was called under another acceptCount or another somaxconn: one of them was changed since, or this is not the file that Tomcat reads.",
                Remedies = [Write("Restart Tomcat at a quiet moment, so that it calls listen() again")],
                DoesNotHelp = [.. FalseRemedies, .. ListenQueue.DoesNotHelp],
            });
        }

        return null;
    }
}
