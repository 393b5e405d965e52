using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV747: in TCP mode the two sides of a connection have different timeouts.</summary>
internal sealed class HAProxyTcpTimeoutsDiffer : Rule
{
    public override string Code => "TV747";

    public override string Name => "haproxy-tcp-timeouts-differ";

    public override string Summary => "In TCP mode timeout client and timeout server of HAProxy differ: the shorter one ends both sides";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Complaints => ["database connections end after exactly a minute", "cD or sD in the logs of HAProxy", "connections are cut although timeout server is long"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        In TCP mode HAProxy does not know whose turn it is to speak. A connection on which nothing moves is ended by the shorter of `timeout client` and `timeout server`; the longer one never acts.

        ## Why it hurts
        Somebody raised one of the two for a slow query and sees connections end as before. The log says `cD` (client side) although the server was slow, and the search starts on the wrong side.

        ## How we know
        Both are looked up as HAProxy inherits them, for a listen section or for a frontend and its default_backend, where no `timeout tunnel` replaces them. The Configuration Manual: "In TCP mode […] it is highly recommended that the client timeout remains equal to the server timeout in order to avoid complex situations to debug."

        ## What to do
        Write the same value for both. For connections that are long silent (databases, queues) add `timeout tunnel` with that time, and `timeout client-fin` and `timeout server-fin`.

        ## What does not help

        ## When to ignore
        If the shorter one is meant, and the other only came from the defaults.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("raising the longer one", "it never acts") { Page = "Raising only the one that is already the longer." },
        UselessRemedy.OnPage("TCP keepalive: its probes are no data, HAProxy does not see them."),
        new("option tcpka", "for the same reason") { IsCode = true },
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input).Where(view => view.IsWhole))
        {
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsFrontend && proxy.IsTcp)
                .Select(proxy => (Front: proxy, Back: proxy.Kind == "listen" ? proxy : view.Backend(proxy.Find("default_backend")?.Argument)))
                .Where(pair => pair.Back is { IsTcp: true } back && back.Servers.Any() && back.Timeout("tunnel") is null
                    && pair.Front.TimeoutLength("client") is { } client && back.TimeoutLength("server") is { } server && client.Ms != server.Ms)
                .GroupBy(pair => (pair.Front.Timeout("client"), pair.Back!.Timeout("server")))
                .Select(same => Differ(same.First().Front, same.First().Back!, same.Count(), view)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Differ(HAProxySection front, HAProxySection back, int proxies, HAProxyView view)
    {
        ConfigDirective client = front.Timeout("client")!;
        ConfigDirective server = back.Timeout("server")!;
        double shorter = Math.Min(front.TimeoutLength("client")!.Value.Ms, back.TimeoutLength("server")!.Value.Ms);
        return Found(Severity.Info, Confidence.Certain, $"HAProxy's {front.Title} has different timeouts for its two sides: {Figure.Time(shorter)} ends both", Written.At(view.Configuration, client)) with
        {
            Figures = [FindingFigure.Duration("timeout", shorter)],
            Evidence =
            [
                Written.Evidence("towards clients", view.Configuration, client),
                Written.Evidence("towards servers", view.Configuration, server),
                new("in force in", proxies > 1 ? (Phrase)$"{front.Title} and {Figure.Count(proxies - 1, "other")}" : front.Title, Written.Place(view.Configuration, front.Directive)),
            ],
            Cause = "In TCP mode the shorter timeout ends the connection, whichever side was slow.",
            Remedies = [new(RemedyLevel.Configuration, $"Write the same value for timeout client and timeout server in {front.Title}")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
