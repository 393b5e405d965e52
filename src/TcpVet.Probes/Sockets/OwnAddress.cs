using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Probes.Sockets;

/// <summary>Tells the addresses of a network namespace from those of others.</summary>
public static class OwnAddress
{
    // RFC 863, discard: nothing is sent there, the number only has to be one.
    private const ushort AnyPort = 9;

    /// <summary>
    /// True when the kernel would deliver packets to the address within the calling thread's namespace. It is asked through its routing: a
    /// UDP socket that is connected to an own address gets that address as its source (ip_route_output_key, RTN_LOCAL). No packet is sent.
    /// </summary>
    public static bool Has(InetAddress address, uint scope = 0)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        if (address.IsMulticast || address.IsAny)
        {
            return address.IsAny;
        }

        try
        {
            using ProbeSocket socket = ProbeSocket.Open(Protocol.Udp, address.Family);
            return socket.Connect(new InetEndpoint(address, AnyPort), scope) == 0 && socket.Local?.Addr == address;
        }
        catch (KernelException)
        {
            // IPv6 is switched off: then no IPv6 address is an own one.
            return false;
        }
    }
}
