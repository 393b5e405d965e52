using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>LISTEN: a socket that takes connections.</summary>
public static class Listening
{
    /// <summary>Makes a listener.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">What it listens on; the wildcard for all.</param>
    /// <param name="backlog">The accept queue's limit; the kernel caps it at somaxconn.</param>
    /// <param name="port">0 for one of the kernel's choice.</param>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address, int backlog = 128, ushort port = 0)
    {
        LabSocket listener = sandbox.Tcp(address.Family).Bind(new(address, port)).Listen(backlog);
        return new MadeSocket(TcpState.Listen, listener.Local, new(Any(address.Family), 0)) { Socket = listener };
    }

    internal static InetAddress Any(AddressFamily family) =>
        family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6;
}
