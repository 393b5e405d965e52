using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Probes.Results;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Probes.Sockets;

/// <summary>
/// A non-blocking socket that asks for its ICMP errors (IP_RECVERR). Refusals come back as error numbers, not as exceptions: to a probe
/// they are answers.
/// </summary>
internal sealed class ProbeSocket : IDisposable
{
    private int fd;

    private ProbeSocket(int fd) => this.fd = fd;

    public int Fd => fd;

    /// <summary>This end as the kernel has it; null when it has none yet.</summary>
    public InetEndpoint? Local
    {
        get
        {
            sockaddr_in6 address = default;
            return SocketCalls.LocalName(fd, ref address) == 0 && address.ToEndpoint() is { Port: not 0 } end ? end : null;
        }
    }

    /// <summary>Opens a socket in the namespace of the calling thread.</summary>
    /// <exception cref="KernelException">There are no descriptors left, or the family is not supported.</exception>
    public static ProbeSocket Open(Protocol protocol, AddressFamily family)
    {
        int type = protocol == Protocol.Tcp ? SOCK_STREAM : SOCK_DGRAM;
        int fd = Libc.socket((int)family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw new KernelException($"open a {protocol.ToString().ToUpperInvariant()} socket", Marshal.GetLastPInvokeError());
        }

        ProbeSocket socket = new(fd);
        (int level, int name) = family == AddressFamily.IPv4 ? (IPPROTO_IP, IP_RECVERR) : (IPPROTO_IPV6, IPV6_RECVERR);
        SocketCalls.SetOption(fd, level, name, 1);
        if (protocol == Protocol.Tcp)
        {
            // Closing sends a reset, and no TIME_WAIT holds a local port for a minute (tcp_close in net/ipv4/tcp.c).
            SocketCalls.SetLinger(fd, seconds: 0);
        }

        return socket;
    }

    /// <summary>Binds the source address; 0, or the error number.</summary>
    public int Bind(InetEndpoint source, uint scope)
    {
        if (source.Port == 0)
        {
            // The port is chosen at connect(), per destination: else it would be taken for all of them (ip(7)).
            SocketCalls.SetOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        }

        return SocketCalls.Bind(fd, sockaddr_in6.From(source, scope));
    }

    /// <summary>Connects, or starts to; 0, or the error number (Errno.EINPROGRESS while the handshake runs).</summary>
    public int Connect(InetEndpoint peer, uint scope) => SocketCalls.Connect(fd, sockaddr_in6.From(peer, scope));

    /// <summary>Takes a connection of a UDP socket back (connect(2) with AF_UNSPEC).</summary>
    public void Disconnect() => _ = SocketCalls.Connect(fd, default);

    /// <summary>Sends to the connected peer; the bytes sent, or the negative error number.</summary>
    public int Send(ReadOnlySpan<byte> data) => SocketCalls.Send(fd, data);

    /// <summary>Sends to an address; the bytes sent, or the negative error number.</summary>
    public int SendTo(ReadOnlySpan<byte> data, InetEndpoint peer, uint scope) =>
        SocketCalls.SendTo(fd, data, sockaddr_in6.From(peer, scope));

    /// <summary>Receives what is there; the bytes received, or the negative error number.</summary>
    public int Receive(Span<byte> buffer, out InetEndpoint sender)
    {
        sockaddr_in6 from = default;
        int received = SocketCalls.Receive(fd, buffer, ref from, [], 0, out _);
        sender = received >= 0 && from.sin6_family != 0 ? from.ToEndpoint() : default;
        return received;
    }

    /// <summary>Takes the next ICMP error from the error queue; null when there is none.</summary>
    public IcmpError? TakeError()
    {
        Span<byte> control = stackalloc byte[512];
        Span<byte> packet = stackalloc byte[64];
        while (true)
        {
            sockaddr_in6 to = default;
            if (SocketCalls.Receive(fd, packet, ref to, control, MSG_ERRQUEUE | MSG_DONTWAIT, out int used) < 0)
            {
                return null;
            }

            if (ErrorQueueMessage.Parse(control[..used]) is { } error)
            {
                return error;
            }
        }
    }

    /// <summary>Takes the socket's pending error (SO_ERROR); 0 for none.</summary>
    public int TakePending() => SocketCalls.GetOption(fd, SOL_SOCKET, SO_ERROR);

    /// <summary>The kernel's tcp_info of this socket.</summary>
    /// <param name="buffer">Where to.</param>
    public TcpInfoView Info(Span<byte> buffer) => new(buffer[..SocketCalls.TcpInfo(fd, buffer)]);

    /// <summary>Allows sending to broadcast addresses.</summary>
    public void AllowBroadcast() => SocketCalls.SetOption(fd, SOL_SOCKET, SO_BROADCAST, 1);

    public void Dispose()
    {
        if (fd >= 0)
        {
            _ = Libc.close(fd);
            fd = -1;
        }
    }
}
