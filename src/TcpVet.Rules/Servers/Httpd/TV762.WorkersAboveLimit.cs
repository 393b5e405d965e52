using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV762: MaxRequestWorkers or ThreadsPerChild above the limits beside them, to which httpd lowers them.</summary>
internal sealed class WorkersAboveLimit : HttpdRule
{
    private const int DefaultThreads = 25; // server/mpm/event/event.c DEFAULT_THREADS_PER_CHILD
    private const int DefaultThreadLimit = 64; // DEFAULT_THREAD_LIMIT
    private const int DefaultServers = 16; // DEFAULT_SERVER_LIMIT of worker and event
    private const int DefaultProcesses = 256; // of prefork

    public override string Code => "TV762";

    public override string Name => "workers-above-limit";

    public override string Summary => "httpd lowers MaxRequestWorkers or ThreadsPerChild to what ServerLimit and ThreadLimit allow";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["MaxRequestWorkers was raised and nothing changed", "would require servers and would exceed ServerLimit", "server reached MaxRequestWorkers setting"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `MaxRequestWorkers` can be no more than `ServerLimit` × `ThreadsPerChild` (with prefork: than `ServerLimit`), and `ThreadsPerChild` no more than `ThreadLimit`. httpd lowers what is more, writes a line to its error log and starts.

        ## Why it hurts
        The server has fewer workers than its configuration says: 400 with the defaults of event and worker, 256 with those of prefork. Under load connections wait in the listener's queue, and whoever raises MaxRequestWorkers again changes nothing.

        ## How we know
        The directives are read from the configuration, with the defaults of the loaded MPM: ServerLimit 16 (prefork 256), ThreadsPerChild 25, ThreadLimit 64 (Apache HTTP Server documentation, mpm_common; server/mpm/event/event.c `event_check_config`).

        ## What to do
        Write the ServerLimit that is needed before MaxRequestWorkers, then stop httpd and start it (`systemctl restart`). ServerLimit and ThreadLimit change neither with a reload nor with `apachectl restart`, which is a SIGHUP: "changing ServerLimit to 8 from original value of 4 not allowed during restart" (measured with 2.4).

        ## What does not help

        ## When to ignore
        If the lower number is what you want: then write it, and the warning in the error log goes too.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a reload or apachectl restart", "the scoreboard keeps its size until httpd is stopped and started"),
        new("a longer ListenBacklog", "it serves nobody") { Page = "A longer ListenBacklog: it lets clients wait, and serves none of them." },
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        Phrase? missing = null;
        foreach ((HttpdMpm mpm, HttpdScope settings) in server.MpmSettings())
        {
            missing ??= Judge(server, mpm, settings, input, findings);
        }

        return missing;
    }

    private Phrase? Judge(HttpdServer server, HttpdMpm mpm, HttpdScope settings, RuleInput input, List<Finding> findings)
    {
        HttpdValue? workers = settings["MaxRequestWorkers"] ?? settings["MaxClients"];
        HttpdValue? threads = settings["ThreadsPerChild"];
        HttpdValue? servers = settings["ServerLimit"];
        HttpdValue? threadLimit = settings["ThreadLimit"];
        if ((Unknown(workers) ?? Unknown(threads) ?? Unknown(servers) ?? Unknown(threadLimit)) is { } unknown)
        {
            return unknown;
        }

        int perChild = mpm == HttpdMpm.Prefork ? 1 : threads?.Number ?? DefaultThreads;
        if (mpm is HttpdMpm.Worker or HttpdMpm.Event && threads is { } written && perChild > (threadLimit?.Number ?? DefaultThreadLimit))
        {
            int limit = threadLimit?.Number ?? DefaultThreadLimit;
            findings.Add(Above(server, written, limit, $"ThreadLimit {limit}", $"Before {written.Spot.Short} write ThreadLimit {perChild}, then stop httpd and start it: apachectl restart keeps the old one", threadLimit, input));
            perChild = limit;
        }

        // Without the MPM only what is written can be compared.
        bool told = mpm != HttpdMpm.Unknown || (servers is not null && threads is not null);
        long most = (long)(servers?.Number ?? (mpm == HttpdMpm.Prefork ? DefaultProcesses : DefaultServers)) * perChild;
        if (told && perChild > 0 && workers is { Number: { } asked } value && asked > most)
        {
            if (!server.IsWhole && (servers is null || (threads is null && mpm != HttpdMpm.Prefork)))
            {
                return server.Hidden("ServerLimit and ThreadsPerChild");
            }

            Phrase needed = $"Before {value.Spot.Short} write ServerLimit {(asked + perChild - 1) / perChild}, then stop httpd and start it: apachectl restart keeps the old one";
            findings.Add(Above(server, value, most, mpm == HttpdMpm.Prefork ? (Phrase)$"ServerLimit {most}" : $"ServerLimit {most / perChild} × ThreadsPerChild {perChild}", needed, servers, input));
        }

        return null;
    }

    private Finding Above(HttpdServer server, HttpdValue value, long most, Phrase limit, Phrase remedy, HttpdValue? written,
        RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, $"httpd lowers {value.Spot.Directive.Name} {Figure.Of((long)value.Number!.Value)} to {Figure.Of(most)} ({value.Spot.Short})", server.Subject(value.Spot, input)) with
        {
            Figures =
            [
                FindingFigure.Limit("asked", value.Number!.Value, "workers"),
                FindingFigure.Limit("workers_limit", most, "workers"),
            ],
            Evidence = [value.Evidence, new("the limit", limit, written?.Spot.Whole ?? "the default; Apache HTTP Server documentation: mpm_common")],
            Cause = $"{limit} bounds it: httpd writes a warning to its error log when it starts, and goes on with less.",
            Remedies = [Write(remedy)],
            DoesNotHelp = FalseRemedies,
        };
}
