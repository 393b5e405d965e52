using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV701: a connectionTimeout of some milliseconds, meant as seconds or copied from a guide.</summary>
internal sealed class ConnectionTimeoutTooShort : TomcatRule
{
    private static readonly Threshold Shortest = new("TV701.shortest_ms", 1_000, "ms", "RFC 6298 §2.1: a lost packet is sent again after 1 s at the earliest, so that one loss ends the connection", "a connectionTimeout or keepAliveTimeout below it is too short");

    public override string Code => "TV701";

    public override string Name => "connection-timeout-too-short";

    public override string Summary => "A Tomcat Connector waits for less than a second: connectionTimeout counts milliseconds";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["Tomcat closes connections at once", "java.net.SocketTimeoutException while reading a request body", "connection reset while uploading", "502 Bad Gateway behind a proxy"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `connectionTimeout` of a Connector is in milliseconds: 100 is a tenth of a second. It bounds the wait for the first request, for each piece of a request body, and, unless `keepAliveTimeout` is set, for the next request on a connection that is kept.

        ## Why it hurts
        One lost packet is repeated after a second at the earliest: whoever loses one is cut off. Uploads break with a 408, connections of pools and browsers are closed soon after an answer, and every request pays a handshake. Since Tomcat closes first, TIME_WAIT gathers on the server.

        ## How we know
        The attribute is read from server.xml. The shipped file has 20000, and the default without the attribute is 60000 (Apache Tomcat documentation, The HTTP Connector). `disableUploadTimeout` is true by default, so that request bodies are under the same limit. Real Tomcat 10.1 with 100 was seen to answer 408 to a body that came half a second late, and to close silent connections and half request lines within a second or two: its poller looks about once a second.

        ## What to do
        Write `connectionTimeout="20000"` as the shipped server.xml has it. For a short wait between requests alone set `keepAliveTimeout`, and above the idle limit of the proxy's pool.

        ## What does not help

        ## When to ignore
        If every client is on the same network, sends whole requests at once and opens a connection for each.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a short timeout against CLOSE_WAIT", "such a socket waits for the program's own close(), and no timeout of the Connector ends it") { Page = "A short timeout against CLOSE_WAIT: a socket in CLOSE_WAIT waits for the program's own close(), mostly on connections that it opened as a client." },
        UselessRemedy.OnPage("A short timeout against slow clients: `maxConnections` is 8192, and a silent connection costs no thread."),
        new("a short timeout to free threads", "a silent connection has no thread: only maxConnections counts it") { Page = "" },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Shortest];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        TomcatValue? timeout = connector["connectionTimeout"] ?? connector["socket.soTimeout"];
        TomcatValue? keepAlive = connector["keepAliveTimeout"];
        // A short keep-alive alone closes idle connections and nothing else.
        foreach ((TomcatValue? value, Severity severity) in new[] { (timeout, Severity.Critical), (keepAlive, Severity.Warning) })
        {
            if (value is { Number: { } ms and > 0 } written && ms < input.Settings[Shortest])
            {
                findings.Add(TooShort(connector, written, ms, severity, input));
            }
        }

        return Unknown(timeout) ?? Unknown(keepAlive);
    }

    private Finding TooShort(TomcatConnector connector, TomcatValue written, int ms, Severity severity, RuleInput input) =>
        Found(severity, Confidence.Certain, $"{written.Name} of {connector.Name} is {Figure.Time(ms)} ({written.Spot.Short}): it counts milliseconds", connector.Subject(input, written.Spot)) with
        {
            Figures = [FindingFigure.Duration("timeout", ms)],
            Evidence = [written.Evidence, new("as shipped", $"{Figure.Of((long)TomcatConnector.ShippedConnectionTimeout)} ms", "Apache Tomcat documentation: The HTTP Connector")],
            Cause = severity == Severity.Critical
                ? "The value is in milliseconds. A request body that pauses for longer is refused with 408, and a connection that is silent for longer is closed within a second or two."
                : "The value is in milliseconds. A connection is closed almost at once after an answer, so that it serves one request.",
            Remedies = [Write($"In {written.Spot.Short} write {written.Name}=\"{TomcatConnector.ShippedConnectionTimeout}\", then restart Tomcat")],
            DoesNotHelp = FalseRemedies,
        };
}
