using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers.Httpd;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>TV767: httpd's pool keeps connections for longer than the server behind it. For Tomcat, TV703 says it.</summary>
internal sealed class ProxyPoolOutlivesServer : HttpdRule
{
    public override string Code => "TV767";

    public override string Name => "proxy-pool-outlives-server";

    public override string Summary => "httpd keeps connections to a server behind it for longer than that server does: requests meet a closed connection";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["AH01102: error reading status line from remote server", "502 Proxy Error now and then, on quiet hosts most", "The proxy server received an invalid response from an upstream server"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A connection that httpd does not use stays in its pool for `ttl=` seconds, and without ttl until the server behind closes it. With the prefork MPM each child keeps one connection, and `ttl=` does not act on it. That server, whose configuration is in this record, closes sooner.

        ## Why it hurts
        httpd looks whether a connection is still open before it uses it, but the server may close in the moment in which the request is on its way: "error reading status line from remote server", and a 502 for what may not be sent twice.

        ## How we know
        The ProxyPass names an address and port on which the other configuration listens; ttl and keep-alive are read from the two (Apache HTTP Server documentation, mod_proxy: ttl). Measured with 2.4 and `ttl=2`: with event a connection that was idle for longer is closed when the next request comes and never used again; with prefork the child uses it again after 9 s (modules/proxy/proxy_util.c `ap_proxy_initialize_worker`: no pool where a child has one thread). For a Tomcat behind it TV703 says the same.

        ## What to do
        Write `ttl=` on the ProxyPass, some seconds below the server's keep-alive; or raise that. With prefork raise the server's keep-alive, change to event, or set `disablereuse=On`.

        ## What does not help

        ## When to ignore
        If all requests are GET, which httpd may send again, and a rare repeated one does no harm.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("keepalive=On on the ProxyPass", "it is TCP keepalive, which keeps firewalls from forgetting") { Page = "`keepalive=On` on the ProxyPass: that is TCP keepalive, against firewalls." },
        new("retry=0", "it lets httpd try the server again at once, and does not repeat the request") { IsCode = true },
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        HashSet<ushort> told = [];
        foreach (PooledUpstream pool in server.Pools)
        {
            if (ServerChains.Behind(pool, input) is { Product: not "Tomcat", Milliseconds: { } time } behind
                && (pool.IdleMs is not { } idle || idle >= time)
                && told.Add(pool.Port))
            {
                findings.Add(Outlives(server, pool, behind, time, input));
            }
        }

        return null;
    }

    private Finding Outlives(HttpdServer server, PooledUpstream pool, ServedKeepAlive behind, long time, RuleInput input) =>
        Found(Severity.Warning, Confidence.Likely, $"httpd keeps idle connections {(pool.IdleMs is { } idle ? (Phrase)$"for {Figure.Time(idle)}" : "without a limit")}, {behind.Product} on port {pool.Port} for {Figure.Time(time)} ({pool.Spot.Short})", server.Subject(pool.Spot, input)) with
        {
            Figures = FindingFigure.Known(
                pool.IdleMs is { } pooled ? FindingFigure.Duration("keep_alive", pooled) : null,
                FindingFigure.Duration("server_keep_alive", time)),
            Evidence =
            [
                new("httpd's pool", pool.IdleMs is { } kept ? Figure.Time(kept) : Unbounded(server), pool.Spot.Whole),
                new($"{behind.Product} closes after", Figure.Time(time), $"{behind.Setting}, {behind.Spot.Whole}"),
            ],
            Cause = "The server closes a connection that httpd still takes for usable: a request that is on its way then is answered with a reset.",
            Remedies = server.Mpm == HttpdMpm.Prefork ? Prefork(pool, behind) :
            [
                Write(time > 1_000 ? (Phrase)$"In {pool.Spot.Short} write ttl={Math.Max(1, (time / 1_000) - 1)} on the target" : $"Raise {behind.Setting} in {behind.Spot.Short}: ttl counts whole seconds"),
                Write($"Or raise {behind.Setting} in {behind.Spot.Short}, above ttl"),
            ],
            DoesNotHelp = FalseRemedies,
        };

    private static Phrase Unbounded(HttpdServer server) =>
        server.Mpm == HttpdMpm.Prefork ? "one connection a child, on which ttl does not act" : "no ttl: until the server closes";

    // With one thread a child there is no pool, and so nothing that looks at ttl (modules/proxy/proxy_util.c ap_proxy_initialize_worker).
    private static Remedy[] Prefork(PooledUpstream pool, ServedKeepAlive behind) =>
    [
        Write($"Raise {behind.Setting} in {behind.Spot.Short}: with prefork ttl does not act"),
        Write("Or load the event MPM instead of prefork, and write ttl= on the target"),
        Write($"Or write disablereuse=On in {pool.Spot.Short}: each request then has a connection of its own"),
    ];
}
