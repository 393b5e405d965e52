using TcpVet.Model;

namespace TcpVet.Rules.Servers;

/// <summary>How long a configured server keeps a silent connection: what a proxy in front of it must stay below.</summary>
/// <param name="Product">Whose it is: <c>Tomcat</c>.</param>
/// <param name="Local">Where it listens; the wildcard for every address.</param>
/// <param name="Milliseconds">The time, from 0; null for no limit.</param>
/// <param name="Setting">What sets it, as the server calls it: <c>keepAliveTimeout</c>.</param>
/// <param name="Spot">Where that is written, or the listener itself for a default.</param>
internal sealed record ServedKeepAlive(string Product, InetEndpoint Local, long? Milliseconds, string Setting, ConfigSpot Spot);
