using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>
/// FIN_WAIT2: closed here and acknowledged, while the peer keeps its side open. The kernel keeps three forms of it,
/// told apart by owner and timer (net/ipv4/tcp.c <c>__tcp_close</c>).
/// </summary>
public static class FinWait2
{
    /// <summary>A process holds it: no timer, no end.</summary>
    public static MadeSocket MakeHeld(Sandbox sandbox, InetAddress address) =>
        HalfClose(sandbox, address).ClientIn(TcpState.FinWait2);

    /// <summary>Closed, with a wait of at most 60 s: a mini-socket with the TIME_WAIT timer.</summary>
    public static MadeSocket MakeOrphan(Sandbox sandbox, InetAddress address) =>
        Orphan(sandbox, address, seconds: 60, SocketTimer.TimeWait);

    /// <summary>Closed, with a wait above 60 s (TCP_TIMEWAIT_LEN): still a full socket, with the keepalive timer.</summary>
    public static MadeSocket MakeOrphanFull(Sandbox sandbox, InetAddress address) =>
        Orphan(sandbox, address, seconds: 120, SocketTimer.Keepalive);

    private static MadeSocket Orphan(Sandbox sandbox, InetAddress address, int seconds, SocketTimer timer)
    {
        // Shut down first: a close() meets the FIN's ACK while it holds the socket, and then the form is a matter of luck.
        Connection connection = HalfClose(sandbox, address, seconds);
        connection.Client.Dispose();
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.FinWait2, row => row.Timer == timer);
        return connection.ClientIn(TcpState.FinWait2);
    }

    private static Connection HalfClose(Sandbox sandbox, InetAddress address, int seconds = 60)
    {
        Connection connection = Connection.Open(sandbox, address);
        connection.Client.OrphanLinger(seconds).ShutdownSend();
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.FinWait2);
        return connection;
    }
}
