using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV745: HAProxy asks for a longer accept queue than it gets.</summary>
internal sealed class HAProxyBacklogCapped : Rule
{
    private const string Ceiling = "net.core.somaxconn";

    public override string Code => "TV745";

    public override string Name => "haproxy-backlog-capped";

    public override string Summary => "HAProxy is configured for a longer accept queue than the kernel gives it";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["connection timed out at the proxy during bursts", "backlog was raised in HAProxy and nothing changed"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `backlog` of a frontend or of its bind line is more than `net.core.somaxconn` of HAProxy's network namespace. Without it HAProxy passes the frontend's or the listener's `maxconn` to listen().

        ## Why it hurts
        The kernel cuts the queue without a word. Bursts that the configuration seems to provide for, after a reload or a failover above all, are turned away, and clients repeat their SYN after a second or more.

        ## How we know
        The backlog that is written is compared with somaxconn as it is now. Where HAProxy runs, `idiag_wqueue` of the listener is the limit in force, and `sk_drops` counts what this listener turned away. Measured with HAProxy 2.6: backlog of the bind line, else of the frontend, else maxconn of the bind line, of the frontend, of the process.

        ## What to do
        Raise somaxconn in the namespace where HAProxy runs, then restart it so that it calls listen() again: a reload that hands sockets over (`expose-fd listeners`) leaves them as they are (src/proto_tcp.c `tcp_bind_listener`). Or write the number that is really given.

        ## What does not help

        ## When to ignore
        If the listener has never turned a connection away, bursts after a reload included.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a still higher backlog", "somaxconn cuts it to the same") { Page = "A higher `backlog` alone: somaxconn cuts it." },
        UselessRemedy.OnPage("\"The smallest greater power of two\", of which the Configuration Manual speaks: it is about Linux 2.6."),
        new("tcp_max_syn_backlog", "it bounds half-open requests, and only while syncookies are off") { IsCode = true },
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            foreach (HAProxySection proxy in view.Proxies.Where(proxy => proxy.IsFrontend))
            {
                foreach ((ConfigDirective bind, ConfigDirective line, long asked) in proxy.Binds.Select(
                    bind => Asked(bind, proxy)).OfType<(ConfigDirective, ConfigDirective, long)>())
                {
                    if (input.Netns.Setting(Ceiling) is not { } ceiling)
                    {
                        missing = input.Lacks(Ceiling, FactNames.Sysctls);
                    }
                    else if (asked <= ceiling && ListenQueue.Unread(input) is { } unread)
                    {
                        missing ??= unread;
                    }
                    else if (asked > ceiling || IsStale(bind, asked, view, input))
                    {
                        findings.Add(Capped(bind, line, asked, ceiling, view, input));
                    }
                }
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private static (ConfigDirective Bind, ConfigDirective Line, long Asked)? Asked(ConfigDirective bind, HAProxySection proxy)
    {
        if (HAProxySection.After(bind, "backlog", 1) is { } own)
        {
            return long.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0
                ? (bind, bind, value)
                : null;
        }

        return proxy.Figure("backlog") is { } written ? (bind, written.Line, written.Value) : null;
    }

    // Only a running HAProxy of this very file tells what is in force.
    private static bool IsStale(ConfigDirective bind, long asked, HAProxyView view, RuleInput input) =>
        view.Configuration.Process is not null
        && HAProxyView.Endpoints(bind).Any(endpoint => ListenAddress.Listener(input, endpoint)?.Limit < asked);

    private Finding Capped(ConfigDirective bind, ConfigDirective line, long asked, long ceiling, HAProxyView view, RuleInput input)
    {
        InetEndpoint? endpoint = HAProxyView.Endpoints(bind).Cast<InetEndpoint?>().FirstOrDefault();
        long wanted = Math.Max(4096, asked);
        bool stale = asked <= ceiling;
        Phrase where = endpoint is { } known ? Who.Service(known) : Written.Name(bind.Argument);
        return Found(Severity.Warning, stale ? Confidence.Likely : Confidence.Certain, stale ? (Phrase)$"HAProxy's queue at {where} is shorter than its configuration says" : $"HAProxy asks for a queue of {Figure.Of(asked)} at {where}, the kernel gives {Figure.Of(ceiling)}",
            Written.At(view.Configuration, line) with { Local = endpoint }) with
        {
            Figures = [FindingFigure.Limit("asked", asked, "connections"), FindingFigure.Limit("somaxconn", ceiling, "connections")],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                Written.Evidence("the listener", view.Configuration, bind),
                new("ceiling now", Figure.Of(ceiling), Ceiling),
                .. ListenAddress.Facts(input, endpoint),
            ],
            Cause = stale ? "The socket was made before the file or somaxconn was changed: a reload that hands sockets over leaves them as they are." : "listen() cuts the backlog to somaxconn.",
            Remedies = stale ? [new(RemedyLevel.Configuration, "Restart HAProxy, so that it calls listen() again")] :
            [
                new(RemedyLevel.Kernel, "Raise the ceiling in HAProxy's namespace, then restart HAProxy", input.Inside($"sysctl -w {Ceiling}={wanted}")) { Change = new(Ceiling, $"{wanted}") },
                new(RemedyLevel.Configuration, $"Or write what is given: backlog {ceiling}"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
