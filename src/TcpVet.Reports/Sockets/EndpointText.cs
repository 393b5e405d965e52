using TcpVet.Model;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>One end of a socket as people read it.</summary>
internal static class EndpointText
{
    /// <summary><c>192.0.2.1:80</c>, <c>[2001:db8::1]%eth0:80</c>; <c>*</c> for port 0; names where the context has some.</summary>
    public static void Endpoint(
        this ref LineBuilder line, InetEndpoint endpoint, Protocol protocol, uint boundInterface, ISocketContext context)
    {
        bool named = context.TryResolve(endpoint.Addr, out string name);
        bool brackets = !named && endpoint.Addr.Family == AddressFamily.IPv6;
        line.Text(brackets ? "["u8 : default);
        if (named)
        {
            line.Text(SafeText.Escape(name));
        }
        else
        {
            line.Address(endpoint.Addr);
        }

        line.Text(brackets ? "]"u8 : default);
        if (boundInterface != 0)
        {
            line.Text("%"u8);
            line.Text(context.InterfaceName(boundInterface) is { } known ? SafeText.Escape(known) : $"if{boundInterface}");
        }

        line.Text(":"u8);
        if (endpoint.Port == 0)
        {
            line.Text("*"u8);
        }
        else if (context.ServiceName(protocol, endpoint.Port) is { } service)
        {
            line.Text(service);
        }
        else
        {
            line.Number(endpoint.Port);
        }
    }
}
