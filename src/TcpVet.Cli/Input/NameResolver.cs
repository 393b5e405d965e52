using System.Net;
using System.Net.Sockets;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>Names instead of numbers (<c>--resolve</c>): hosts by reverse look-up, ports by the services database.</summary>
/// <param name="serviceName">A service's name; null when it has none.</param>
internal sealed class NameResolver(Func<Protocol, ushort, string?> serviceName)
{
    private readonly Dictionary<InetAddress, string?> hosts = [];

    public string? ServiceName(Protocol protocol, ushort port) => serviceName(protocol, port);

    public bool TryResolve(InetAddress address, out string name)
    {
        if (!hosts.TryGetValue(address, out string? known))
        {
            known = address.IsAny ? null : LookUp(address);
            hosts[address] = known;
        }

        name = known ?? "";
        return known is not null;
    }

    private static string? LookUp(InetAddress address)
    {
        try
        {
            string name = Dns.GetHostEntry(address.Unmapped.ToString()).HostName;
            return InetAddress.TryParse(name, out _) ? null : Output.SafeText.Escape(name);
        }
        catch (SocketException)
        {
            // Nobody knows a name: the number stays.
            return null;
        }
    }
}
