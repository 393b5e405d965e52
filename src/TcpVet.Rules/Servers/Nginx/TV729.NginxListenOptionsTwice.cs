using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV729: two listen directives of one address carry options of the socket, which nginx refuses.</summary>
internal sealed class NginxListenOptionsTwice : Rule
{
    public override string Code => "TV729";

    public override string Name => "nginx-listen-options-twice";

    public override string Summary => "Two listen directives of one address carry socket options, and nginx refuses to start";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["duplicate listen options for 0.0.0.0:80"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `backlog`, `rcvbuf`, `sndbuf`, `deferred`, `so_keepalive`, `reuseport`, `ipv6only`, `fastopen` and `bind` belong to the listening socket, not to the server. Servers at one address and port share one socket, so that only one of their `listen` directives may carry them. Here two do.

        ## Why it hurts
        nginx stops with "duplicate listen options" at its next start, and a reload is refused: the running workers go on with the old configuration, and nobody notices until the host is restarted.

        ## How we know
        Both directives stand in the configuration with the same address and port (src/http/ngx_http.c `ngx_http_add_addresses`; `nginx -t` says the same).

        ## What to do
        Leave the options at one `listen` of the address, best at the one with `default_server`, and write the others bare: they share its socket.

        ## What does not help

        ## When to ignore
        If the two files are never used together: one of them is a copy, or belongs to another host.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("the same options in both", "nginx refuses them even when they agree"),
        UselessRemedy.OnPage("Another `server_name`: sockets are known by address and port."),
        UselessRemedy.OnPage("A restart instead of a reload: then nothing listens at all."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            findings.AddRange(view.Listens
                .Where(listen => listen.Endpoint is not null && listen.Server.Around("http") is not null && listen.OptionsOfSocket.Any())
                .GroupBy(listen => listen.Endpoint!.Value)
                .Where(same => same.Count() > 1)
                .Select(same => Twice([.. same], view)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Twice(IReadOnlyList<NginxListen> same, NginxView view) =>
        Found(Severity.Warning, Confidence.Certain, $"nginx refuses socket options in {same.Count} listen directives of {same[0].Where}",
            Written.At(view.Configuration, same[1].Directive) with { Local = same[0].Endpoint }) with
        {
            Evidence =
                [Written.Evidence("the first", view.Configuration, same[0].Directive), .. same.Skip(1)
                    .Take(3)
                    .Select(listen => Written.Evidence("again", view.Configuration, listen.Directive))],
            Cause = "Servers at one address share one socket, and only one listen directive may set its options.",
            Remedies = [new(RemedyLevel.Configuration, $"Write listen {Written.Name(same[1].Directive.Argument)}; without {Written.Name(string.Join(' ', same[1].OptionsOfSocket))}, and test it", "nginx -t")],
            DoesNotHelp = FalseRemedies,
        };
}
