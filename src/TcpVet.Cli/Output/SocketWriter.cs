using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>Writes sockets in one form, one after another.</summary>
internal interface ISocketWriter
{
    /// <summary>Writes one socket.</summary>
    void Write(in SocketView socket, ISocketContext context);

    /// <summary>Writes what comes after the last socket.</summary>
    void End();
}

/// <summary>Ends of sockets in a line.</summary>
internal static class EndpointText
{
    /// <summary><c>192.0.2.1:80</c>, <c>[2001:db8::1]%eth0:80</c>; <c>*</c> for port 0; names where the context has some.</summary>
    public static void Endpoint(ref this LineBuilder line, InetEndpoint endpoint, Protocol protocol, uint boundInterface, ISocketContext context)
    {
        bool named = context.TryResolve(endpoint.Addr, out string name);
        bool brackets = !named && endpoint.Addr.Family == AddressFamily.IPv6;
        line.Text(brackets ? "["u8 : default);
        if (named)
        {
            line.Text(name);
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
