using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>One TCP socket as an exact look-up found it.</summary>
/// <param name="State">Its state; of a mini-socket the one that it stands for.</param>
/// <param name="Timer">The timer that runs; <see cref="SocketTimer.TimeWait"/> for a mini-socket.</param>
/// <param name="ExpiresMs">Milliseconds until it fires.</param>
/// <param name="Cookie">The socket's cookie; a mini-socket keeps that of its connection.</param>
public readonly record struct FoundSocket(TcpState State, SocketTimer Timer, uint ExpiresMs, ulong Cookie);

/// <summary>
/// Asks the kernel for single TCP connections by both of their ends, without walking over the others (net/ipv4/inet_diag.c
/// <c>inet_diag_find_one_icsk</c>). It belongs to the network namespace of the thread that opened it.
/// </summary>
public sealed class SocketLookup : IDisposable
{
    private readonly NetlinkSocket socket;
    private readonly byte[] buffer = new byte[NetlinkSocket.DumpBufferSize];

    private SocketLookup(NetlinkSocket socket) => this.socket = socket;

    /// <summary>Opens one in the calling thread's network namespace.</summary>
    /// <exception cref="KernelException">The kernel has no sock_diag or refuses it.</exception>
    public static SocketLookup Open() => new(NetlinkSocket.OpenSockDiag());

    /// <summary>Finds a connection.</summary>
    /// <param name="local">The local end, of the socket's own family (v4-mapped for an IPv6 socket that carries IPv4).</param>
    /// <param name="peer">The remote end.</param>
    /// <param name="device">The interface that the socket is bound to, by index; 0 for none.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="KernelException">The kernel could not be asked.</exception>
    public FoundSocket? Find(InetEndpoint local, InetEndpoint peer, uint device)
    {
        uint sequence = socket.NextSequence();
        socket.Send(SockDiagRequest.Exact(local, peer, device, sequence));
        while (true)
        {
            int length = socket.Receive(buffer, out _);
            NetlinkMessages messages = new(buffer.AsSpan(0, length));
            while (messages.MoveNext())
            {
                NetlinkMessage message = messages.Current;
                if (message.Header.nlmsg_seq == sequence)
                {
                    return Read(message, peer);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static FoundSocket? Read(NetlinkMessage message, InetEndpoint peer)
    {
        if (message.Header.nlmsg_type == NetlinkConstants.NLMSG_ERROR)
        {
            (int errno, string? text) = NetlinkMessages.ReadError(message);
            return errno is Errno.ENOENT or Errno.ESTALE or 0 ? null : throw new KernelException("look a socket up", errno, text);
        }

        // Where no connection is, the kernel goes on to the listeners.
        return SocketView.TryRead(Protocol.Tcp, message.Payload, out SocketView found) && found.PeerPort == peer.Port
            ? new FoundSocket(found.State, found.Timer, found.ExpiresMs, found.Cookie)
            : null;
    }
}
