using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>LAST_ACK: closed by both, first by the peer, whose last ACK does not come.</summary>
public static class LastAck
{
    /// <summary>Makes one on the server's side, orphaned; the client ends in TIME_WAIT.</summary>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address)
    {
        Connection connection = Connection.Open(sandbox, address);
        connection.Client.ShutdownSend();
        sandbox.Sockets.WaitFor(connection.ServerEnd.Port, connection.ClientEnd.Port, TcpState.CloseWait);
        Firewall rule = Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd);
        connection.Server.Dispose();
        sandbox.Sockets.WaitFor(connection.ServerEnd.Port, connection.ClientEnd.Port, TcpState.LastAck);
        connection.Client.Dispose();
        return connection.ServerIn(TcpState.LastAck, rule);
    }
}
