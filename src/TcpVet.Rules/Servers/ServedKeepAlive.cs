using TcpVet.Model;

namespace TcpVet.Rules.Servers;

/// <summary>How long a configured server keeps a silent connection: what a proxy in front of it must stay below.</summary>
/// <param name="Product">Whose it is: <c>Tomcat</c>.</param>
/// <param name="Local">Where it listens; the wildcard for every address.</param>
/// <param name="Milliseconds">The time, from 0; null for no limit.</param>
/// <param name="Setting">What sets it, as the server calls it: <c>keepAliveTimeout</c>.</param>
/// <param name="Spot">Where that is written, or the listener itself for a default.</param>
internal sealed record ServedKeepAlive(string Product, InetEndpoint Local, long? Milliseconds, string Setting, ConfigSpot Spot)
{
    /// <summary>Of every server of the record whose configuration tells it. Servers that keep none are not among them.</summary>
    public static IReadOnlyList<ServedKeepAlive> All(RuleInput input) => input.Once<IReadOnlyList<ServedKeepAlive>>(nameof(ServedKeepAlive), facts =>
    [
        .. TomcatConnector.All(facts).Select(connector => connector.KeepAlive).OfType<ServedKeepAlive>(),
        .. HttpdServer.All(facts).SelectMany(server => server.KeepAlives),
    ]);

    /// <summary>The server of this record that a proxy's target is; null when there is none.</summary>
    public static ServedKeepAlive? At(RuleInput input, PooledUpstream upstream) => All(input).FirstOrDefault(server => upstream.LeadsTo(server.Local, input));
}
