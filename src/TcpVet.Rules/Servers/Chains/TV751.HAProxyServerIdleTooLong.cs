using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers.HAProxy;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>TV751: HAProxy keeps idle connections for longer than the server behind it.</summary>
internal sealed class HAProxyServerIdleTooLong : Rule
{
    public override string Code => "TV751";

    public override string Name => "haproxy-server-idle-too-long";

    public override string Summary => "HAProxy keeps idle connections for longer than the server behind it, and reuses them for first requests";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["sporadic 502 with SH-- in the logs of HAProxy", "Connection reset by peer towards the server after a pause"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `pool-purge-delay` of a server is as long as the server's own keep-alive limit or longer, and `http-reuse` is `aggressive` or `always`, so that even the first request of a client may go over a connection that was idle for long.

        ## Why it hurts
        The server closes the connection at the moment at which the request is sent. HAProxy answers 502 (`SH--`), and a client does not repeat its first request by itself.

        ## How we know
        The delay that is written is compared with the limit of the server that listens at the address on this host: its configuration where it was read, otherwise the default of the software. With `http-reuse safe`, the default, only requests that a client may repeat take an idle connection, and nothing is reported.

        ## What to do
        Write `http-reuse safe`, so that the first request of a client gets a connection of its own, or raise the server's limit. `retry-on conn-failure empty-response` repeats what may be repeated. `pool-purge-delay` is no limit: each time it passes, half of the connections that are idle are closed, and the last of many stays for several times that long (measured with 2.6 and 2 s: of 64 idle connections the last was idle for 16 s).

        ## What does not help

        ## When to ignore
        If the server's limit was raised where it cannot be seen here, on its command line or in its code.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a pool-purge-delay just below the server's limit", "half of the idle connections outlive each interval"),
        new("timeout server", "it does not act on idle connections of the pool") { IsCode = true },
        UselessRemedy.OnPage("`timeout http-keep-alive`: it is about clients."),
        new("option srvtcpka", "the server is alive, it closes on purpose") { IsCode = true },
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            foreach (HAProxySection proxy in view.Proxies.Where(proxy => proxy.IsBackend
                && proxy.IsHttp
                && proxy.Find("http-reuse")?.Argument is "aggressive" or "always"))
            {
                foreach (ConfigDirective server in proxy.Servers)
                {
                    missing ??= HAProxyView.Address(server) is { } there ? ServerProcess.Unnamed(there, input) : null;
                    if (proxy.Parameter(server, "pool-purge-delay") is { } delay && HAProxyTime.Parse(delay.Value) is { } idle

                            && HAProxyView.Address(server) is { } end
                            && BackendKeepAlive.Of(input, end) is { Ms: > 0 } limit
                            && idle.Ms >= limit.Ms)
                    {
                        findings.Add(TooLong(proxy, server, delay.Line, idle.Ms, end, limit, view));
                    }
                }
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding TooLong(HAProxySection proxy, ConfigDirective server, ConfigDirective line, double idle, InetEndpoint end,
        BackendKeepAlive limit, HAProxyView view) =>
        Found(Severity.Warning, limit.IsRead ? Confidence.Certain : Confidence.Likely, $"HAProxy keeps idle connections to {limit.Server} for {Figure.Time(idle)}, which closes them after {Figure.Time(limit.Ms)}",
            Written.At(view.Configuration, line) with { Peer = end }) with
        {
            Figures = [FindingFigure.Duration("keep_alive", idle), FindingFigure.Duration("server_keep_alive", limit.Ms)],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                Written.Evidence("the server", view.Configuration, server),
                Written.Evidence("reused for first requests too", view.Configuration, proxy.Find("http-reuse")!),
                new($"{limit.Server} closes idle connections after", Figure.Time(limit.Ms), limit.Source),
            ],
            Cause = "The server closes first, and a request that is under way then meets a reset.",
            Remedies =
            [
                new(RemedyLevel.Configuration, $"Write http-reuse safe in {proxy.Title}"),
                new(RemedyLevel.Configuration, $"Or raise the server's own limit to several times {Figure.Time(idle)}: half of the idle connections outlive each pool-purge-delay"),
                new(RemedyLevel.Configuration, $"Or write retry-on conn-failure empty-response in {proxy.Title}, for requests that may be sent twice"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}
