using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV741: a proxy of HAProxy waits for ever.</summary>
internal sealed class HAProxyTimeoutUnset : Rule
{
    private const int MostNamed = 5;

    public override string Code => "TV741";

    public override string Name => "haproxy-timeout-unset";

    public override string Summary => "A proxy of HAProxy has no timeout for clients, servers or connecting: it waits for ever";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["missing timeouts for proxy", "sessions of HAProxy only grow", "HAProxy is at maxconn and nobody sends"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `timeout client` (frontends), `timeout connect` or `timeout server` (backends) is set neither in the section nor in the defaults that it starts from. HAProxy then has no limit at all.

        ## Why it hurts
        A client that vanished without a FIN, or a server that is stuck, holds its session, two descriptors and two connections until somebody restarts HAProxy. They add up to maxconn, and then nobody gets in.

        ## How we know
        The section and its defaults are read as HAProxy reads them: `from NAME`, otherwise the last defaults section before it. 0 counts as unset. HAProxy warns about the same ("missing timeouts for proxy"). In TCP mode a `timeout tunnel` stands in for `timeout server`.

        ## What to do
        In the defaults section: `timeout connect 5s`, `timeout client 50s`, `timeout server 50s`. For long-lived connections leave those and add `timeout tunnel 1h` with `timeout client-fin 30s` and `timeout server-fin 30s`.

        ## What does not help

        ## When to ignore
        Never for long: HAProxy's authors call it "not properly invalid", and no more.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("option clitcpka or srvtcpka", "keepalive finds dead hosts after two hours, and stuck ones never") { Page = "`option clitcpka`: keepalive finds dead hosts after two hours, never stuck ones." },
        new("a higher maxconn", "it fills as well") { Page = "A higher maxconn: it fills as well, later." },
        UselessRemedy.OnPage("`tcp_keepalive_time`: it acts on sockets with keepalive only."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input).Where(view => view.IsWhole))
        {
            findings.AddRange(view.Proxies
                .Select(proxy => (Proxy: proxy, Missing: string.Join(", ", Missing(proxy))))
                .Where(lack => lack.Missing.Length > 0)
                // One defaults section that lacks them is one mistake, however many proxies start from it.
                .GroupBy(lack => (Defaults: lack.Proxy.Defaults?.Directive ?? lack.Proxy.Directive, lack.Missing))
                // Nothing else orders findings about one file.
                .OrderBy(same => same.First().Proxy.Kind, StringComparer.Ordinal).ThenBy(
                    same => same.First().Proxy.Name, StringComparer.Ordinal)
                .Select(same => Unset(same.Key.Missing, [.. same.Select(lack => lack.Proxy)], view)));
        }

        return RuleAnswer.From(findings, null);
    }

    // check_config_validity, src/cfgparse.c.
    private static IEnumerable<string> Missing(HAProxySection proxy)
    {
        if (!proxy.IsHttp && !proxy.IsTcp)
        {
            yield break;
        }

        if (proxy.IsFrontend && proxy.Timeout("client") is null)
        {
            yield return "client";
        }

        if (!proxy.IsBackend || !proxy.Servers.Any())
        {
            yield break;
        }

        if (proxy.Timeout("connect") is null)
        {
            yield return "connect";
        }

        if (proxy.Timeout("server") is null && (proxy.IsHttp || proxy.Timeout("tunnel") is null))
        {
            yield return "server";
        }
    }

    private Finding Unset(string missing, IReadOnlyList<HAProxySection> proxies, HAProxyView view)
    {
        HAProxySection first = proxies[0];
        ConfigDirective place = proxies.Count > 1 ? first.Defaults?.Directive ?? first.Directive : first.Directive;
        Phrase names = Phrase.List([.. proxies.Take(MostNamed).Select(proxy => proxy.Title)]);
        Phrase named = proxies.Count > MostNamed ? $"{names} and {proxies.Count - MostNamed} others" : names;
        return Found(Severity.Warning, Confidence.Certain, proxies.Count > 1 ? (Phrase)$"{proxies.Count} proxies of HAProxy have no timeout {missing}: they wait for ever" : $"HAProxy's {first.Title} has no timeout {missing}: it waits for ever",
            Written.At(view.Configuration, place)) with
        {
            Evidence =
            [
                Written.Evidence("the section", view.Configuration, place),
                new("proxies", named, Written.Place(view.Configuration, first.Directive)),
                new("unset, or 0", $"timeout {missing}", first.Defaults is { } defaults ? (Phrase)$"the section and its defaults, {Written.Place(view.Configuration, defaults.Directive)}" : "the section; it has no defaults"),
            ],
            Cause = "Without these timeouts HAProxy has no limit.",
            Remedies = [.. missing.Split(", ").Select(name => new Remedy(RemedyLevel.Configuration, $"Write timeout {name} {(name == "connect" ? "5s" : "50s")} in {(first.Defaults is null ? (Phrase)"a defaults section before it" : (Phrase)$"the defaults section, line {first.Defaults.Directive.Line}")}"))],
            DoesNotHelp = FalseRemedies,
        };
    }
}
