using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers.Tomcat;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>TV703: Tomcat closes a silent connection before the pool of the proxy in front of it does.</summary>
internal sealed class KeepAliveBelowPool : TomcatRule
{
    public override string Code => "TV703";

    public override string Name => "keep-alive-below-pool";

    public override string Summary => "Tomcat closes idle connections sooner than the pool of the proxy in front of it: requests meet a closed connection";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["502 Bad Gateway now and then, on quiet hosts most", "upstream prematurely closed connection", "Error reading from remote server", "connection reset by peer behind a proxy"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A proxy of this record keeps connections to this Connector for longer than the Connector keeps them. Whichever of the two has the shorter limit closes first, and here that is the server.

        ## Why it hurts
        The proxy may send a request in the moment in which Tomcat closes: it is answered with a reset. A GET is mostly sent again, a POST is not: the client sees a 502. It happens seldom, on quiet hosts most, and looks like a fault of the network.

        ## How we know
        The proxy's configuration names this port as a server behind it and how long a silent connection stays in its pool. Tomcat's limit is `keepAliveTimeout`, else `connectionTimeout`, 20000 ms as shipped and 60000 by default (Apache Tomcat documentation, The HTTP Connector).

        ## What to do
        Let the proxy close first: raise `keepAliveTimeout` some seconds above the proxy's limit, or lower the proxy's. Only the proxy knows that it will not use the connection again.

        ## What does not help

        ## When to ignore
        If the proxy sends only requests that it may repeat, such as GET, and does repeat them.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("TCP keepalive", "it keeps firewalls from forgetting a connection, not the server from closing it") { Page = "TCP keepalive on either side: the connection is alive until it is closed." },
        UselessRemedy.OnPage("More retries in the proxy: a POST must not be repeated."),
        new("repeating failed requests in the proxy", "a POST may not be sent twice") { Page = "" },
    ];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector.KeepAlive is { Milliseconds: { } time } served
            && ServerChains.Pools.Of(input)
                .Where(pool => pool.LeadsTo(served.Local, input))
                .MaxBy(pool => pool.IdleMs ?? long.MaxValue) is { } pool
            && (pool.IdleMs is not { } idle || idle >= time))
        {
            findings.Add(Shorter(connector, served, time, pool, input));
        }

        return Unknown(connector["keepAliveTimeout"] ?? connector["connectionTimeout"]);
    }

    private Finding Shorter(TomcatConnector connector, ServedKeepAlive served, long time, PooledUpstream pool, RuleInput input)
    {
        Phrase kept = pool.IdleMs is { } idle ? Figure.Time(idle) : "as long as Tomcat does";
        long wanted = (pool.IdleMs ?? 60_000) + 15_000;
        return Found(Severity.Warning, Confidence.Likely, $"{connector.Name} closes idle connections after {Figure.Time(time)}, the pool of {pool.Product} keeps them {(pool.IdleMs is null ? kept : $"for {kept}")}", connector.Subject(input, served.Spot)) with
        {
            Figures = FindingFigure.Known(
                FindingFigure.Duration("keep_alive", time),
                pool.IdleMs is { } pooled ? FindingFigure.Duration("pool_keep_alive", pooled) : null),
            Evidence =
            [
                new("Tomcat closes after", $"{Figure.Of(time)} ms", $"{served.Setting}, {served.Spot.Whole}"),
                new($"the pool of {pool.Product} keeps", pool.IdleMs is null ? "without a limit of its own" : kept, pool.Setting.Length == 0 ? pool.Spot.Whole : $"{pool.Setting}, {pool.Spot.Whole}"),
            ],
            Cause = "Tomcat closes a connection that the proxy still takes for usable: a request that is on its way then is answered with a reset.",
            Remedies =
            [
                Write($"On the Connector of {connector.Spot.Short} write keepAliveTimeout=\"{wanted}\""),
                // With prefork nothing bounds how long a child keeps its one connection.
                Write(pool.Setting.Length == 0
                    ? (Phrase)$"Or let {pool.Product} keep none: disablereuse=On ({pool.Spot.Short}); with prefork ttl does not act"
                    : $"Or let {pool.Product} give connections up sooner: {pool.Setting} below {Figure.Time(time)} ({pool.Spot.Short})"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
