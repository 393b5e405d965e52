using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV746: maxconn of HAProxy needs more descriptors than it may have.</summary>
internal sealed class HAProxyMaxconnBeyondDescriptors : Rule
{
    private static readonly Threshold Spare = new("TV746.spare_descriptors", 17, "descriptors", "measured with HAProxy 2.6.12: it asks for 2 × maxconn + 17 with one listener", "so many descriptors are not for connections");

    public override string Code => "TV746";

    public override string Name => "haproxy-maxconn-beyond-descriptors";

    public override string Summary => "HAProxy's global maxconn needs more descriptors than the process may have";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Cannot raise FD limit", "FD limit (…) too low for maxconn", "Proxy reached process FD limit"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A connection through HAProxy takes two descriptors, one to the client and one to the server. Twice the global `maxconn`, and a few more for listeners, checks and logs, are more than `ulimit-n`, `fd-hard-limit` or the limit of the running process.

        ## Why it hurts
        From HAProxy 2.3 on it refuses to start ("Cannot raise FD limit"), so that the next restart of the host leaves nothing listening; with `no strict-limits` it starts, and under load accept() or socket() fails before maxconn is reached.

        ## How we know
        `maxconn` of the global section is compared with `ulimit-n` and `fd-hard-limit` of the same section where they are set, otherwise with the limit of the running process (/proc/PID/limits).

        ## What to do
        Take `ulimit-n` out: HAProxy computes it from maxconn. Raise `LimitNOFILE` of the unit to more than twice maxconn. Or lower maxconn to what memory and servers can bear; without it HAProxy derives it from the limit.

        ## What does not help

        ## When to ignore
        If most connections are answered by HAProxy itself (redirects, cache), they take one descriptor each.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("ulimit -n in a shell", "the service does not get that limit") { Page = "`ulimit -n` in a shell: a service does not get it." },
        UselessRemedy.OnPage("`fs.file-max`: the limit is the process's own."),
        new("no strict-limits", "it only moves the failure to the busiest minute") { IsCode = true },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Spare];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            missing ??= view.Unknown(view.Global, "maxconn") ?? view.Unknown(view.Global, "ulimit-n") ?? view.Unknown(view.Global, "fd-hard-limit");
            missing ??= view.Global.Figure("maxconn") is not null && Limit(view, input) is null ? ServerProcess.Unread(
                view.Configuration, input) : null;
            if (view.Global.Figure("maxconn") is { Value: > 0 } maxconn
                && Limit(view, input) is { } limit
                && (maxconn.Value * 2) + input.Settings[Spare] > limit.Value)
            {
                findings.Add(Beyond(view, maxconn.Line, maxconn.Value, limit, input));
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private static (long Value, Phrase Source)? Limit(HAProxyView view, RuleInput input)
    {
        (long Value, ConfigDirective Line)? written = view.Global.Figure("ulimit-n") ?? view.Global.Figure("fd-hard-limit");
        return written is { } set ? (set.Value, $"{set.Line.Name}, {Written.Place(view.Configuration, set.Line)}")
            : input.Process(view.Configuration.Process)?.FilesLimit is { } real ? (real, "/proc/PID/limits")
            : null;
    }

    private Finding Beyond(HAProxyView view, ConfigDirective line, long maxconn, (long Value, Phrase Source) limit, RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, $"HAProxy's maxconn {Figure.Of(maxconn)} needs {Figure.Of(maxconn * 2)} descriptors, it has {Figure.Of(limit.Value)}", Written.At(view.Configuration, line)) with
        {
            Figures =
            [
                FindingFigure.Limit("connections_limit", maxconn, "connections"),
                FindingFigure.Limit("descriptors_needed", maxconn * 2, "descriptors"),
                FindingFigure.Limit("descriptors_limit", limit.Value, "descriptors"),
            ],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                new("descriptors for that many connections", $"{Figure.Of(maxconn * 2)}, one to the client and one to the server", "Configuration Manual: maxconn, ulimit-n"),
                new("descriptors that it may have", Figure.Of(limit.Value), limit.Source),
            ],
            Cause = "A proxied connection takes two descriptors.",
            Remedies =
            [
                new(RemedyLevel.Configuration, $"Take ulimit-n and fd-hard-limit out, or set them to more than {Figure.Of(maxconn * 2)}"),
                .. ServiceUnit.RaiseDescriptorLimit(input.Process(view.Configuration.Process)?.Unit) is { } raise
                    ? [raise.Remedy]
                    : Array.Empty<Remedy>(),
                new(RemedyLevel.Configuration, $"Or write maxconn {Math.Max(1, (limit.Value - 100) / 2)}"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}
