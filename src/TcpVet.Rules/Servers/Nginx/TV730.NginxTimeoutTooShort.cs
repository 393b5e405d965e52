using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV730: a timeout of nginx is shorter than one lost packet takes.</summary>
internal sealed class NginxTimeoutTooShort : Rule
{
    private static readonly Threshold Shortest = new("TV730.shortest_ms", 1_000, "ms", "the first retransmission of a SYN comes after 1 s (RFC 6298, include/net/tcp.h TCP_TIMEOUT_INIT)", "a timeout below it is too short");

    private static readonly string[] Names =
    [
        "client_header_timeout", "client_body_timeout", "send_timeout", "proxy_connect_timeout", "proxy_read_timeout", "proxy_send_timeout",
        "fastcgi_connect_timeout", "fastcgi_read_timeout", "fastcgi_send_timeout", "uwsgi_connect_timeout", "uwsgi_read_timeout", "grpc_connect_timeout", "grpc_read_timeout", "proxy_timeout",
    ];

    public override string Code => "TV730";

    public override string Name => "nginx-timeout-too-short";

    public override string Summary => "A timeout of nginx is so short that one lost packet ends the connection";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["client timed out (110: Connection timed out) while reading client request headers", "upstream timed out (110: Connection timed out) while connecting to upstream", "408 Request Timeout from mobile clients"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A timeout towards clients or upstreams is shorter than a second. That is less than TCP needs to repair the loss of one packet at the start of a connection: the first retransmission comes after a second.

        ## Why it hurts
        Clients with a longer round trip or a lossy link are cut off in the middle of a request (408, or a bare close), and well-behaved upstreams seem to be down. nginx is the side that closes: each of these connections leaves a TIME_WAIT here.

        ## How we know
        The directive stands in the file. nginx reads a bare number as seconds; `ms` has to be written, so that the value is meant for what it is.

        ## What to do
        Towards clients 10 s and more (the default is 60 s); proxy_connect_timeout 3 s or more, so that a lost SYN may be repeated; proxy_read_timeout as long as the slowest good answer takes.

        ## What does not help

        ## When to ignore
        If the peer is on the same host or in the same rack, and giving up fast is the purpose.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("kernel timeouts such as tcp_fin_timeout", "nginx hangs up before they matter") { Page = "A shorter kernel timeout (`tcp_fin_timeout`, `tcp_synack_retries`): nginx cuts before them." },
        UselessRemedy.OnPage("More worker processes: the workers are not busy, they hang up."),
        UselessRemedy.OnPage("Retries of the client: they meet the same limit."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Shortest];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            foreach (NginxContext context in view.Contexts)
            {
                findings.AddRange(context.Directives
                    .Where(line => Names.Contains(line.Name) && NginxTime.Ms(line.Argument) < input.Settings[Shortest])
                    .Select(line => Short(line, view)));
            }
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Short(ConfigDirective line, NginxView view)
    {
        // Towards an upstream next door a short connect timeout may be meant; clients are never next door.
        bool client = line.Name is "client_header_timeout" or "client_body_timeout" or "send_timeout";
        return Found(client ? Severity.Critical : Severity.Warning, Confidence.Certain, $"nginx gives up after {Figure.Time(NginxTime.Ms(line.Argument) ?? 0)}: {line.Name}", Written.At(view.Configuration, line)) with
        {
            Figures = [FindingFigure.Duration("timeout", NginxTime.Ms(line.Argument) ?? 0)],
            Evidence = [Written.Evidence("the line", view.Configuration, line), new("first retransmission of a lost SYN", "1 s", "RFC 6298")],
            Cause = "The timeout ends before TCP can repair the loss of a packet.",
            Remedies =
                [new(RemedyLevel.Configuration,
                    client ? (Phrase)$"Write {line.Name} 15s; or take the line out (default 60s)" : line.Name.EndsWith("_connect_timeout", StringComparison.Ordinal) ? (Phrase)$"Write {line.Name} 5s;" : $"Write {line.Name} with the time of the slowest good answer, or take the line out (default 60s)")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
