using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>A sender whose peer has stopped reading: its window is zero and the persist timer probes it (RFC 9293 §3.8.6.1).</summary>
public static class ZeroWindow
{
    /// <summary>Makes one, ESTABLISHED, with a full send buffer.</summary>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address) => Stall(sandbox, address).ClientIn(TcpState.Established);

    internal static Connection Stall(Sandbox sandbox, InetAddress address)
    {
        // The buffer must be small before the handshake, where the window's scale is settled (tcp(7)).
        Connection connection = Connection.Open(sandbox, address, listener => listener.ReceiveBuffer(4096));
        connection.Client.SendBuffer(16384);
        byte[] data = new byte[4096];
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.Established, row =>
        {
            while (connection.Client.Send(data) > 0)
            {
            }

            return row.Timer == SocketTimer.Persist;
        });
        return connection;
    }
}
