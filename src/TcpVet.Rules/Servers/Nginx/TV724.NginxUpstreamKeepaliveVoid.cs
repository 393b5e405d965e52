using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV724: connections to the upstream are to be kept, and each request says that they are to be closed.</summary>
internal sealed class NginxUpstreamKeepaliveVoid : Rule
{
    public override string Code => "TV724";

    public override string Name => "nginx-upstream-keepalive-void";

    public override string Summary => "An upstream of nginx has keepalive, and the requests that are passed to it close their connection";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["keepalive is set in the upstream and TIME_WAIT does not fall", "Connection: close arrives at the backend"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The `upstream` block has `keepalive`, but requests reach its servers as HTTP/1.0 or with `Connection: close`, so that each connection is closed after one answer. Before nginx 1.29.7 both are the defaults of proxy_pass. For FastCGI `fastcgi_keep_conn on` is missing.

        ## Why it hurts
        The configuration looks as if connections were kept, and nothing is: a handshake for each request, and a TIME_WAIT of 60 s after it, mostly at the server behind. Tried with nginx 1.22: 40 requests, 40 TIME_WAIT; with the two lines none, and one connection.

        ## How we know
        `proxy_http_version` and `proxy_set_header` are looked up as nginx inherits them. A location with a proxy_set_header of its own inherits none: a `Connection ""` that stands in `http` or `server` is lost there. A variable is followed into its `map`: the well-known `map $http_upgrade $connection_upgrade { default upgrade; '' close; }` sends `close` with every ordinary request.

        ## What to do
        Write `proxy_http_version 1.1;` and `proxy_set_header Connection "";` in the same block as proxy_pass, or as its other proxy_set_header lines. For WebSockets let the map say `'' "";` instead of `'' close;`. For FastCGI write `fastcgi_keep_conn on;`.

        ## What does not help

        ## When to ignore
        If the location takes WebSockets only: their connection belongs to one client anyway.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a larger keepalive", "no connection ever gets into the pool") { Page = "A larger `keepalive`: nothing ever gets into the pool." },
        UselessRemedy.OnPage("`proxy_set_header Connection keep-alive`: with HTTP/1.0, the default before 1.29.7, some servers close all the same."),
        UselessRemedy.OnPage("Settings of the servers behind: the proxy asks them to close."),
        new("keep-alive settings of the server behind", "the proxy asks it to close") { Page = "" },
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (NginxView view in NginxView.All.Of(input))
        {
            HashSet<NginxUpstream> told = [];
            foreach (NginxProxy proxy in view.Proxies.Where(proxy => proxy.Upstream?.Keepalive is { Argument: not "0" }
                && !proxy.IsLocalSocket))
            {
                // The line that would keep them may stand in what could not be read.
                if (NginxKeeping.Fault(proxy, view) is not { } fault)
                {
                    continue;
                }

                if (fault.ByDefault && view.MayHide(proxy.Context))
                {
                    missing ??= Written.Hidden("whether requests leave the connection open", view.Configuration);
                }
                else if (told.Add(proxy.Upstream!))
                {
                    findings.Add(Void(proxy, fault, view, input));
                }
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding Void(NginxProxy proxy, NginxKeeping.Closing fault, NginxView view, RuleInput input)
    {
        PortTuple? ports = UpstreamPorts.Most(input, proxy.Destinations);
        return Found(Severity.Warning,
            fault.ByDefault && (view.KeepsByDefault is null || view.IsFragment) ? Confidence.Likely : Confidence.Certain, $"keepalive of nginx's upstream {Written.Name(proxy.Upstream!.Name)} has no effect: requests close the connection",
                Written.At(view.Configuration, proxy.Directive) with { Peer = ports?.Destination }) with
        {
            Evidence =
            [
                Written.Evidence("to be kept", view.Configuration, proxy.Upstream.Keepalive!),
                Written.Evidence("passed on by", view.Configuration, proxy.Directive),
                fault.Line is { } line ? Written.Evidence("the line that closes", view.Configuration, line) : new("the line that would keep", $"missing here: {fault.Write}", "ngx_http_proxy_module, ngx_http_fastcgi_module: defaults"),
                new("nginx", view.Configuration.Version is { } version ? Written.Name(version) : "version unknown; the defaults close before 1.29.7", "the program file"),
                .. UpstreamPorts.Facts(ports),
            ],
            Cause = fault.Cause,
            Remedies =
            [
                new(RemedyLevel.Configuration, fault.Map is { } map ? (Phrase)$"In the map that makes {Written.Name(map)} write {fault.Write} instead of '' close;" : $"Write {fault.Write} in the same block as {Written.Line(proxy.Directive)}"),
                .. proxy.IsHttp && fault.Write.StartsWith("proxy_http_version", StringComparison.Ordinal)
                    ? [new Remedy(RemedyLevel.Configuration, "And proxy_set_header Connection \"\"; beside it")]
                    : Array.Empty<Remedy>(),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
