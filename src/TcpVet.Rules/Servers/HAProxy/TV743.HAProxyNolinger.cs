using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV743: HAProxy resets connections that it closes.</summary>
internal sealed class HAProxyNolinger : Rule
{
    public override string Code => "TV743";

    public override string Name => "haproxy-nolinger";

    public override string Summary => "option nolinger: HAProxy ends connections with a reset, and answers are truncated";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["responses are truncated now and then", "Connection reset by peer on redirects and error pages", "option nolinger was set against FIN_WAIT1"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `option nolinger` makes HAProxy close with SO_LINGER and a time of 0: the kernel throws away what has not been sent and resets the connection, instead of delivering the rest and a FIN.

        ## Why it hurts
        Whatever is still in the send buffer is lost: the last block of a download, a whole redirect or error page. The reset itself is never repeated; if it is lost, the peer waits for ever on a connection that is gone.

        ## How we know
        The option is in force in the section, by itself or from its defaults. TcpExt.TCPAbortOnData counts closes of this kind, and with them the idle server connections that HAProxy ends so by itself. The Configuration Manual: "it is strongly recommended NOT to use this option, unless absolutely needed as a last resort", and never in defaults.

        ## What to do
        Take it out. Against connections that stay half closed write `timeout client-fin 30s` and `timeout server-fin 30s`; against clients that take no data, `tcp-ut 30s` on the bind line (TCP_USER_TIMEOUT).

        ## What does not help

        ## When to ignore
        In a backend section alone, where source ports towards servers must be free at once and the servers do not mind resets.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("lower tcp_orphan_retries or tcp_max_orphans in its place", "they drop data of slow clients too") { Page = "`tcp_orphan_retries` or `tcp_max_orphans` in its place: they too drop data of slow clients." },
        UselessRemedy.OnPage("`option nolinger` in defaults with `no option nolinger` in some sections: one is forgotten."),
        UselessRemedy.OnPage("A larger send buffer: more of it is lost."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            findings.AddRange(view.Proxies
                .Select(proxy => (Proxy: proxy, Line: proxy.Option("nolinger")))
                .Where(found => found.Line is not null)
                .GroupBy(found => found.Line!)
                .Select(same => Resets(same.Key, [.. same.Select(found => found.Proxy)], view, input)));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Resets(ConfigDirective line, IReadOnlyList<HAProxySection> proxies, HAProxyView view, RuleInput input) =>
        Found(proxies.Any(proxy => proxy.IsFrontend) ? Severity.Warning : Severity.Info, Confidence.Certain, $"HAProxy ends connections of {proxies[0].Title} with a reset: option nolinger",
            Written.At(view.Configuration, line)) with
        {
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                new("in force in", proxies.Count > 1 ? (Phrase)$"{proxies[0].Title} and {Wording.Figure.Count(proxies.Count - 1, "other")}" : proxies[0].Title, Written.Place(view.Configuration, proxies[0].Directive)),
                .. input.Total("TcpExt.TCPAbortOnData") is { } resets ? [new Evidence("closes with a linger time of 0, all programs", Wording.Figure.Of(resets), "TcpExt.TCPAbortOnData")] : Array.Empty<Evidence>(),
            ],
            Cause = "SO_LINGER with 0 makes close() throw unsent data away and reset the connection.",
            Remedies =
            [
                new(RemedyLevel.Configuration, "Take the line out; write timeout client-fin 30s and timeout server-fin 30s against half-closed connections"),
                new(RemedyLevel.Configuration, "Against clients that take no data write tcp-ut 30s on the bind line"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}
