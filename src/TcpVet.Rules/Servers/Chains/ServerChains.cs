using TcpVet.Rules.Engine;
using TcpVet.Rules.Servers.Httpd;
using TcpVet.Rules.Servers.Tomcat;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>A proxy and the server behind it, where a record holds the configurations of both.</summary>
internal static class ServerChains
{
    /// <summary>The pools of every proxy of the record whose configuration tells them.</summary>
    public static Derived<IReadOnlyList<PooledUpstream>> Pools { get; } = new(facts =>
        [.. HttpdServer.All.Of(facts).SelectMany(server => server.Pools)]);

    /// <summary>How long every server of the record whose configuration tells it keeps a silent connection. Servers that keep none are not
    /// among them.</summary>
    public static Derived<IReadOnlyList<ServedKeepAlive>> KeepAlives { get; } = new(facts =>
    [
        .. TomcatConnector.All.Of(facts).Select(connector => connector.KeepAlive).OfType<ServedKeepAlive>(),
        .. HttpdServer.All.Of(facts).SelectMany(server => server.KeepAlives),
    ]);

    /// <summary>
    /// The server of this record that a proxy's target is; null when there is none, and when several files speak of it: then they are not
    /// those of one host.
    /// </summary>
    public static ServedKeepAlive? Behind(PooledUpstream upstream, RuleInput input)
    {
        ServedKeepAlive[] servers = [.. KeepAlives.Of(input).Where(server => upstream.LeadsTo(server.Local, input))];
        return servers.Length > 0 && servers.All(server => server.Spot.File == servers[0].Spot.File) ? servers[0] : null;
    }
}
