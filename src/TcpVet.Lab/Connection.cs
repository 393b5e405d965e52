using TcpVet.Model;

namespace TcpVet.Lab;

/// <summary>A connection with both ends in hand, ESTABLISHED on both sides: what most states begin as.</summary>
/// <param name="Client">The end that connected.</param>
/// <param name="Server">The end that was accepted.</param>
/// <param name="ClientEnd">The client's address and port.</param>
/// <param name="ServerEnd">The server's address and port.</param>
public sealed record Connection(LabSocket Client, LabSocket Server, InetEndpoint ClientEnd, InetEndpoint ServerEnd)
{
    /// <summary>Makes one inside a sandbox, over a listener that is closed again.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="address">An address of the sandbox; a v4-mapped one makes IPv6 sockets that carry IPv4.</param>
    /// <param name="prepareListener">Sets options of the listener, which the server's end inherits.</param>
    public static Connection Open(Sandbox sandbox, InetAddress address, Action<LabSocket>? prepareListener = null)
    {
        using LabSocket listener = sandbox.Tcp(address.Family);
        prepareListener?.Invoke(listener);
        listener.Bind(new(address, 0)).Listen(1);
        return Through(listener, sandbox, sandbox);
    }

    /// <summary>Makes one through a listener.</summary>
    /// <param name="listener">A listener with room in its queue.</param>
    /// <param name="serverSide">The listener's sandbox.</param>
    /// <param name="clientSide">The sandbox to connect from.</param>
    public static Connection Through(LabSocket listener, Sandbox serverSide, Sandbox clientSide)
    {
        InetEndpoint at = listener.Local;
        LabSocket client = clientSide.Tcp(at.Addr.Family).Connect(at);
        LabSocket server = serverSide.Keep(listener.Accept());
        return new Connection(client, server, client.Local, server.Local);
    }

    /// <summary>The client's end as a maker's result.</summary>
    internal MadeSocket ClientIn(TcpState state, Firewall? rule = null) =>
        new(state, ClientEnd, ServerEnd) { Socket = Open(Client), PeerSocket = Open(Server), Rule = rule };

    /// <summary>The server's end as a maker's result.</summary>
    internal MadeSocket ServerIn(TcpState state, Firewall? rule = null) =>
        new(state, ServerEnd, ClientEnd) { Socket = Open(Server), PeerSocket = Open(Client), Rule = rule };

    private static LabSocket? Open(LabSocket socket) => socket.IsClosed ? null : socket;
}
