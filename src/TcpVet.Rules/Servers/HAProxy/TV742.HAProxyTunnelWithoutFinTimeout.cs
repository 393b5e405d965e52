using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV742: half-closed tunnels of HAProxy wait for the long timeout of tunnels.</summary>
internal sealed class HAProxyTunnelWithoutFinTimeout : Rule
{
    private static readonly Threshold Long = new("TV742.tunnel_ms", 120_000, "ms", "engineering default: twice the FIN_WAIT2 time of the kernel", "a shorter timeout tunnel needs no other for half-closed ones");

    public override string Code => "TV742";

    public override string Name => "haproxy-tunnel-without-fin-timeout";

    public override string Summary => "timeout tunnel without client-fin and server-fin: half-closed connections of HAProxy stay for as long as tunnels";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["FIN_WAIT2 and CLOSE_WAIT pile up on the proxy", "sessions of WebSocket clients that left stay for an hour"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `timeout tunnel` replaces `timeout client` and `timeout server` once a connection is a tunnel (TCP, WebSocket, CONNECT). `timeout client-fin` or `timeout server-fin` would replace it again when one side has closed; it is not set, so that a half-closed connection stays for the whole time of tunnels.

        ## Why it hurts
        Clients that leave without an orderly end, mobile ones above all, leave their connection in FIN_WAIT2 or CLOSE_WAIT on this host, with a session, two descriptors and a port towards the server, for hours.

        ## How we know
        The three timeouts are looked up in the section and the defaults that it starts from. The Configuration Manual says of client-fin: "By default it is not set, so half-closed connections will use the other timeouts (timeout.client or timeout.tunnel)."

        ## What to do
        Beside timeout tunnel write `timeout client-fin 30s` and `timeout server-fin 30s`.

        ## What does not help

        ## When to ignore
        If the protocol in the tunnel uses half-closed connections for long, as some database and backup tools do.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it is for orphaned sockets, these belong to HAProxy") { IsCode = true },
        new("option nolinger", "it truncates answers") { IsCode = true },
        UselessRemedy.OnPage("`option clitcpka`: a host that has closed one direction answers keepalive probes."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Long];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input).Where(view => view.IsWhole))
        {
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsBackend && proxy.TimeoutLength("tunnel")?.Ms >= input.Settings[Long])
                .Select(proxy => (Proxy: proxy, Tunnel: proxy.Timeout("tunnel")!, Missing: string.Join(", ", Missing(proxy, view))))
                .Where(lack => lack.Missing.Length > 0)
                .GroupBy(lack => (lack.Tunnel, lack.Missing))
                .Select(same => Without(same.First().Proxy, same.Key.Tunnel, same.Key.Missing, same.Count(), view)));
        }

        return RuleAnswer.From(findings, null);
    }

    // client-fin is of the frontend: of the section itself where it is one, else of those that lead here.
    private static IEnumerable<string> Missing(HAProxySection proxy, HAProxyView view)
    {
        bool client = proxy.IsFrontend
            ? proxy.Timeout("client-fin") is not null
            : view.Frontends(proxy).All(frontend => frontend.Timeout("client-fin") is not null);
        if (!client)
        {
            yield return "client-fin";
        }

        if (proxy.Timeout("server-fin") is null)
        {
            yield return "server-fin";
        }
    }

    private Finding Without(HAProxySection proxy, ConfigDirective tunnel, string missing, int proxies, HAProxyView view)
    {
        Phrase length = Figure.Time(HAProxySection.TimeOf(tunnel)?.Ms ?? 0);
        return Found(Severity.Warning, Confidence.Certain, $"half-closed tunnels of HAProxy stay for {length}: no timeout {missing}", Written.At(view.Configuration, tunnel)) with
        {
            Figures = [FindingFigure.Duration("timeout", HAProxySection.TimeOf(tunnel)?.Ms ?? 0)],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, tunnel),
                new("in force in", proxies > 1 ? (Phrase)$"{proxy.Title} and {Figure.Count(proxies - 1, "other")}" : proxy.Title, Written.Place(view.Configuration, proxy.Directive)),
                new("unset", $"timeout {missing}", "the section and its defaults"),
            ],
            Cause = "A half-closed tunnel falls under timeout tunnel, unless client-fin and server-fin say otherwise.",
            Remedies = [new(RemedyLevel.Configuration, $"Beside it write {Listed.And(missing.Split(", ").Select(name => $"timeout {name} 30s"))}")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
