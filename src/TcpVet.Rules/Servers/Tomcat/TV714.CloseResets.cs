using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV714: SO_LINGER with 0 seconds: close() resets the connection.</summary>
internal sealed class CloseResets : TomcatRule
{
    public override string Code => "TV714";

    public override string Name => "close-resets";

    public override string Summary => "Tomcat resets connections instead of closing them: connectionLinger is 0";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["connection reset by peer at the end of an answer", "downloads are cut off before their end", "connectionLinger=0 against TIME_WAIT"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `connectionLinger` sets SO_LINGER. With 0 close() sends a reset at once, and what is still to be sent is thrown away. The default, -1, leaves closing to the kernel, which sends the rest first.

        ## Why it hurts
        Whoever has not read the whole answer when Tomcat closes loses its end: a proxy reports a broken answer, a browser a half download. It spares TIME_WAIT, which is what guides copy it for, and TIME_WAIT costs a server some bytes and no port.

        ## How we know
        The attribute is read from server.xml (socket(7), SO_LINGER; net/ipv4/tcp.c `__tcp_close`). Real Tomcat 10.1 with 0 was seen to end an idle connection with a reset.

        ## What to do
        Take `connectionLinger` out. Against many TIME_WAIT keep connections alive for longer, so that fewer are made.

        ## What does not help

        ## When to ignore
        If every client is a program of yours that takes a reset for an end.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("It does not help against CLOSE_WAIT: such a socket is not closed at all."),
        new("resets against TIME_WAIT", "on a server it costs some bytes and no port") { Page = "" },
        new("a linger of some seconds", "close() then waits, and a thread with it") { Page = "A linger of some seconds makes close() wait, and with it a thread." },
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        TomcatValue? written = connector["connectionLinger"] ?? (connector["socket.soLingerOn"]?.Text == "true" ? connector["socket.soLingerTime"] : null);
        if (written is { Number: 0 } value)
        {
            findings.Add(Found(Severity.Critical, Confidence.Certain, $"{connector.Name} resets what it closes: {value.Written} ({value.Spot.Short})", connector.Subject(input, value.Spot)) with
            {
                Evidence = [value.Evidence, new("default", "-1: close() sends what is left", "Apache Tomcat documentation: The HTTP Connector")],
                Cause = "SO_LINGER with 0 seconds makes close() send a reset and throw away what the client has not received.",
                Remedies = [Write($"In {value.Spot.Short} take {value.Name} out")],
                DoesNotHelp = FalseRemedies,
            });
        }

        return Unknown(written);
    }
}
