using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers.Nginx;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>TV725: nginx keeps idle connections for longer than the server behind it.</summary>
internal sealed class NginxUpstreamIdleTooLong : Rule
{
    public override string Code => "TV725";

    public override string Name => "nginx-upstream-idle-too-long";

    public override string Summary => "nginx keeps idle upstream connections for as long as the server behind it or longer, so that requests meet a closing connection";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["upstream prematurely closed connection while reading response header from upstream", "recv() failed (104: Connection reset by peer) while reading response header from upstream", "sporadic 502 Bad Gateway"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Connections to the upstream are kept, and the server behind closes idle ones before nginx does. `keepalive_timeout` of the upstream block is 60 s by default; Tomcat as shipped closes after 20 s, Node.js and httpd after 5 s.

        ## Why it hurts
        A request may be sent at the moment at which the server closes. It meets a reset, and nginx answers 502, unless it may try another server: it does not repeat a POST. Under load that is a few errors a minute, which nobody can reproduce.

        ## How we know
        The idle limit of the upstream block is compared with that of the server that listens at its address on this host: its configuration where it was read, otherwise the default of the software that the process is.

        ## What to do
        Let the side that sends requests close first: in the upstream block `keepalive_timeout` a few seconds below the server's limit, or raise that limit above 60 s (keepAliveTimeout of a Tomcat Connector, server.keepAliveTimeout of Node.js).

        ## What does not help

        ## When to ignore
        If the server's limit was raised where it cannot be seen here. That it sends `Keep-Alive: timeout=N` changes nothing: no nginx up to 1.31 reads that header of an upstream.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("proxy_next_upstream", "requests that are not idempotent are not repeated") { IsCode = true },
        new("a longer proxy_read_timeout", "the connection is closed, not slow") { Page = "A longer `proxy_read_timeout`: the connection is closed, not slow." },
        UselessRemedy.OnPage("`keepalive_timeout` of the server block: that is the clients' side."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (NginxView view in NginxView.All.Of(input))
        {
            HashSet<NginxUpstream> told = [];
            foreach (NginxProxy proxy in view.Proxies.Where(proxy => proxy.Upstream is not null && NginxKeeping.Keeps(proxy, view)))
            {
                double? idle = proxy.Upstream!.IdleTimeout is { } line ? NginxTime.Ms(line.Argument)
                    : view.MayHide(proxy.Upstream.Directive.Children) ? null : NginxUpstream.DefaultIdleMs;
                (InetEndpoint End, BackendKeepAlive Limit)? shorter = proxy.Destinations
                    .Select(end => (End: end, Limit: BackendKeepAlive.Of(input, end)))
                    .Where(known => known.Limit is { Ms: > 0 } limit && idle >= limit.Ms)
                    .Select(known => ((InetEndpoint, BackendKeepAlive)?)(known.End, known.Limit!))
                    .FirstOrDefault();
                missing ??= shorter is null
                    ? proxy.Destinations.Select(end => ServerProcess.Unnamed(end, input)).FirstOrDefault(
                        unnamed => unnamed is not null) : null;
                if (shorter is { } found && told.Add(proxy.Upstream))
                {
                    findings.Add(TooLong(proxy.Upstream, found.End, found.Limit, idle!.Value, view));
                }
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding TooLong(NginxUpstream upstream, InetEndpoint end, BackendKeepAlive limit, double idle, NginxView view) =>
        Found(Severity.Warning, limit.IsRead ? Confidence.Certain : Confidence.Likely, $"nginx keeps idle connections to {limit.Server} for {Figure.Time(idle)}, which closes them after {Figure.Time(limit.Ms)}",
            Written.At(view.Configuration, upstream.IdleTimeout ?? upstream.Directive) with { Peer = end }) with
        {
            Figures = [FindingFigure.Duration("keep_alive", idle), FindingFigure.Duration("server_keep_alive", limit.Ms)],
            Evidence =
            [
                Written.Evidence(upstream.IdleTimeout is null ? "the upstream, without keepalive_timeout" : "the line", view.Configuration, upstream.IdleTimeout ?? upstream.Directive),
                new("nginx closes idle connections after", Figure.Time(idle), upstream.IdleTimeout is null ? "ngx_http_upstream_module: the default" : Written.Place(view.Configuration, upstream.IdleTimeout)),
                new($"{limit.Server} closes them after", Figure.Time(limit.Ms), limit.Source),
            ],
            Cause = "The server closes first, and a request that is under way then meets a reset.",
            Remedies =
            [
                new(RemedyLevel.Configuration, $"Write keepalive_timeout {Math.Max(1, (long)(limit.Ms / 1000 * 3 / 4))}s; in the block upstream {Written.Name(upstream.Name)}"),
                new(RemedyLevel.Configuration, $"Or raise the server's own limit above {Figure.Time(idle)}"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}
