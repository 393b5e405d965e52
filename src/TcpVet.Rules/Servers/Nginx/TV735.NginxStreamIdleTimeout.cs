using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV735: the idle timeout of a stream in front of a database.</summary>
internal sealed class NginxStreamIdleTimeout : Rule
{
    private static readonly Threshold Short = new("TV735.short_ms", 300_000, "ms", "engineering default: pools of database clients keep idle connections for 5 to 30 minutes (HikariCP: 10)", "a shorter idle timeout cuts connections of pools");
    private static readonly Threshold Long = new("TV735.long_ms", 43_200_000, "ms", "engineering default: longer than any pool keeps an idle connection", "a longer idle timeout keeps connections that are dead");

    public override string Code => "TV735";

    public override string Name => "nginx-stream-idle-timeout";

    public override string Summary => "A stream of nginx in front of a database closes idle sessions of pools, or keeps dead ones for ever";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => [.. DatabaseIdle.Complaints, "Connection reset by peer on the first query after a pause"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `proxy_timeout` of a stream ends a session on which neither side has sent anything for so long, 10 minutes by default. Behind this one stands a database, whose clients keep idle connections in pools on purpose.

        ## Why it hurts
        Shorter than the pool's idle time, it closes connections that the pool takes for usable: the first query after a pause fails. Very long, it never notices that a client or the database is gone, unless TCP keepalive does: sessions, locks and max_connections of the database stay taken.

        ## How we know
        The directive is read as the stream inherits it, and the port of the listener or of the server behind is one of a database. RabbitMQ counts from 30 s down, because its clients send heartbeats. Very long times count only where neither `so_keepalive` of the listen line nor `proxy_socket_keepalive` is on.

        ## What to do
        Let the pool give idle connections up first: `proxy_timeout 1h;` and `so_keepalive=on` on the listen line, `proxy_socket_keepalive on;`, and the pool's maximum lifetime below that.

        ## What does not help

        ## When to ignore
        If the pool tests each connection before it hands it out, or closes idle ones earlier than this.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("proxy_connect_timeout", "it ends with the handshake") { IsCode = true },
        new("a shorter tcp_keepalive_time", "keepalive probes are no data to proxy_timeout") { Page = "TCP keepalive against a short `proxy_timeout`: probes are no data to nginx." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Short, Long];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            HashSet<ConfigDirective> told = new(ReferenceEqualityComparer.Instance);
            foreach (NginxProxy proxy in view.Proxies.Where(proxy => proxy.Context.Around("stream") is not null))
            {
                if (Database(proxy, view) is { } database && proxy.Context.Find("proxy_timeout") is { } line && NginxTime.Ms(line.Argument) is { } ms
                    && (DatabaseIdle.IsShort(database, ms, input.Settings[Short]) || (ms > input.Settings[Long] && !IsProbed(proxy)
                        && !view.MayHide(proxy.Context))) && told.Add(line))
                {
                    findings.Add(Idle(proxy, line, ms, database, DatabaseIdle.IsShort(database, ms, input.Settings[Short]), view));
                }
            }
        }

        return RuleAnswer.From(findings, null);
    }

    private static string? Database(NginxProxy proxy, NginxView view) =>
        proxy.Destinations.Select(end => DatabasePort.Product(end)).FirstOrDefault(product => product is not null)
        ?? (proxy.Upstream?.Servers ?? [proxy.Target]).Select(DatabasePort.OfServer).FirstOrDefault(product => product is not null)
        ?? view.Listens.Where(listen => ReferenceEquals(listen.Server, proxy.Context))
            .Select(listen => DatabasePort.Product(listen.Endpoint))
            .FirstOrDefault(product => product is not null);

    private static bool IsProbed(NginxProxy proxy) => proxy.Context.Find("proxy_socket_keepalive")?.Argument == "on"
        || proxy.Context.Directives.Any(line =>
            line.Name == "listen" && line.Arguments.Any(word => word.StartsWith("so_keepalive=", StringComparison.Ordinal) && word != "so_keepalive=off"));

    private Finding Idle(NginxProxy proxy, ConfigDirective line, double ms, string database, bool isShort, NginxView view) =>
        Found(isShort ? Severity.Warning : Severity.Info, Confidence.Likely, DatabaseIdle.Title("nginx", database, "",
            ms, "proxy_timeout", isShort), Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Duration("timeout", ms)],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                Written.Evidence("passed on by", view.Configuration, proxy.Directive),
                new("without it", "10 min", "ngx_stream_proxy_module: the default"),
            ],
            Cause = DatabaseIdle.Cause(isShort),
            Remedies = [new(RemedyLevel.Configuration, "Write proxy_timeout 1h; with so_keepalive=on on the listen line and proxy_socket_keepalive on;"), DatabaseIdle.Pool],
            DoesNotHelp = FalseRemedies,
        };
}
