using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV761: a long KeepAliveTimeout where each silent connection keeps a worker.</summary>
internal sealed class KeepAliveHoldsWorkers : HttpdRule
{
    private static readonly Threshold Longest = new("TV761.longest_ms", 15_000, "ms", "engineering default: three times httpd's own 5 s", "a longer KeepAliveTimeout is too long with prefork and worker");

    public override string Code => "TV761";

    public override string Name => "keep-alive-holds-workers";

    public override string Summary => "httpd's KeepAliveTimeout is long, and with prefork or worker each silent connection keeps a worker";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["server reached MaxRequestWorkers setting", "httpd is slow although the processors are idle", "most workers are in state K of mod_status"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        With the prefork and worker MPMs a process or thread stays with its connection until that ends. After an answer it waits for the next request for as long as `KeepAliveTimeout` says, and serves nobody meanwhile.

        ## Why it hurts
        Browsers leave connections open. With 30 seconds and 150 workers five visitors a second take all of them: the log says "server reached MaxRequestWorkers setting", and others wait in the listener's queue while nothing is worked on.

        ## How we know
        The MPM is the one that LoadModule names, the time that of the configuration; its default is 5 s (Apache HTTP Server documentation, core and mpm_common). The event MPM is not judged: there a silent connection has no thread.

        ## What to do
        Use the event MPM, where nothing but a module that is not thread-safe forbids it (`a2dismod mpm_prefork; a2enmod mpm_event`, with PHP through php-fpm). Or lower KeepAliveTimeout to some seconds.

        ## What does not help

        ## When to ignore
        If only a proxy with a bounded pool connects: then KeepAliveTimeout must be longer than its pool's idle limit.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a higher MaxRequestWorkers", "silent connections fill it as well") { Page = "A higher MaxRequestWorkers: it takes memory, and silent connections fill it as well." },
        new("TCP keepalive", "it is about dead peers, not silent ones") { Page = "TCP keepalive: it has nothing to do with HTTP's." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Longest];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        if (server.Mpm is not (HttpdMpm.Prefork or HttpdMpm.Worker))
        {
            return null;
        }

        Phrase? missing = null;
        foreach (HttpdScope scope in server.Scopes)
        {
            if (scope.Own("KeepAliveTimeout") is { } written && scope["KeepAlive"]?.Flag != false)
            {
                missing ??= Unknown(written);
                if (written.Milliseconds > input.Settings[Longest])
                {
                    findings.Add(Holds(server, written, input));
                }
            }
        }

        return missing;
    }

    private Finding Holds(HttpdServer server, HttpdValue written, RuleInput input)
    {
        string mpm = server.Mpm.ToString().ToLowerInvariant();
        int most = server.Main["MaxRequestWorkers"]?.Number ?? (server.Mpm == HttpdMpm.Prefork ? 256 : 400);
        return Found(Severity.Warning, Confidence.Certain, $"a silent connection keeps one of httpd's workers for {Figure.Time(written.Milliseconds!.Value)} with {mpm} ({written.Spot.Short})", server.Subject(written.Spot, input)) with
        {
            Figures = [FindingFigure.Duration("keep_alive", written.Milliseconds!.Value)],
            Evidence =
                [written.Evidence, new("MPM", Phrase.Verbatim(mpm), "LoadModule"), new("workers at the most", Figure.Of((long)most), server.Main["MaxRequestWorkers"]?.Spot.Whole ?? "the default; mpm_common")],
            Cause = "Each process or thread waits with its connection for the next request, and serves nobody meanwhile.",
            Remedies =
            [
                Write("Use the event MPM, in which a silent connection has no thread", server.Mpm == HttpdMpm.Prefork ? "a2dismod mpm_prefork && a2enmod mpm_event" : "a2dismod mpm_worker && a2enmod mpm_event"),
                Write($"Or, in {written.Spot.Short}, write KeepAliveTimeout 5"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
