using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>Sockets without a connection.</summary>
public static class Unconnected
{
    /// <summary>CLOSE: a new socket. No table of the kernel holds it, so no dump shows it; only its descriptor is there.</summary>
    public static MadeSocket MakeNew(Sandbox sandbox, AddressFamily family)
    {
        InetEndpoint nowhere = new(Listening.Any(family), 0);
        return new MadeSocket(TcpState.Close, nowhere, nowhere) { Socket = sandbox.Tcp(family) };
    }

    /// <summary>BOUND_INACTIVE: bound to a port, and neither connected nor listening (sock_diag since Linux 6.7; /proc and older ss lack
    /// it).</summary>
    public static MadeSocket MakeBound(Sandbox sandbox, InetAddress address)
    {
        LabSocket socket = sandbox.Tcp(address.Family).Bind(new(address, 0));
        return new MadeSocket(TcpState.BoundInactive, socket.Local, new(Listening.Any(address.Family), 0)) { Socket = socket };
    }
}
