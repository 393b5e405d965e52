using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV750: HAProxy never shares idle connections to servers.</summary>
internal sealed class HAProxyReuseOff : Rule
{
    public override string Code => "TV750";

    public override string Name => "haproxy-reuse-off";

    public override string Summary => "http-reuse never: each client of HAProxy has server connections of its own";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["as many connections to servers as clients", "each new client is a new connection to the server"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `http-reuse never` (and `pool-max-conn 0` on a server) keeps HAProxy from using an idle connection to a server for another client. `safe` is the default since 2.0; before it, never was.

        ## Why it hurts
        Servers see about as many connections as there are clients, most of them idle, and a new one for each new client: handshakes and ports that a shared pool would save. HAProxy ends idle ones with a reset, so that they leave no TIME_WAIT.

        ## How we know
        The line is in force in an HTTP backend, by itself or from its defaults. Where connections to its servers were seen, the ports that they hold are part of the evidence.

        ## What to do
        Take the line out, or write `http-reuse safe`: the first request of a client still goes over a connection of its own, so that a server that closes at that moment does no harm.

        ## What does not help

        ## When to ignore
        If a server ties identity to a connection (NTLM), or sees requests of several clients on one connection as one session.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("option http-keep-alive", "it is the default and keeps connections of one client only") { IsCode = true },
        new("tcp_tw_reuse", "these connections end with a reset and leave no TIME_WAIT") { IsCode = true },
        UselessRemedy.OnPage("A larger `maxconn` of the server: it only allows more of them."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsBackend && proxy.IsHttp && proxy.Servers.Any() && proxy.Find("http-reuse") is { Argument: "never" })
                .GroupBy(proxy => proxy.Find("http-reuse")!)
                .Select(same => Off(same.Key, [.. same], view, input)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Off(ConfigDirective line, IReadOnlyList<HAProxySection> proxies, HAProxyView view, RuleInput input)
    {
        PortTuple? ports =
            UpstreamPorts.Most(input, proxies.SelectMany(proxy => proxy.Servers).Select(HAProxyView.Address).OfType<InetEndpoint>());
        return Found(Severity.Warning, Confidence.Certain, $"HAProxy shares no connections to the servers of {proxies[0].Title}: http-reuse never",
            Written.At(view.Configuration, line) with { Peer = ports?.Destination }) with
        {
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                new("in force in", proxies.Count > 1 ? (Phrase)$"{proxies[0].Title} and {Wording.Figure.Count(proxies.Count - 1, "other")}" : proxies[0].Title, Written.Place(view.Configuration, proxies[0].Directive)),
                .. UpstreamPorts.Facts(ports),
            ],
            Cause = "http-reuse never keeps a connection for the client that it was opened for.",
            Remedies = [new(RemedyLevel.Configuration, "Take the line out, or write http-reuse safe")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
