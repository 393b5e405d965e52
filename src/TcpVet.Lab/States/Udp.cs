using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>UDP sockets: the kernel knows them as CLOSE (unconnected) and ESTABLISHED (connected).</summary>
public static class Udp
{
    /// <summary>A bound socket that anyone may send to.</summary>
    public static MadeSocket MakeUnconnected(Sandbox sandbox, InetAddress address, ushort port = 0)
    {
        LabSocket socket = sandbox.Udp(address.Family).Bind(new(address, port));
        return new MadeSocket(TcpState.Close, socket.Local, new(Listening.Any(address.Family), 0)) { Socket = socket };
    }

    /// <summary>A socket connected to another.</summary>
    public static MadeSocket MakeConnected(Sandbox sandbox, InetAddress address)
    {
        MadeSocket server = MakeUnconnected(sandbox, address);
        LabSocket client = sandbox.Udp(address.Family).Connect(server.Local);
        return new MadeSocket(TcpState.Established, client.Local, server.Local) { Socket = client, PeerSocket = server.Socket };
    }

    /// <summary>A socket that nobody reads, sent to until it has dropped some.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">Its address.</param>
    /// <param name="drops">At least how many datagrams it loses.</param>
    public static MadeSocket MakeDropping(Sandbox sandbox, InetAddress address, uint drops)
    {
        MadeSocket server = MakeUnconnected(sandbox, address);
        server.Socket!.ReceiveBuffer(2048);
        using LabSocket client = sandbox.Udp(address.Family);
        byte[] datagram = new byte[512];
        Deadline.Usual.Wait("the datagrams' loss", () =>
        {
            client.SendTo(server.Local, datagram);
            return server.Socket.Drops >= drops ? server : null;
        });
        return server;
    }
}
