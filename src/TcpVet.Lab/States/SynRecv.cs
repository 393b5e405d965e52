using TcpVet.Model;

namespace TcpVet.Lab.States;

/// <summary>
/// SYN_RECV: the server has answered the SYN and waits for the handshake's end. It is a request socket, held by no
/// process (net/ipv4/tcp_input.c <c>tcp_conn_request</c>), reached here in three ways.
/// </summary>
public static class SynRecv
{
    /// <summary>The SYN-ACK is lost; the client stays in SYN_SENT.</summary>
    public static MadeSocket MakeSynAckLost(Sandbox sandbox, InetAddress address) =>
        Make(sandbox, address, Firewall.DropSynAck, _ => { });

    /// <summary>The client's ACK is lost: it believes to be connected.</summary>
    public static MadeSocket MakeFinalAckLost(Sandbox sandbox, InetAddress address) =>
        Make(sandbox, address, Firewall.DropAllButSyn, _ => { });

    /// <summary>Nothing is lost: the listener wants data first (TCP_DEFER_ACCEPT), and the client says nothing.</summary>
    public static MadeSocket MakeDeferred(Sandbox sandbox, InetAddress address) =>
        Make(sandbox, address, (_, _) => null, listener => listener.DeferAccept(60));

    private static MadeSocket Make(Sandbox sandbox, InetAddress address, Func<Sandbox, ushort, Firewall?> loss, Action<LabSocket> prepare)
    {
        LabSocket listener = Listening.Make(sandbox, address).Socket!;
        prepare(listener);
        InetEndpoint at = listener.Local;
        Firewall? rule = loss(sandbox, at.Port);
        LabSocket client = sandbox.Tcp(address.Family).StartConnect(at);
        sandbox.Sockets.WaitFor(at.Port, client.Local.Port, TcpState.SynRecv);
        return new MadeSocket(TcpState.SynRecv, at, client.Local) { PeerSocket = client, Listener = listener, Rule = rule };
    }
}
