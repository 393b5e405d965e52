using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV708: maxConnections="-1".</summary>
internal sealed class ConnectionsUnlimited : TomcatRule
{
    public override string Code => "TV708";

    public override string Name => "connections-unlimited";

    public override string Summary => "Tomcat accepts connections without a limit: the descriptor limit is the only one left";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["java.io.IOException: Too many open files from the Acceptor", "the heap of Tomcat grows with idle connections"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `maxConnections="-1"` switches the counting of connections off: Tomcat accepts whatever comes, until accept() fails for want of descriptors or memory.

        ## Why it hurts
        At the descriptor limit everything that opens a file fails with the connections: logs, class files, database connections. With a limit of its own Tomcat would leave the rest in the accept queue and go on.

        ## How we know
        The attribute is read from server.xml; -1 disables the feature for NIO and NIO2 (Apache Tomcat documentation, The HTTP Connector). The limit of the process is its own where it was looked at.

        ## What to do
        Write a number that the descriptors of the process allow, with room for files and outgoing connections, or take the attribute out, so that it is 8192.

        ## What does not help

        ## When to ignore
        If a proxy in front bounds the connections, and nothing else reaches the port.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a higher descriptor limit alone", "the end only comes later, and with more memory in use"),
        new("acceptCount", "the queue is not used while everything is accepted"),
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector["maxConnections"] is { Number: -1 } value)
        {
            long? limit = input.Process(connector.Process(input))?.FilesLimit;
            List<Evidence> evidence = [value.Evidence];
            if (limit is { } known)
            {
                evidence.Add(new("descriptors that the process may open", Figure.Of(known), "/proc/PID/limits"));
            }

            findings.Add(Found(Severity.Warning, Confidence.Certain, $"{connector.Name} accepts without a limit: {value.Written} ({value.Spot.Short})", connector.Subject(input, value.Spot)) with
            {
                Evidence = evidence,
                Cause = "Connections are not counted: the first limit is that of descriptors, and reaching it breaks everything that opens a file.",
                Remedies = [Write($"In {value.Spot.Short} write maxConnections=\"8192\", the default, or what {(limit is { } most and < long.MaxValue ? (Phrase)$"{Figure.Of(most)} descriptors allow" : "the descriptors allow")}")],
                DoesNotHelp = FalseRemedies,
            });
        }

        return Unknown(connector["maxConnections"]);
    }
}
