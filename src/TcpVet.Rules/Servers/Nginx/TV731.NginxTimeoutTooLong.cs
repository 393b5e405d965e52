using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV731: a timeout of nginx holds connections that nobody uses, or is longer than the kernel waits.</summary>
internal sealed class NginxTimeoutTooLong : Rule
{
    private static readonly Threshold Client = new("TV731.client_ms", 300_000, "ms", "engineering default; nginx's own is 60 s between two reads or writes", "a timeout towards clients from so long on is too long");
    private static readonly Threshold Upstream = new("TV731.upstream_ms", 3_600_000, "ms", "engineering default; nginx's own is 60 s between two reads", "waiting so long for an ordinary answer is too long");
    private static readonly Threshold Connect = new("TV731.connect_ms", 75_000, "ms", "ngx_http_proxy_module: 'this timeout cannot usually exceed 75 seconds'", "a longer connect timeout waits for the kernel to give up");

    public override string Code => "TV731";

    public override string Name => "nginx-timeout-too-long";

    public override string Summary => "A timeout of nginx lets dead clients or stuck upstreams hold connections for very long";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["worker_connections are not enough", "connections of clients that left stay ESTABLISHED", "requests hang for minutes when a backend is gone"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A timeout is set so high that a client that has vanished, or an upstream that is stuck, holds its connection, its descriptor and its place in worker_connections for minutes or hours.

        ## Why it hurts
        Slow or hostile clients fill worker_connections with requests that never end; a dead upstream makes every request wait until the kernel gives up (about two minutes for a connect) before another one is tried.

        ## How we know
        The directive stands in the file. For proxy_read_timeout, locations that pass `Upgrade` on (WebSocket) are left out: there a long silence is normal. So are bodies and answers where `grpc_pass` or `proxy_buffering off` (server-sent events) stands, in the block or in one inside it.

        ## What to do
        Towards clients 15 to 60 s between two reads; proxy_connect_timeout a few seconds; proxy_read_timeout as long as the slowest good answer takes. Give WebSockets a location of their own, with a long proxy_read_timeout there.

        ## What does not help

        ## When to ignore
        If uploads over poor links or reports of an hour are the purpose of this server.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("keepalive_timeout", "it is about the pause between requests") { IsCode = true },
        UselessRemedy.OnPage("`so_keepalive`: a slow client's host answers keepalive probes."),
        new("more worker_connections", "they fill as well, later"),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Client, Upstream, Connect];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            foreach (NginxContext context in view.Contexts)
            {
                findings.AddRange(context.Directives
                    .Where(line =>
                        Limit(line.Name, context, input) is { } limit
                            && NginxTime.Ms(line.Argument) is { } ms
                            && (line.Name.EndsWith("connect_timeout", StringComparison.Ordinal) ? ms > limit : ms >= limit))
                    .Select(line => Long(line, view)));
            }
        }

        return RuleAnswer.From(findings, null);
    }

    private static double? Limit(string name, NginxContext context, RuleInput input) => name switch
    {
        // A stream of gRPC is one body that lasts for as long as the call, with pauses that are its own.
        "client_body_timeout" or "send_timeout" when NginxStreaming.Passes(context) => null,
        "client_header_timeout" or "client_body_timeout" or "send_timeout" => input.Settings[Client],
        "proxy_connect_timeout" or "fastcgi_connect_timeout" or "uwsgi_connect_timeout" or "grpc_connect_timeout" => input.Settings[Connect],
        "proxy_read_timeout" when !PassesUpgrades(context) && !NginxStreaming.Passes(context) => input.Settings[Upstream],
        "fastcgi_read_timeout" or "uwsgi_read_timeout" => input.Settings[Upstream],
        _ => null,
    };

    private static bool PassesUpgrades(NginxContext context) =>
        context.FindAll("proxy_set_header").Any(header => header.Argument.Equals("Upgrade", StringComparison.OrdinalIgnoreCase));

    private Finding Long(ConfigDirective line, NginxView view)
    {
        bool client = line.Name is "client_header_timeout" or "client_body_timeout" or "send_timeout";
        bool connect = line.Name.EndsWith("connect_timeout", StringComparison.Ordinal);
        return Found(client ? Severity.Warning : Severity.Info, Confidence.Certain, $"nginx waits {Figure.Time(NginxTime.Ms(line.Argument) ?? 0)}: {line.Name}", Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Duration("timeout", NginxTime.Ms(line.Argument) ?? 0)],
            Evidence = [Written.Evidence("the line", view.Configuration, line), new("without it", "60 s", "ngx_http_core_module, ngx_http_proxy_module: defaults")],
            Cause = client ? "A client that sends or takes a byte now and then holds its connection for as long as it likes."
                : connect ? "A host that does not answer holds the request until the kernel gives up."
                : "An upstream that is stuck holds the client's connection and its own.",
            Remedies = [new(RemedyLevel.Configuration, connect ? (Phrase)$"Write {line.Name} 5s;" : client ? (Phrase)$"Write {line.Name} 30s; or take the line out" : $"Write {line.Name} with the time of the slowest good answer; give long ones a location of their own")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
