using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV721: nginx asks for a longer accept queue than it gets.</summary>
internal sealed class NginxBacklogCapped : Rule
{
    private const string Ceiling = "net.core.somaxconn";

    public override string Code => "TV721";

    public override string Name => "nginx-backlog-capped";

    public override string Summary => "nginx is configured for a longer accept queue than the kernel gives it";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["connection timed out", "backlog was raised in nginx and nothing changed", "connecting takes whole seconds"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `listen … backlog=N` of nginx is more than `net.core.somaxconn` of its network namespace, or the listening socket has a shorter queue than the configuration asks for. Without `backlog=` nginx asks for 511.

        ## Why it hurts
        The kernel cuts the queue without a word: no error, no line in the log. A burst that the configuration seems to provide for is turned away, and clients repeat their SYN after a second or more.

        ## How we know
        The `backlog=` of the file is compared with somaxconn of the namespace as it is now; `listen()` takes the smaller one (net/socket.c `__sys_listen_socket`). Where nginx runs, `idiag_wqueue` of the listener is the limit in force, and `sk_drops` counts what this listener turned away.

        ## What to do
        Raise somaxconn in the namespace where nginx runs, then reload nginx: on a reload it calls `listen()` again for a socket whose backlog changed (src/core/ngx_connection.c `ngx_configure_listening_sockets`). A change of somaxconn alone is no change of the backlog: then restart it. Or write the number that is really given, so that nobody believes in another.

        ## What does not help

        ## When to ignore
        If the listener has never turned a connection away and bursts are small, the shorter queue is long enough.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a still higher backlog=", "somaxconn cuts it to the same") { Page = "A higher `backlog=` alone: somaxconn cuts it." },
        new("tcp_max_syn_backlog", "it bounds half-open requests, and only while tcp_syncookies is off") { Page = "`tcp_max_syn_backlog`: it bounds half-open requests, and only while syncookies are off." },
        UselessRemedy.OnPage("More worker_connections: a worker that has none left goes on accepting, and closes or resets connections (measured with 1.22: 16 for 60 clients, none waits in the queue). The queue fills when the event loop is blocked or accept() finds no descriptor."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (NginxView view in NginxView.All.Of(input).Where(view => view.Listens.Count > 0))
        {
            if (input.Netns.Setting(Ceiling) is not { } ceiling)
            {
                missing = input.Lacks(Ceiling, FactNames.Sysctls);
                continue;
            }

            missing ??= ListenQueue.Unread(input);
            findings.AddRange(view.Listens.Where(listen => listen.HasBacklog)
                .Select(listen => Asked(listen, view, ceiling, input))
                .OfType<Finding>());
            if (ceiling < NginxListen.DefaultBacklog && view.Listens.FirstOrDefault(listen => !listen.HasBacklog) is { } first)
            {
                findings.Add(Capped(first, view, ceiling, input) with { Severity = Severity.Info });
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding? Asked(NginxListen listen, NginxView view, long ceiling, RuleInput input)
    {
        if (listen.Backlog > ceiling)
        {
            return Capped(listen, view, ceiling, input);
        }

        // Only a running nginx of this very file tells what is in force.
        bool stale = view.Configuration.Process is not null
            && ListenAddress.Listener(input, listen.Endpoint)?.Limit is { } limit
            && limit < listen.Backlog;
        return stale ? Stale(listen, view, ceiling, input) : null;
    }

    private Finding Capped(NginxListen listen, NginxView view, long ceiling, RuleInput input)
    {
        long asked = listen.Backlog!.Value;
        return Found(Severity.Warning, Confidence.Certain, $"nginx asks for a queue of {Figure.Of(asked)} at {listen.Where}, the kernel gives {Figure.Of(ceiling)}", Subject(listen, view)) with
        {
            Figures = [FindingFigure.Limit("asked", asked, "connections"), FindingFigure.Limit("somaxconn", ceiling, "connections")],
            Evidence = Evidence(listen, view, ceiling, input),
            Cause = listen.HasBacklog ? "listen() cuts the backlog to somaxconn." : "Without backlog= nginx asks for 511, and listen() cuts that to somaxconn.",
            Remedies =
            [
                new(RemedyLevel.Kernel, "Raise the ceiling in nginx's namespace, then restart nginx", input.Inside($"sysctl -w {Ceiling}={Wanted(asked)}")) { Change = new(Ceiling, $"{Wanted(asked)}") },
                .. listen.HasBacklog ? [new Remedy(RemedyLevel.Configuration, $"Or write what is given: backlog={ceiling}")] : Array.Empty<Remedy>(),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Stale(NginxListen listen, NginxView view, long ceiling, RuleInput input) =>
        Found(Severity.Warning, Confidence.Likely, $"nginx's queue at {listen.Where} is shorter than its configuration says", Subject(listen, view)) with
        {
            Figures = FindingFigure.Known(
                listen.Backlog is { } asked ? FindingFigure.Limit("asked", asked, "connections") : null,
                FindingFigure.Limit("somaxconn", ceiling, "connections")),
            Evidence = Evidence(listen, view, ceiling, input),
            Cause = "The socket was made before the file or somaxconn was changed, or another program made it.",
            Remedies = [new(RemedyLevel.Configuration, "Test the configuration and restart nginx, so that it calls listen() again", "nginx -t && systemctl restart nginx")],
            DoesNotHelp = [new("a higher somaxconn without a restart", "it is read at listen()")],
        };

    private static FindingSubject Subject(NginxListen listen, NginxView view) =>
        Written.At(view.Configuration, listen.Directive) with { Local = listen.Endpoint };

    private static IReadOnlyList<Evidence> Evidence(NginxListen listen, NginxView view, long ceiling, RuleInput input) =>
    [
        Written.Evidence("the line", view.Configuration, listen.Directive),
        new("asked for", $"{Figure.Of(listen.Backlog ?? 0)}{(listen.HasBacklog ? (Phrase)"" : ", nginx's default")}", "listen(2)"),
        new("ceiling now", Figure.Of(ceiling), Ceiling),
        .. ListenAddress.Facts(input, listen.Endpoint),
    ];

    // At least the kernel's own default since 5.4.
    private static long Wanted(long asked) => Math.Max(4096, asked);
}
