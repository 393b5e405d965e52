using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>FIN_WAIT1: closed here, and the peer has not acknowledged the FIN.</summary>
public static class FinWait1
{
    /// <summary>The FIN is lost on the way.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">The address of both ends.</param>
    /// <param name="orphan">True when the process has closed the socket, false when it only shut down its sending.</param>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address, bool orphan)
    {
        Connection connection = Connection.Open(sandbox, address);
        Firewall rule = Firewall.DropFlow(sandbox, connection.ClientEnd, connection.ServerEnd);
        return End(sandbox, connection, orphan, rule);
    }

    /// <summary>The FIN waits behind data that the peer, with a zero window, does not take; the persist timer runs.</summary>
    public static MadeSocket MakeBehindZeroWindow(Sandbox sandbox, InetAddress address, bool orphan) =>
        End(sandbox, ZeroWindow.Stall(sandbox, address), orphan, rule: null, row => row.Timer == SocketTimer.Persist);

    private static MadeSocket End(Sandbox sandbox, Connection connection, bool orphan, Firewall? rule, Func<SocketRow, bool>? also = null)
    {
        if (orphan)
        {
            connection.Client.Dispose();
        }
        else
        {
            connection.Client.ShutdownSend();
        }

        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.FinWait1, also);
        return connection.ClientIn(TcpState.FinWait1, rule);
    }
}
