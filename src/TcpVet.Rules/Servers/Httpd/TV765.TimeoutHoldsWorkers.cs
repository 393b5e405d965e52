using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV765: Timeout or ProxyTimeout of minutes.</summary>
internal sealed class TimeoutHoldsWorkers : HttpdRule
{
    private static readonly Threshold Longest = new("TV765.longest_ms", 300_000, "ms", "httpd's default until 2.2, which Debian's apache2.conf still writes; 60 s since 2.4", "a longer Timeout or ProxyTimeout is a warning");

    public override string Code => "TV765";

    public override string Name => "timeout-holds-workers";

    public override string Summary => "httpd waits for minutes for a client or a server behind it: Timeout or ProxyTimeout keeps workers that long";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["workers are in state R or W of mod_status for minutes", "server reached MaxRequestWorkers setting", "requests hang for five minutes before a 504 or 502"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `Timeout` bounds each wait of httpd for data from a client and for a client to take some; `ProxyTimeout`, by default the same, each wait for a server behind it. They count seconds.

        ## Why it hurts
        A client that vanished, or a server that hangs, keeps a worker for that long. When a server behind httpd stops answering, all workers wait for it within seconds, and everything else that httpd serves stops with it.

        ## How we know
        The directives are read from the configuration (Apache HTTP Server documentation, core: TimeOut; mod_proxy: ProxyTimeout). 300 is what Debian writes and httpd had until 2.2: only more than that is told.

        ## What to do
        Write `Timeout 60`, and `timeout=` on the ProxyPass of the one application that needs longer. mod_reqtimeout bounds slow requests more finely.

        ## What does not help

        ## When to ignore
        If slow reports are all that it serves, few at a time, and workers are always left.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("More workers: the same server behind holds them as well."),
        new("a higher MaxRequestWorkers", "a server that hangs holds these too") { Page = "" },
        new("TCP keepalive", "a peer that hangs answers it"),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Longest];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        Phrase? missing = null;
        foreach (HttpdValue written in server.Scopes.SelectMany(scope => new[] { scope.Own("Timeout"), scope.Own("ProxyTimeout") }).OfType<HttpdValue>())
        {
            missing ??= Unknown(written);
            // Both are read with atoi: they know no unit.
            if (written.Number is { } seconds && seconds * 1_000L is var ms && ms > input.Settings[Longest])
            {
                findings.Add(Holds(server, written, ms, input));
            }
        }

        return missing;
    }

    private Finding Holds(HttpdServer server, HttpdValue written, long ms, RuleInput input)
    {
        bool proxy = HttpdScope.Is(written.Spot.Directive, "ProxyTimeout");
        return Found(Severity.Warning, Confidence.Certain, $"httpd waits up to {Figure.Time(ms)} for {(proxy ? (Phrase)"a server behind it" : "a client")}, and a worker with it ({written.Spot.Short})", server.Subject(written.Spot, input)) with
        {
            Figures = [FindingFigure.Duration("timeout", ms)],
            Evidence = [written.Evidence, new("default", "60 s", "Apache HTTP Server documentation: core, TimeOut")],
            Cause = "Each wait may last that long, and the worker serves nobody else meanwhile.",
            Remedies =
            [
                Write(proxy ? (Phrase)$"In {written.Spot.Short} write ProxyTimeout 60" : $"In {written.Spot.Short} write Timeout 60"),
                Write("For the one application that needs longer write timeout= on its ProxyPass, in seconds"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
