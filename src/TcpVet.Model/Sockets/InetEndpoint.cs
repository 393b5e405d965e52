using System.Runtime.InteropServices;

namespace TcpVet.Model;

/// <summary>One end of a connection.</summary>
/// <param name="Addr">The IP address; the wildcard for a socket bound to no address.</param>
/// <param name="Port">The port in host order; 0 for none.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct InetEndpoint(InetAddress Addr, ushort Port) : IComparable<InetEndpoint>
{
    /// <inheritdoc/>
    public int CompareTo(InetEndpoint other) =>
        Port != other.Port ? Port.CompareTo(other.Port) : Addr.CompareTo(other.Addr);

    /// <summary><c>192.0.2.1:80</c>, <c>[2001:db8::1]:80</c>, with <c>*</c> for port 0.</summary>
    public override string ToString()
    {
        string port = Port == 0 ? "*" : Port.ToString();
        return Addr.Family == AddressFamily.IPv6 ? $"[{Addr}]:{port}" : $"{Addr}:{port}";
    }
}
