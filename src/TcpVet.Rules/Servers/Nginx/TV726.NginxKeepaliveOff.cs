using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV726: nginx closes its clients' connections after each answer.</summary>
internal sealed class NginxKeepaliveOff : Rule
{
    public override string Code => "TV726";

    public override string Name => "nginx-keepalive-off";

    public override string Summary => "keepalive_timeout 0: nginx closes the client's connection after each answer";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["thousands of TIME_WAIT on port 443", "each request makes a new TLS handshake"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `keepalive_timeout 0` switches keep-alive with clients off. Each HTTP/1.1 request takes a connection of its own, and nginx is the side that closes it.

        ## Why it hurts
        A page of fifty objects makes fifty handshakes, with TLS each of them two round trips and public-key work. Each connection then stays in TIME_WAIT on this host for 60 s: that costs memory and table space, and load balancers in front run out of ports.

        ## How we know
        The directive stands in the file, in `http`, `server` or `location`; its default is 75 s.

        ## What to do
        Take the line out, or write `keepalive_timeout 15s;` where idle connections are to go sooner. Idle connections are cheap: nginx needs some hundred bytes for each.

        ## What does not help

        ## When to ignore
        If the server is asked once by each client, or the location ends long downloads on purpose.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it is about outgoing connections") { Page = "`tcp_tw_reuse`: it is about outgoing connections, and TIME_WAIT on a server harms nobody's ports here." },
        new("tcp_fin_timeout", "TIME_WAIT lasts 60 s whatever it says") { Page = "`tcp_fin_timeout`: TIME_WAIT does not depend on it." },
        UselessRemedy.OnPage("More worker_connections: the handshakes remain."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            findings.AddRange(view.Contexts
                .Where(context => context.Around("http") is not null)
                .Select(context => (context, Line: context.Own("keepalive_timeout")))
                .Where(found => found.Line is { } line && NginxTime.Ms(line.Argument) == 0)
                .Select(found => Off(found.Line!, found.context, view)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Off(ConfigDirective line, NginxContext context, NginxView view) =>
        // Of one location it is often meant so.
        Found(context.Kind is "http" or "server" ? Severity.Warning : Severity.Info, Confidence.Certain, $"nginx closes the client's connection after each answer: keepalive_timeout 0 in {context.Kind}",
            Written.At(view.Configuration, line)) with
        {
            Evidence = [Written.Evidence("the line", view.Configuration, line), new("without it", "75 s", "ngx_http_core_module: keepalive_timeout")],
            Cause = "keepalive_timeout 0 switches keep-alive with clients off.",
            Remedies = [new(RemedyLevel.Configuration, "Take the line out, or write keepalive_timeout 15s;")],
            DoesNotHelp = FalseRemedies,
        };
}
