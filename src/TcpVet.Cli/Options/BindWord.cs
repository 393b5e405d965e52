using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Cli.Options;

/// <summary>
/// What a service would bind, as <c>--bind</c> takes it: <c>8080</c>, <c>10.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>udp:53</c>.
/// </summary>
internal static class BindWord
{
    /// <summary>Reads a word.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public static (Protocol Proto, InetEndpoint Local) Parse(string word)
    {
        bool udp = word.StartsWith("udp:", StringComparison.OrdinalIgnoreCase);
        string rest = udp || word.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? word[4..] : word;
        int colon = rest.LastIndexOf(':');
        string host = colon < 0 ? "" : rest[..colon];
        if (!ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0
            || !TryAddress(host, out InetAddress address))
        {
            throw new RequestException(
                $"--bind: expected a port with or without an address, such as 8080, 10.0.0.1:8080, [::1]:8080 or udp:53, found '{word}'");
        }

        return (udp ? Protocol.Udp : Protocol.Tcp, new InetEndpoint(address, port));
    }

    private static bool TryAddress(string host, out InetAddress address)
    {
        if (host is "" or "*")
        {
            address = InetAddress.AnyIPv4;
            return true;
        }

        // An IPv6 address without brackets would swallow the port.
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        return InetAddress.TryParse(bracketed ? host[1..^1] : host, out address) && bracketed == (address.Family == AddressFamily.IPv6);
    }
}
