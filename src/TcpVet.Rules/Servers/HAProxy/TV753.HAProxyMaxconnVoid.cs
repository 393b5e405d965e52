using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV753: a frontend may have more connections than the process.</summary>
internal sealed class HAProxyMaxconnVoid : Rule
{
    public override string Code => "TV753";

    public override string Name => "haproxy-maxconn-void";

    public override string Summary => "maxconn of a frontend of HAProxy is more than that of the process, which is reached first";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Complaints => ["maxconn of the frontend was raised and nothing changed", "Proxy stopped accepting although the frontend has room"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The `maxconn` of a frontend is more than that of the global section. At the global limit HAProxy stops accepting everywhere, so that the frontend's number never acts.

        ## Why it hurts
        Whoever raised it believes in room that is not there. At the global limit all frontends stand still, also the one with the statistics, and connections wait in the accept queue until it overflows.

        ## How we know
        Both numbers stand in the configuration; the frontend's may come from its defaults.

        ## What to do
        Raise the global maxconn to at least the sum of what the frontends are to take, within descriptors (two a connection) and memory; or lower the frontend's, so that one frontend cannot take all of it.

        ## What does not help

        ## When to ignore
        If the frontend's number was only meant as "no limit of its own", and the global one is known to be the limit.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("A higher maxconn of the frontend: the process's is reached first."),
        new("a longer backlog", "clients then wait where nobody accepts") { Page = "A longer `backlog`: it only makes clients wait where nobody accepts." },
        UselessRemedy.OnPage("`ulimit-n`: HAProxy computes it from the global maxconn."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            missing ??= view.Unknown(view.Global, "maxconn");
            if (view.Global.Figure("maxconn") is not { Value: > 0 } global)
            {
                continue;
            }

            missing ??= view.Proxies.Select(proxy => view.Unknown(proxy, "maxconn")).FirstOrDefault(unknown => unknown is not null);
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsFrontend && proxy.Figure("maxconn")?.Value > global.Value)
                .GroupBy(proxy => proxy.Figure("maxconn")!.Value.Line)
                .Select(same => Void(same.Key, [.. same], global, view)));
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding Void(ConfigDirective line, IReadOnlyList<HAProxySection> proxies, (long Value, ConfigDirective Line) global,
        HAProxyView view) =>
        Found(Severity.Info, Confidence.Certain, $"maxconn of HAProxy's {proxies[0].Title} never acts: the process ends at {Figure.Of(global.Value)}", Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Limit("connections_limit", global.Value, "connections")],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                Written.Evidence("of the process", view.Configuration, global.Line),
                new("in force in", proxies.Count > 1 ? (Phrase)$"{proxies[0].Title} and {Figure.Count(proxies.Count - 1, "other")}" : proxies[0].Title, Written.Place(view.Configuration, proxies[0].Directive)),
            ],
            Cause = "At the global maxconn HAProxy stops accepting everywhere.",
            Remedies = [new(RemedyLevel.Configuration, $"Raise maxconn of the global section, line {global.Line.Line}, or write less than {Figure.Of(global.Value)} here")],
            DoesNotHelp = FalseRemedies,
        };
}
