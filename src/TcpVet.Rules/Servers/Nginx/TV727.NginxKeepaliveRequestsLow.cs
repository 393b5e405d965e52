using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV727: nginx ends kept connections after a handful of requests.</summary>
internal sealed class NginxKeepaliveRequestsLow : Rule
{
    private static readonly Threshold Few = new("TV727.few_requests", 10, "requests", "engineering default; nginx's own is 1000, 100 before 1.19.10", "so few requests a connection, or fewer, are too few");

    public override string Code => "TV727";

    public override string Name => "nginx-keepalive-requests-low";

    public override string Summary => "nginx closes kept connections after a handful of requests";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["keep-alive is on and TIME_WAIT grows all the same", "connections end after a few requests"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `keepalive_requests` ends a connection after so many requests; it is set to a handful. In an upstream block it does the same to the connections to servers.

        ## Why it hurts
        Keep-alive is on and hardly works: a new handshake every few requests, and a TIME_WAIT on the side that closes, which is this host. HTTP/2 clients lose all their streams each time.

        ## How we know
        The directive stands in the file. Its default is 1000 (100 before 1.19.10).

        ## What to do
        Take the line out, or write `keepalive_requests 1000;`. Where connections are to be spread over servers anew from time to time, `keepalive_time` (1.19.10) does that by time.

        ## What does not help

        ## When to ignore
        If memory of a request is only freed with its connection and that was measured to matter.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a longer keepalive_timeout", "the connection ends by count, not by time") { Page = "A longer `keepalive_timeout`: the connection ends by count." },
        UselessRemedy.OnPage("A larger `keepalive` of the upstream: its connections are used up all the same."),
        UselessRemedy.OnPage("`tcp_tw_reuse`: the handshakes remain."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Few];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            IEnumerable<(Phrase Where, ConfigDirective? Line)> lines =
                view.Contexts.Where(context => context.Around("http") is not null).Select(context => (
                    Phrase.Verbatim(context.Kind), context.Own("keepalive_requests")))
                .Concat(view.Upstreams.Select(upstream =>
                    ((Phrase)$"upstream {Written.Name(upstream.Name)}", upstream.Directive.Children.FirstOrDefault(child => child.Name == "keepalive_requests"))));
            foreach ((Phrase where, ConfigDirective? line) in lines)
            {
                if (line is not null && NginxView.Figure(line.Argument) is { } requests && requests <= input.Settings[Few])
                {
                    findings.Add(Low(line, where, requests, view));
                }
            }
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Low(ConfigDirective line, Phrase where, long requests, NginxView view) =>
        Found(Severity.Warning, Confidence.Certain, $"nginx ends kept connections after {Figure.Count(requests, "request")}, in {where}", Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Limit("requests", requests, "requests")],
            Evidence = [Written.Evidence("the line", view.Configuration, line), new("without it", "1,000 (100 before 1.19.10)", "ngx_http_core_module, ngx_http_upstream_module: keepalive_requests")],
            Cause = "keepalive_requests ends a connection by the number of its requests.",
            Remedies = [new(RemedyLevel.Configuration, "Take the line out, or write keepalive_requests 1000;")],
            DoesNotHelp = FalseRemedies,
        };
}
