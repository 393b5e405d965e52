using System.Net;
using System.Net.Sockets;
using TcpVet.Linux.Filters;
using TcpVet.Model;

namespace TcpVet.Operations.Sources;

/// <summary>Names instead of numbers (<c>--resolve</c>): hosts by reverse look-up, ports by the services database.</summary>
/// <param name="serviceName">A service's name; null when it has none.</param>
public sealed class NameResolver(Func<Protocol, ushort, string?> serviceName)
{
    private readonly Dictionary<InetAddress, string?> hosts = [];

    /// <summary>Hosts by look-up, ports by /etc/services.</summary>
    public static NameResolver OfHost()
    {
        ServicesFile services = ServicesFile.Read("/etc/services");
        return new NameResolver((protocol, port) => services.NameOf(port, protocol));
    }

    /// <summary>A service's name; null when it has none.</summary>
    public string? ServiceName(Protocol protocol, ushort port) => serviceName(protocol, port);

    /// <summary>The name of an address, where it has one: raw text, as the name server said it.</summary>
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
#pragma warning disable RS0030 // This is the one place behind --resolve.
            string name = Dns.GetHostEntry(address.Unmapped.ToString()).HostName;
#pragma warning restore RS0030
            return InetAddress.TryParse(name, out _) ? null : name;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Nobody knows a name, or it is none that can be asked for: the number stays.
            return null;
        }
    }
}
