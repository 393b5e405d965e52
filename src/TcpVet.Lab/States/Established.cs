using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>ESTABLISHED: both ends held and idle, or with a timer that runs.</summary>
public static class Established
{
    /// <summary>Makes an idle connection.</summary>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address) =>
        Connection.Open(sandbox, address).ClientIn(TcpState.Established);

    /// <summary>Makes one with unread bytes.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address of both ends.</param>
    /// <param name="bytes">How many; they must fit the receive buffer.</param>
    public static MadeSocket MakeUnread(Sandbox sandbox, InetAddress address, int bytes)
    {
        Connection connection = Connection.Open(sandbox, address);
        connection.Client.Send(new byte[bytes]);
        sandbox.Sockets.WaitFor(connection.ServerEnd.Port, connection.ClientEnd.Port, TcpState.Established, row => row.RecvQ == bytes);
        return connection.ServerIn(TcpState.Established);
    }

    /// <summary>Makes one with the keepalive timer running.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address of both ends.</param>
    /// <param name="idleSeconds">When the first probe is due.</param>
    public static MadeSocket MakeKeepAlive(Sandbox sandbox, InetAddress address, int idleSeconds = 600)
    {
        Connection connection = Connection.Open(sandbox, address);
        connection.Client.KeepAlive(idleSeconds);
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.Established, row =>
            row.Timer == Linux.SockDiag.SocketTimer.Keepalive);
        return connection.ClientIn(TcpState.Established);
    }

    /// <summary>Makes one whose data is lost and sent again.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address of both ends.</param>
    /// <param name="retransmits">Waits for so many; the first needs 0.2 s (TCP_RTO_MIN), each further one twice as long.</param>
    public static MadeSocket MakeRetransmitting(Sandbox sandbox, InetAddress address, int retransmits = 1)
    {
        Connection connection = Connection.Open(sandbox, address);
        Firewall rule = Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd);
        connection.Client.Send("lost"u8);
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.Established, row =>
            row.Retransmits >= retransmits);
        return connection.ClientIn(TcpState.Established, rule);
    }
}
