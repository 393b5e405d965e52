using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV755: the idle timeouts of HAProxy in front of a database.</summary>
internal sealed class HAProxyDatabaseIdleTimeout : Rule
{
    private static readonly Threshold Short = new("TV755.short_ms", 300_000, "ms", "engineering default: pools of database clients keep idle connections for 5 to 30 minutes (HikariCP: 10)", "a shorter idle timeout cuts connections of pools");
    private static readonly Threshold Long = new("TV755.long_ms", 43_200_000, "ms", "engineering default: longer than any pool keeps an idle connection", "a longer idle timeout keeps connections that are dead");

    public override string Code => "TV755";

    public override string Name => "haproxy-database-idle-timeout";

    public override string Summary => "HAProxy in front of a database closes idle sessions of pools, or keeps dead ones for ever";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => [.. DatabaseIdle.Complaints, "cD or sD in the logs of HAProxy"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        In TCP mode `timeout client` and `timeout server` end a session on which that side has sent nothing for so long. Behind this proxy stands a database, whose clients keep idle connections in pools on purpose; `timeout tunnel` does not count in TCP mode before both have spoken, and replaces both after.

        ## Why it hurts
        Shorter than the pool's idle time, they close connections that the pool takes for usable: the first query after a pause fails, and so does a query that takes longer to answer. Very long, they never notice that a client or the database is gone, unless TCP keepalive does: sessions, locks and max_connections of the database stay taken.

        ## How we know
        The shorter of the timeouts in force is read as HAProxy inherits it, `timeout tunnel` first. That a database stands behind is told by a check (`option mysql-check`, `pgsql-check`, `redis-check`) or by the port of a server or of the bind line. RabbitMQ counts from 30 s down, because its clients send heartbeats. Very long times count only where neither `option tcpka` nor `clitcpka` is on.

        ## What to do
        Let the pool give idle connections up first: `timeout client 1h` and `timeout server 1h` in this proxy, `option clitcpka` and `option srvtcpka`, and the pool's maximum lifetime below that.

        ## What does not help

        ## When to ignore
        If the pool tests each connection before it hands it out, or closes idle ones earlier than this.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("option tcpka", "keepalive probes are no data to these timeouts") { Page = "`option tcpka` against short timeouts: probes are no data to HAProxy." },
        new("timeout connect", "it ends with the handshake") { IsCode = true },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Short, Long];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            findings.AddRange(view.Proxies
                .Where(proxy => proxy.IsBackend && IsTcp(proxy))
                .Select(proxy => (Proxy: proxy, Database: Database(proxy), Line: Shortest(proxy, view)))
                .Where(found => found.Database is not null && found.Line is not null && IsWrong(found.Proxy, found.Database,
                    found.Line, view, input))
                .GroupBy(found => found.Line!)
                .Select(same =>
                    Idle(same.Key, [.. same.Select(found => found.Proxy)], same.First().Database!,
                        DatabaseIdle.IsShort(same.First().Database!, HAProxySection.TimeOf(same.Key)!.Value.Ms,
                            input.Settings[Short]), view)));
        }

        return RuleAnswer.From(findings, null);
    }

    // Of a fragment the mode may stand in the defaults of another file.
    private static bool IsTcp(HAProxySection proxy) => proxy.IsTcp && !proxy.IsHttp;

    private static bool IsWrong(HAProxySection proxy, string database, ConfigDirective line, HAProxyView view, RuleInput input) =>
        HAProxySection.TimeOf(line) is { } time
        && (DatabaseIdle.IsShort(database, time.Ms, input.Settings[Short]) || (time.Ms > input.Settings[Long] && !IsProbed(proxy, view)));

    private static bool IsProbed(HAProxySection proxy, HAProxyView view) => Probes(proxy) || view.Frontends(proxy).Any(Probes);

    private static bool Probes(HAProxySection proxy) => (proxy.Option("tcpka") ?? proxy.Option("clitcpka") ?? proxy.Option("srvtcpka")) is not null;

    // timeout tunnel replaces both once both sides have spoken, which in a database's session is at once.
    private static ConfigDirective? Shortest(HAProxySection proxy, HAProxyView view)
    {
        if (proxy.Timeout("tunnel") is { } tunnel)
        {
            return tunnel;
        }

        IEnumerable<HAProxySection> clients = proxy.IsFrontend ? [proxy] : view.Frontends(proxy);
        return clients.Select(frontend => frontend.Timeout("client")).Append(proxy.Timeout("server")).OfType<ConfigDirective>()
            .Where(line => HAProxySection.TimeOf(line) is not null).MinBy(line => HAProxySection.TimeOf(line)!.Value.Ms);
    }

    private static string? Database(HAProxySection proxy) =>
        proxy.Option("mysql-check") is not null ? "MySQL" : proxy.Option("pgsql-check") is not null ? "PostgreSQL" : proxy.Option("redis-check") is not null ? "Redis"
        : proxy.Servers.Select(server => DatabasePort.OfServer(server.Arguments.ElementAtOrDefault(1))).FirstOrDefault(
            product => product is not null)
        ?? proxy.Binds.SelectMany(HAProxyView.Endpoints)
            .Select(end => DatabasePort.Product(end))
            .FirstOrDefault(product => product is not null);

    private Finding Idle(ConfigDirective line, IReadOnlyList<HAProxySection> proxies, string database, bool isShort, HAProxyView view)
    {
        HAProxySection first = proxies[0];
        double ms = HAProxySection.TimeOf(line)!.Value.Ms;
        string name = line.Name == "timeout" ? $"timeout {line.Argument}" : line.Name;
        return Found(isShort ? Severity.Warning : Severity.Info, Confidence.Likely, DatabaseIdle.Title("HAProxy", database,
            $" in {first.Title}", ms, name, isShort), Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Duration("timeout", ms)],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                new("in force in", proxies.Count > 1 ? (Phrase)$"{first.Title} and {Figure.Count(proxies.Count - 1, "other")}" : first.Title, Written.Place(view.Configuration, first.Directive)),
            ],
            Cause = DatabaseIdle.Cause(isShort),
            Remedies =
            [
                new(RemedyLevel.Configuration, $"In {first.Title} write timeout client 1h and timeout server 1h, with option clitcpka and option srvtcpka"),
                DatabaseIdle.Pool,
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
