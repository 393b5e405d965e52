using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV704: acceptCount above somaxconn.</summary>
internal sealed class AcceptCountCapped : TomcatRule
{
    public override string Code => "TV704";

    public override string Name => "accept-count-capped";

    public override string Summary => "Tomcat's acceptCount is above net.core.somaxconn: the kernel cuts it without a word";

    public override Severity Severity => Severity.Warning;

    // Of one acceptCount one voice: where nobody should want so long a queue, nobody should raise the ceiling for it.
    public override IReadOnlyList<string> SymptomOf => ["TV705"];

    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        symptom.Subject.File == cause.Subject.File && symptom.Subject.Line == cause.Subject.Line
        && symptom.Subject.Column == cause.Subject.Column;

    public override IReadOnlyList<string> Complaints => ["acceptCount was raised and nothing changed", "ss shows a smaller Send-Q than acceptCount"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `acceptCount` is the backlog that Tomcat gives to listen(). The kernel takes at most `net.core.somaxconn` of Tomcat's network namespace, 4096 since Linux 5.4 and 128 before, and reports nothing.

        ## Why it hurts
        The queue is shorter than whoever configured it believes. In a burst clients are turned away that it was meant to take: their SYN is repeated after a second, five times a second apart where `tcp_syn_linear_timeouts` is 4 (Linux 6.5 and later; measured on 6.18: after 1, 2, 3, 4, 5, 7 and 11 s), and after 1, 3 and 7 s before.

        ## How we know
        acceptCount is read from server.xml and somaxconn from the namespace; where the listener was found, the limit in force, its queue and its drops are its own (sock_diag). Real Tomcat 10.1 with acceptCount 5000 listens with 4096 where somaxconn is that.

        ## What to do
        First ask whether so long a queue is wanted (TV705). If it is, raise somaxconn in the namespace of Tomcat, then restart Tomcat: the limit is taken at listen(). Otherwise write a number that the kernel gives.

        ## What does not help
        - Raising somaxconn on the host for a Tomcat in a container: each namespace has its own.
        - `tcp_max_syn_backlog`: it bounds half-open connections, and only while cookies are off.

        ## When to ignore
        If the queue that is left is long enough: the listener's own drops stay 0, in bursts too.
        """u8;

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector["acceptCount"] is not { Number: { } asked and > 0 } written)
        {
            return Unknown(connector["acceptCount"]);
        }

        ListenQueue queue = ListenQueue.Of(input, connector.Listener(input));
        if (queue.Ceiling is not { } ceiling)
        {
            return input.Lacks(ListenQueue.CeilingSetting, FactNames.Sysctls);
        }

        if (asked > ceiling)
        {
            findings.Add(Capped(connector, written, asked, ceiling, queue, input));
        }

        return null;
    }

    private Finding Capped(TomcatConnector connector, TomcatValue written, int asked, long ceiling, ListenQueue queue, RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, $"acceptCount of {connector.Name} is {Figure.Of((long)asked)}, somaxconn gives {Figure.Of(ceiling)} ({written.Spot.Short})", connector.Subject(input, written.Spot)) with
        {
            Figures = [FindingFigure.Limit("asked", asked, "connections"), FindingFigure.Limit("somaxconn", ceiling, "connections")],
            Evidence = [written.Evidence, .. queue.Evidence()],
            Cause = "listen() takes the smaller of the two and says nothing.",
            Remedies =
            [
                Write($"In {written.Spot.Short} write acceptCount=\"{ceiling}\" or less, so that the file says what is"),
                new(RemedyLevel.Kernel, "If the queue has to be that long, raise the ceiling in Tomcat's namespace, then restart Tomcat", input.Inside($"sysctl -w {ListenQueue.CeilingSetting}={asked}"))
                {
                    Change = new(ListenQueue.CeilingSetting, $"{asked}"),
                },
            ],
            DoesNotHelp = ListenQueue.DoesNotHelp,
        };
}
