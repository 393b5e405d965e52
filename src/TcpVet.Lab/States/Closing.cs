using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>CLOSING: both sides closed at the same time and the ACK of this side's FIN is missing (RFC 9293 §3.6, figure 13).</summary>
public static class Closing
{
    /// <summary>Makes one on the client's side; the server stays in FIN_WAIT1.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address of both ends.</param>
    /// <param name="orphan">True when the process has closed the socket, false when it only shut down its sending.</param>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address, bool orphan = false)
    {
        Connection connection = Connection.Open(sandbox, address);
        Firewall rule = Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd);
        connection.Client.ShutdownSend();
        connection.Server.ShutdownSend();
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.Closing);
        if (orphan)
        {
            connection.Client.Dispose();
            sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.Closing, row => row.Inode == 0);
        }

        return connection.ClientIn(TcpState.Closing, rule);
    }
}
