using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>TIME_WAIT: closed by both, first here; a mini-socket that stays for 60 s.</summary>
public static class TimeWait
{
    /// <summary>Makes one on the client's side.</summary>
    public static MadeSocket Make(Sandbox sandbox, InetAddress address)
    {
        Connection connection = Connection.Open(sandbox, address);
        connection.Client.ShutdownSend();
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.FinWait2);
        connection.Server.Dispose();
        sandbox.Sockets.WaitFor(connection.ClientEnd.Port, connection.ServerEnd.Port, TcpState.TimeWait);
        connection.Client.Dispose();
        return connection.ClientIn(TcpState.TimeWait);
    }
}
