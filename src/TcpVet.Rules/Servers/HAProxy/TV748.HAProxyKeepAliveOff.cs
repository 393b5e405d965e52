using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV748: HAProxy closes connections after each answer.</summary>
internal sealed class HAProxyKeepAliveOff : Rule
{
    public override string Code => "TV748";

    public override string Name => "haproxy-keep-alive-off";

    public override string Summary => "option httpclose, forceclose or http-server-close: HAProxy closes connections after each answer";

    public override Severity Severity => Severity.Warning;

    // A line that keeps HAProxy from starting closes no connections.
    public override IReadOnlyList<string> SymptomOf => ["TV754"];

    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        symptom.Subject.File == cause.Subject.File && symptom.Subject.Line == cause.Subject.Line;

    public override IReadOnlyList<string> Complaints => ["TIME_WAIT piles up on the servers behind", "each request is a new connection to the server", "option 'forceclose' is not supported any more"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `option httpclose` closes both sides after each answer, `option http-server-close` the side to the server. `option forceclose` was the older form of httpclose; HAProxy refuses it since 2.0. Keep-alive on both sides is the default.

        ## Why it hurts
        Each request takes a new connection to the server: a handshake, and a TIME_WAIT of 60 s at the server, which is told to close (measured with HAProxy 2.6: 40 requests, 38 TIME_WAIT there, none here). With httpclose clients pay for a handshake at each object too, with TLS for two.

        ## How we know
        The option is in force in an HTTP section, by itself or from its defaults. The stronger one of frontend and backend wins (Configuration Manual, 4).

        ## What to do
        Take the line out. Where the servers cannot bear many idle connections, bound them: `http-reuse safe` (the default), `pool-max-conn` and `pool-purge-delay` on the server lines.

        ## What does not help

        ## When to ignore
        If a server behind is broken by keep-alive; then leave http-server-close in that backend alone.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "the TIME_WAIT are the servers', and the handshakes stay") { IsCode = true },
        new("timeout http-keep-alive", "there is nothing that it could keep") { IsCode = true },
        UselessRemedy.OnPage("More servers: each request is a new connection to one of them."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsHttp)
                .Select(proxy => (Proxy: proxy, Line: proxy.Option("httpclose") ?? proxy.Option("forceclose") ?? proxy.Option("http-server-close")))
                .Where(found => found.Line is not null)
                .GroupBy(found => found.Line!)
                .Select(same => Off(same.Key, [.. same.Select(found => found.Proxy)], view, input)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Off(ConfigDirective line, IReadOnlyList<HAProxySection> proxies, HAProxyView view, RuleInput input)
    {
        bool serverOnly = line.Argument == "http-server-close";
        PortTuple? ports =
            UpstreamPorts.Most(input, proxies.Where(proxy => proxy.IsBackend)
                .SelectMany(proxy => proxy.Servers)
                .Select(HAProxyView.Address)
                .OfType<InetEndpoint>());
        Phrase sides = serverOnly ? "the server's connection" : "both connections";
        return Found(serverOnly ? Severity.Info : Severity.Warning, Confidence.Certain, $"HAProxy closes {sides} after each answer in {proxies[0].Title}: option {line.Argument}",
            Written.At(view.Configuration, line) with { Peer = ports?.Destination }) with
        {
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                new("in force in", proxies.Count > 1 ? (Phrase)$"{proxies[0].Title} and {Wording.Figure.Count(proxies.Count - 1, "other")}" : proxies[0].Title, Written.Place(view.Configuration, proxies[0].Directive)),
                .. UpstreamPorts.Facts(ports),
            ],
            Cause = $"option {line.Argument} switches keep-alive off.",
            Remedies = [new(RemedyLevel.Configuration, line.Argument == "forceclose" ? "Take the line out: HAProxy refuses it since 2.0, and keep-alive is the default" : "Take the line out: keep-alive is the default; bound idle connections with pool-max-conn on the server lines")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
