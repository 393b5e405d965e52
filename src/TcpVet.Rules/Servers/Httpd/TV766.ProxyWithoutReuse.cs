using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV766: a connection to the server behind for each request.</summary>
internal sealed class ProxyWithoutReuse : HttpdRule
{
    public override string Code => "TV766";

    public override string Name => "proxy-without-reuse";

    public override string Summary => "httpd opens a connection to the server behind it for each request: reuse is switched off";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["thousands of TIME_WAIT towards the application server", "Cannot assign requested address: AH00957: attempt to connect failed", "disablereuse=on as a guide says"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `disablereuse=on` on a ProxyPass, or `SetEnv proxy-nokeepalive` or `force-proxy-request-1.0` in its place, makes httpd open a connection for each request and close it after the answer.

        ## Why it hurts
        Each request takes a new local port, which stays in TIME_WAIT for 60 seconds on the side that closes first: with 28,232 ephemeral ports some 470 requests a second towards one address use them up, and connect() fails. The handshakes come on top.

        ## How we know
        The parameters and variables are read from the configuration; HTTP and AJP connections are used again by default (Apache HTTP Server documentation, mod_proxy: disablereuse, Protocol Adjustments). FastCGI is not judged: there reuse is off by default.

        ## What to do
        Take the parameter or variable out. If it was set against "Error reading from remote server", the pool outlived the server's keep-alive: write `ttl=` below that instead (TV767).

        ## What does not help

        ## When to ignore
        If the server behind cannot serve two requests on one connection, or requests are rare.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it is no limit of TIME_WAIT"),
        new("a lower tcp_max_tw_buckets", "it resets connections that are closing") { Page = "tcp_max_tw_buckets: lowered, it resets connections that are closing." },
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        // One finding for what switches it off, however many targets are under it.
        HashSet<(int, int)> told = [];
        foreach (HttpdProxyTarget target in server.Targets.Where(target => target.Scheme is "http" or "https" or "ajp"))
        {
            ConfigSpot? cause = target.DisablesReuse ? target.Spot : target.NoReuse?.Spot;
            if (cause is { } spot && told.Add((spot.Directive.File, spot.Directive.Line)))
            {
                findings.Add(Off(server, target, spot, input));
            }
        }

        return null;
    }

    private Finding Off(HttpdServer server, HttpdProxyTarget target, ConfigSpot spot, RuleInput input) =>
        Found(Severity.Warning, Confidence.Certain, $"httpd opens a connection to {target.Name} for each request ({spot.Short})", server.Subject(spot, input)) with
        {
            Evidence = [new HttpdValue(spot).Evidence],
            Cause = target.DisablesReuse ? "The parameter closes each connection after its answer." : "The variable closes each connection after its answer, for every server behind this place.",
            Remedies =
            [
                Write(target.DisablesReuse ? (Phrase)$"In {spot.Short} take disablereuse=on (or enablereuse=off) out" : $"In {spot.Short} take SetEnv {spot.Directive.Argument} out"),
                Write("Write ttl= on the ProxyPass, in seconds, below the keep-alive of the server behind, if that closed connections under a request"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}
