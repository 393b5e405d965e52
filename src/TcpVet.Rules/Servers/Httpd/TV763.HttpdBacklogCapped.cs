using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV763: ListenBacklog above somaxconn.</summary>
internal sealed class HttpdBacklogCapped : HttpdRule
{
    private const int Default = 511; // include/mpm_common.h DEFAULT_LISTENBACKLOG

    public override string Code => "TV763";

    public override string Name => "httpd-backlog-capped";

    public override string Summary => "httpd's ListenBacklog is above net.core.somaxconn: the kernel cuts it without a word";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["ListenBacklog was raised and nothing changed", "ss shows a smaller Send-Q than ListenBacklog"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `ListenBacklog`, 511 by default, is what httpd gives to listen(). The kernel takes at most `net.core.somaxconn` of its network namespace, 4096 since Linux 5.4 and 128 before, and reports nothing.

        ## Why it hurts
        The queue is shorter than the configuration says. When all workers are busy it fills sooner, and clients are turned away that it was meant to take: they repeat their SYN after a second.

        ## How we know
        ListenBacklog is read from the configuration and somaxconn from the namespace; where the listener was found, the limit in force, its queue and its drops are its own (sock_diag).

        ## What to do
        Find why workers are busy first: a queue adds waiting, not capacity. For bursts raise somaxconn in httpd's namespace, then stop httpd and start it (`systemctl restart`), or write what the kernel gives.

        ## What does not help
        - A graceful reload or `apachectl restart`: both keep the listeners open (measured with 2.4: 50 stays 50 after SIGHUP and SIGUSR1), and the limit is taken at listen().
        - `tcp_max_syn_backlog`: it bounds half-open connections, and only while cookies are off.

        ## When to ignore
        If the queue that is left is long enough: the listener's own drops stay 0, in bursts too. The default of 511 on an old kernel is not worth a change by itself.
        """u8;

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        HttpdValue? written = server.Main["ListenBacklog"];
        if (written is { Number: null })
        {
            return Unknown(written);
        }

        ListenerFacts? listener = server.AnyListener(input);
        ListenQueue queue = ListenQueue.Of(input, listener);
        if (queue.Ceiling is not { } ceiling)
        {
            return written is null ? null : input.Lacks(ListenQueue.CeilingSetting, FactNames.Sysctls);
        }

        // The default is nobody's wish: it is told only where the short queue has turned somebody away.
        long asked = written?.Number ?? Default;
        if (asked > ceiling
            && (written is not null || queue.TurnedAway > 0)
            && (written?.Spot ?? server.Listens.Select(listen => (ConfigSpot?)listen.Spot).FirstOrDefault()) is { } spot)
        {
            findings.Add(Found(Severity.Warning, Confidence.Certain, $"ListenBacklog of httpd is {Figure.Of(asked)}, somaxconn gives {Figure.Of(ceiling)} ({spot.Short})", server.Subject(spot, input)) with
            {
                Figures = [FindingFigure.Limit("asked", asked, "connections"), FindingFigure.Limit("somaxconn", ceiling, "connections")],
                Evidence = [written?.Evidence ?? new("not configured", $"ListenBacklog {Default}", "the default; Apache HTTP Server documentation: mpm_common"), .. queue.Evidence()],
                Cause = "listen() takes the smaller of the two and says nothing.",
                Remedies =
                [
                    Write($"Write ListenBacklog {ceiling} or less, so that the file says what is"),
                    new(RemedyLevel.Kernel, "If the queue has to be that long, raise the ceiling in httpd's namespace, then stop httpd and start it: apachectl restart keeps the listeners", input.Inside($"sysctl -w {ListenQueue.CeilingSetting}={asked}"))
                    {
                        Change = new(ListenQueue.CeilingSetting, $"{asked}"),
                    },
                ],
                DoesNotHelp = ListenQueue.DoesNotHelp,
            });
        }

        return written is null && asked > ceiling && findings.Count == 0 ? ListenQueue.Unread(input) : null;
    }
}
