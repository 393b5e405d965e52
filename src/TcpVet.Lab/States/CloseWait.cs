using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>CLOSE_WAIT: the peer has closed, the process here has not. Its receive queue tells why.</summary>
public static class CloseWait
{
    /// <summary>The process read the end of the stream and forgot to close: Recv-Q 0.</summary>
    public static MadeSocket MakeReadToEnd(Sandbox sandbox, InetAddress address) =>
        Leave(sandbox, Connection.Open(sandbox, address), unread: 0, read: true);

    /// <summary>The process never looked: Recv-Q is 1 for the FIN and more for unread data.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address of both ends.</param>
    /// <param name="bytes">Unread bytes before the FIN.</param>
    public static MadeSocket MakeUnread(Sandbox sandbox, InetAddress address, int bytes = 0) =>
        Leave(sandbox, Connection.Open(sandbox, address), bytes, read: false);

    /// <summary>Brings the server's end of a connection into CLOSE_WAIT: the client closes for good.</summary>
    /// <param name="sandbox">The server's sandbox.</param>
    /// <param name="connection">An open connection.</param>
    /// <param name="unread">Bytes that the client sends last.</param>
    /// <param name="read">True when the server reads to the end; then <paramref name="unread"/> must be 0.</param>
    public static MadeSocket Leave(Sandbox sandbox, Connection connection, int unread, bool read)
    {
        connection.Client.Send(new byte[unread]);
        connection.Client.Dispose();
        if (read && connection.Server.Receive(new byte[1]) != 0)
        {
            throw new LabException("the client has sent data");
        }

        int queued = read ? 0 : unread + 1;
        sandbox.Sockets.WaitFor(connection.ServerEnd.Port, connection.ClientEnd.Port, TcpState.CloseWait, row => row.RecvQ == queued);
        return connection.ServerIn(TcpState.CloseWait);
    }
}
