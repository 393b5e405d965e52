using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers.Httpd;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>TV764: KeepAlive Off, or one request a connection.</summary>
internal sealed class KeepAliveOff : HttpdRule
{
    public override string Code => "TV764";

    public override string Name => "keep-alive-off";

    public override string Summary => "httpd closes each connection after one request: KeepAlive is Off, or MaxKeepAliveRequests 1";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Connection: close in every answer of httpd", "thousands of TIME_WAIT on port 80", "the proxy opens a connection to httpd for each request"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `KeepAlive Off` (or `MaxKeepAliveRequests 1`) makes httpd answer one request and close. A browser or proxy opens a connection for each.

        ## Why it hurts
        Every request pays a handshake, and TLS pays it twice over. httpd closes first, so that TIME_WAIT gathers on the server; a proxy in front takes a new local port for each request, and 28,000 of them last 60 seconds.

        ## How we know
        The directive is read from the configuration; the default is On. That a proxy stands in front is known from mod_remoteip (`RemoteIPHeader`, `RemoteIPProxyProtocol`) or from the proxy's own configuration: then it is a warning, else information.

        ## What to do
        Write `KeepAlive On`. With prefork and browsers as clients keep `KeepAliveTimeout` at some seconds; behind a proxy above the idle limit of its pool.

        ## What does not help

        ## When to ignore
        If each client sends one request and no more, as monitoring and some interfaces do, and workers are few.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it lets outgoing connections use TIME_WAIT, and a server has incoming ones") { Page = "tcp_tw_reuse or tcp_fin_timeout against the TIME_WAIT: the first is for outgoing connections, the second for FIN_WAIT2." },
        UselessRemedy.OnPage("A longer KeepAliveTimeout has no meaning beside it."),
        new("tcp_fin_timeout", "it is no limit of TIME_WAIT") { Page = "" },
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        Phrase? missing = null;
        foreach (HttpdScope scope in server.Scopes)
        {
            HttpdValue? off = scope.Own("KeepAlive") is { Flag: false } keepAlive
                ? keepAlive
                : scope.Own("MaxKeepAliveRequests") is { Number: 1 } one && scope["KeepAlive"]?.Flag != false ? one
                : null;
            missing ??= Unknown(scope.Own("KeepAlive"));
            if (off is { } written)
            {
                findings.Add(Off(server, scope, written, input));
            }
        }

        return missing;
    }

    private Finding Off(HttpdServer server, HttpdScope scope, HttpdValue written, RuleInput input)
    {
        HttpdValue? remote = scope["RemoteIPHeader"] ?? (scope["RemoteIPProxyProtocol"] is { Flag: true } protocol ? protocol : null);
        PooledUpstream? pool =
            ServerChains.Pools.Of(input).FirstOrDefault(candidate => server.Listens.Any(listen => listen.Local is { } local
                && candidate.LeadsTo(local, input)));
        ConfigSpot? proxy = remote?.Spot ?? pool?.Spot;
        List<Evidence> evidence = [written.Evidence];
        if (proxy is { } spot)
        {
            evidence.Add(new("a proxy stands in front", remote is { } header ? Phrase.Verbatim(header.Written) : (Phrase)$"{pool!.Product} leads to it", spot.Whole));
        }

        return Found(proxy is null ? Severity.Info : Severity.Warning, Confidence.Certain, $"httpd closes after each request{(proxy is null ? (Phrase)"" : ", and a proxy stands in front")}: {written.Spot.Directive.Name} {Bounded(written)} ({written.Spot.Short})", server.Subject(written.Spot, input)) with
        {
            Evidence = evidence,
            Cause = "Keep-alive is off: each request takes a connection, which httpd closes first.",
            Remedies = [Write(written.Flag == false ? (Phrase)$"In {written.Spot.Short} write KeepAlive On" : $"In {written.Spot.Short} write MaxKeepAliveRequests 100, the default")],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static string Bounded(HttpdValue written) => written.Flag == false ? "Off" : "1";
}
