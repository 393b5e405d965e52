using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV723: nginx opens a connection to the upstream for each request.</summary>
internal sealed class NginxUpstreamWithoutKeepalive : Rule
{
    private static readonly Threshold Pressing = new("TV723.pressing_time_wait", 1_000, "sockets", "engineering default: 4 % of the usual range of ports", "a proxied address without an upstream block is a warning from so many TIME_WAIT towards it on, before it is information");

    public override string Code => "TV723";

    public override string Name => "nginx-upstream-without-keepalive";

    public override string Summary => "nginx keeps no connections to an upstream: each request opens one and closes it";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["connect() failed (99: Cannot assign requested address) while connecting to upstream", "thousands of TIME_WAIT between proxy and backend", "port exhaustion on the proxy"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        An `upstream` block has no `keepalive`. Before nginx 1.29.7 that means that every request opens a connection to a server of the block and closes it after the answer. From 1.29.7 on, 32 idle connections a worker are kept by default, and only `keepalive 0` switches that off.

        ## Why it hurts
        Each request pays for a handshake, and each connection ends in a TIME_WAIT of 60 s on the side that closes first. That is mostly the server, which is told to close (measured with nginx 1.22: 40 of 40 with another nginx behind, 29 of 40 with a slower server); where nginx is faster, the port here is held. If all of them were, one destination would take no more than 470 new connections a second (28,232 ports / 60 s), before connect() fails with "Cannot assign requested address".

        ## How we know
        The block is used by `proxy_pass`, `fastcgi_pass`, `grpc_pass` or `memcached_pass` and holds no `keepalive` directive; the version is the running program's where it is known. FastCGI is information only: each connection that is kept holds a child of PHP-FPM. Where an include could not be read that may hold the line, the rule cannot tell. An address behind proxy_pass without an upstream block is information only, until TIME_WAIT towards it shows that it matters. Where connections to these servers were seen, the ports that they hold are part of the evidence.

        ## What to do
        In the upstream block, behind the servers and the balancing method: `keepalive 32;`. Where requests are passed on: `proxy_http_version 1.1;` and `proxy_set_header Connection "";`, in the same block as the other proxy_set_header lines.

        ## What does not help

        ## When to ignore
        If the upstream sees a few requests a second, or its connections are WebSockets.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("keepalive_timeout of the server block", "it is about clients") { Page = "`keepalive_timeout` of a server: that is the clients' side." },
        UselessRemedy.OnPage("`tcp_tw_reuse` and a wider port range: they win time, the handshakes stay."),
        new("tcp_fin_timeout", "TIME_WAIT lasts 60 s whatever it says") { Page = "`tcp_fin_timeout`: TIME_WAIT does not depend on it." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Pressing];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (NginxView view in NginxView.All.Of(input))
        {
            foreach (NginxUpstream upstream in view.Upstreams.Where(upstream => IsWithout(upstream, view)))
            {
                NginxProxy[] users = [.. view.Proxies.Where(proxy => proxy.Upstream == upstream && CanKeep(proxy))];
                if (view.MayHide(upstream.Directive.Children) || users.Any(user => HidesHeaders(user, view)))
                {
                    missing ??= Hidden(view);
                    continue;
                }

                // A block may be kept for hours: the connection of a switched protocol belongs to one client.
                if (users.Length > 0 && !users.All(proxy => proxy.PassesUpgrades) && !users[0].IsLocalSocket)
                {
                    findings.Add(Without(upstream, users[0], view, input));
                }
            }

            // An address without an upstream block has nowhere to keep connections: common, and harmless until there is load.
            missing ??= view.Proxies.Any(proxy => IsBare(proxy) && MayBeKept(proxy, view)) ? Hidden(view) : null;
            if (view.KeepsByDefault != true && view.Proxies.FirstOrDefault(proxy => IsBare(proxy) && !MayBeKept(proxy, view)) is { } bare)
            {
                findings.Add(Bare(bare, view, input));
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private static Phrase Hidden(NginxView view) => Written.Hidden("whether connections to upstreams are kept", view.Configuration);

    // Beside the pass stands "proxy_set_header Upgrade", or an include that may hold it.
    private static bool HidesHeaders(NginxProxy proxy, NginxView view) =>
        proxy.IsHttp && !proxy.PassesUpgrades && view.MayHide(proxy.Context);

    // A name may be that of an upstream block in what could not be read; an address is none.
    private static bool MayBeKept(NginxProxy proxy, NginxView view) =>
        HidesHeaders(proxy, view) || (view.MayHide(proxy.Context) && !proxy.Destinations.Any());

    private static bool IsBare(NginxProxy proxy) =>
        proxy.Upstream is null && proxy.IsHttp && !proxy.IsVariable && !proxy.PassesUpgrades && proxy.Destinations.Any();

    private static bool IsWithout(NginxUpstream upstream, NginxView view) =>
        view.KeepsByDefault == true ? upstream.Keepalive?.Argument == "0" : upstream.Keepalive is null;

    // uwsgi and SCGI have no keep-alive, stream passes connections on.
    private static bool CanKeep(NginxProxy proxy) => proxy.Directive.Name is "fastcgi_pass" or "grpc_pass" or "memcached_pass" || proxy.IsHttp;

    private Finding Without(NginxUpstream upstream, NginxProxy user, NginxView view, RuleInput input)
    {
        PortTuple? ports = UpstreamPorts.Most(input, user.Destinations);
        // PHP-FPM serves one connection a child: a kept one holds it, and many an operator closes them on purpose.
        return Found(user.Directive.Name == "fastcgi_pass" ? Severity.Info : Severity.Warning, view.KeepsByDefault is null
            ? Confidence.Likely : Confidence.Certain, $"nginx opens a connection to upstream {Written.Name(upstream.Name)} for each request",
            Written.At(view.Configuration, upstream.Directive) with { Peer = ports?.Destination }) with
        {
            Figures = FindingFigure.Known(
                ports is { } used ? FindingFigure.Count("time_wait", used.TimeWait, "sockets") : null),
            Evidence =
            [
                Written.Evidence("the block without keepalive", view.Configuration, upstream.Keepalive ?? upstream.Directive),
                Written.Evidence("used by", view.Configuration, user.Directive),
                new("nginx", view.Configuration.Version is { } version ? Written.Name(version) : "version unknown; before 1.29.7 nothing is kept by default", "the program file"),
                .. UpstreamPorts.Facts(ports),
            ],
            Cause = view.KeepsByDefault == true ? "keepalive 0 switches the default off." : "Before nginx 1.29.7 no connection to an upstream is kept unless keepalive says so.",
            Remedies =
            [
                new(RemedyLevel.Configuration, "Write keepalive 32; at the end of the upstream block"),
                .. user.IsHttp && view.KeepsByDefault != true
                    ? [new Remedy(RemedyLevel.Configuration, $"Beside {Written.Line(user.Directive)} write proxy_http_version 1.1; and proxy_set_header Connection \"\";")]
                    : Array.Empty<Remedy>(),
                .. user.Directive.Name == "fastcgi_pass" ? [new Remedy(RemedyLevel.Configuration, "Beside fastcgi_pass write fastcgi_keep_conn on; and give PHP-FPM more children (pm.max_children) than connections that nginx may keep: each kept one holds a child")] : Array.Empty<Remedy>(),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Bare(NginxProxy proxy, NginxView view, RuleInput input)
    {
        PortTuple? ports = UpstreamPorts.Most(input, view.Proxies.Where(IsBare).SelectMany(bare => bare.Destinations));
        int others = view.Proxies.Count(other => IsBare(other) && !MayBeKept(other, view)) - 1;
        return Found(ports?.TimeWait >= input.Settings[Pressing] ? Severity.Warning : Severity.Info,
            view.KeepsByDefault is null
                ? Confidence.Likely
                : Confidence.Certain, $"nginx opens a connection to {Written.Name(proxy.Target)} for each request{(others > 0 ? (Phrase)$", and so in {Wording.Figure.Count(others, "other place")}" : "")}", Written.At(view.Configuration, proxy.Directive) with { Peer = ports?.Destination }) with
        {
            Figures = FindingFigure.Known(
                FindingFigure.Count("other_places", others, "places"),
                ports is { } used ? FindingFigure.Count("time_wait", used.TimeWait, "sockets") : null),
            Evidence =
            [
                Written.Evidence("the line, without an upstream block", view.Configuration, proxy.Directive),
                new("nginx", view.Configuration.Version is { } version ? Written.Name(version) : "version unknown; before 1.29.7 nothing is kept by default", "the program file"),
                .. UpstreamPorts.Facts(ports),
            ],
            Cause = "Before nginx 1.29.7 connections are kept in upstream blocks only.",
            Remedies =
            [
                new(RemedyLevel.Configuration, $"Write upstream NAME {{ server {Written.Name(proxy.Target)}; keepalive 32; }} and proxy_pass to that name, with proxy_http_version 1.1; and proxy_set_header Connection \"\"; beside it"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
