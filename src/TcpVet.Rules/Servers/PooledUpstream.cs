using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers;

/// <summary>A pool of connections that a configured proxy keeps to a server behind it.</summary>
/// <param name="Product">Whose it is: <c>httpd</c>.</param>
/// <param name="Host">The server, as the configuration names it.</param>
/// <param name="Port">Its port.</param>
/// <param name="IdleMs">How long a silent connection stays in the pool, in milliseconds; null for no limit: until the server closes
/// it.</param>
/// <param name="Setting">What sets it, as the proxy calls it: <c>ttl</c>; empty where nothing does.</param>
/// <param name="Spot">Where that is written, or the target itself for a default.</param>
internal sealed record PooledUpstream(string Product, string Host, ushort Port, long? IdleMs, string Setting, ConfigSpot Spot)
{
    /// <summary>
    /// Whether it leads to a server of this record that listens there: the port is the same, and the address is the server's own.
    /// Files that
    /// were given together may be those of many hosts: then only a target that names this host itself (localhost), or the very address that
    /// the server is bound to, leads to it.
    /// </summary>
    public bool LeadsTo(InetEndpoint local, RuleInput input)
    {
        if (Port != local.Port)
        {
            return false;
        }

        if (!InetAddress.TryParse(Host.Trim('[', ']'), out InetAddress address))
        {
            return Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        }

        return local.Addr.IsAny ? input.IsLocalAddress(address) : address.Unmapped == local.Addr.Unmapped;
    }
}
