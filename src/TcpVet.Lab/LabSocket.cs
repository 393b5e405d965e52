using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Lab;

/// <summary>
/// A kernel socket and nothing else: each method is one system call at the time it is called, so that a state is
/// made exactly when a maker says so (System.Net.Sockets sets options and shuts down on its own account). The
/// descriptor is non-blocking and close-on-exec. Disposing closes it as close(2) does.
/// </summary>
public sealed unsafe class LabSocket : SafeHandle
{
    internal LabSocket(int fd)
        : base(-1, ownsHandle: true) => SetHandle(fd);

    /// <summary>Opens a TCP socket in the namespace of the calling thread.</summary>
    public static LabSocket OpenTcp(AddressFamily family) => Open(family, SOCK_STREAM);

    /// <summary>Opens a socket that sends IPv4 packets with a header of the caller's own (IPPROTO_RAW, raw(7); needs
    /// CAP_NET_RAW).</summary>
    public static LabSocket OpenRaw() => Open(AddressFamily.IPv4, SOCK_RAW, IPPROTO_RAW);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The file descriptor.</summary>
    public int Fd => (int)handle;

    /// <summary>The local end as the kernel has it.</summary>
    public InetEndpoint Local
    {
        get
        {
            sockaddr_in6 address;
            uint length = (uint)sizeof(sockaddr_in6);
            Check(Libc.getsockname(this, &address, &length), "getsockname");
            return address.ToEndpoint();
        }
    }

    /// <summary>The remote end as the kernel has it.</summary>
    /// <exception cref="LabException">The socket is not connected.</exception>
    public InetEndpoint Peer
    {
        get
        {
            sockaddr_in6 address;
            uint length = (uint)sizeof(sockaddr_in6);
            Check(Libc.getpeername(this, &address, &length), "getpeername");
            return address.ToEndpoint();
        }
    }

    /// <summary>The state of a TCP socket (tcpi_state, the first byte of TCP_INFO).</summary>
    public TcpState State
    {
        get
        {
            byte state;
            uint length = 1;
            Check(Libc.getsockopt(this, IPPROTO_TCP, TCP_INFO, &state, &length), "TCP_INFO");
            return (TcpState)state;
        }
    }

    /// <summary>What this socket has turned away: connections of a listener, datagrams of a UDP socket (SO_MEMINFO, sk_drops).</summary>
    public uint Drops
    {
        get
        {
            uint* memory = stackalloc uint[(int)SkMemInfo.SK_MEMINFO_DROPS + 1];
            uint length = sizeof(uint) * ((uint)SkMemInfo.SK_MEMINFO_DROPS + 1);
            Check(Libc.getsockopt(this, SOL_SOCKET, SO_MEMINFO, memory, &length), "SO_MEMINFO");
            return memory[(int)SkMemInfo.SK_MEMINFO_DROPS];
        }
    }

    /// <summary>Binds to an address; port 0 lets the kernel choose at once.</summary>
    public LabSocket Bind(InetEndpoint end)
    {
        sockaddr_in6 address = sockaddr_in6.From(end);
        Check(Libc.bind(this, &address, address.Length), $"bind {end}");
        return this;
    }

    /// <summary>Listens; the kernel admits <paramref name="backlog"/> + 1 connections before accept (sk_acceptq_is_full).</summary>
    public LabSocket Listen(int backlog)
    {
        Check(Libc.listen(this, backlog), "listen");
        return this;
    }

    /// <summary>Starts to connect and does not wait: the SYN is sent when this returns.</summary>
    public LabSocket StartConnect(InetEndpoint end)
    {
        sockaddr_in6 address = sockaddr_in6.From(end);
        if (Libc.connect(this, &address, address.Length) < 0 && Marshal.GetLastPInvokeError() is not Errno.EINPROGRESS and var errno)
        {
            throw LabException.FromErrno($"connect {end}", errno);
        }

        return this;
    }

    /// <summary>Connects and waits for the handshake's end.</summary>
    public LabSocket Connect(InetEndpoint end)
    {
        StartConnect(end);
        Await(POLLOUT, $"the connection to {end}");
        int error;
        uint length = sizeof(int);
        Check(Libc.getsockopt(this, SOL_SOCKET, SO_ERROR, &error, &length), "SO_ERROR");
        return error == 0 ? this : throw LabException.FromErrno($"connect {end}", error);
    }

    /// <summary>Takes the next connection, waiting for it.</summary>
    public LabSocket Accept()
    {
        Await(POLLIN, $"a connection to {Local}");
        return new LabSocket(Check(Libc.accept4(this, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK), "accept4"));
    }

    /// <summary>Takes the next connection if one waits.</summary>
    public LabSocket? TryAccept()
    {
        int fd = Libc.accept4(this, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK);
        // A client that is gone already is no reason to stop (accept(2)).
        return fd >= 0
            ? new LabSocket(fd)
            : Marshal.GetLastPInvokeError() is Errno.EAGAIN or Errno.EINTR or Errno.ECONNABORTED ? null
            : throw LabException.Last("accept4");
    }

    /// <summary>Takes what has arrived, if anything has.</summary>
    /// <returns>The number of bytes, 0 for the peer's FIN; null when nothing is there.</returns>
    /// <exception cref="LabException">The connection was refused, reset or timed out.</exception>
    public int? TryReceive(Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            nint count = Libc.recv(this, bytes, (nuint)into.Length, 0);
            return count < 0 && Marshal.GetLastPInvokeError() is Errno.EAGAIN or Errno.EINTR ? null : (int)Check(count, "recv");
        }
    }

    /// <summary>Hands bytes to the kernel.</summary>
    /// <returns>How many it took; 0 when the send buffer is full.</returns>
    public int Send(ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            return Transferred(Libc.send(this, bytes, (nuint)data.Length, MSG_NOSIGNAL), "send");
        }
    }

    /// <summary>Sends a datagram from an unconnected socket.</summary>
    public int SendTo(InetEndpoint end, ReadOnlySpan<byte> data)
    {
        sockaddr_in6 address = sockaddr_in6.From(end);
        fixed (byte* bytes = data)
        {
            return Transferred(Libc.sendto(this, bytes, (nuint)data.Length, MSG_NOSIGNAL, &address, address.Length), $"sendto {end}");
        }
    }

    /// <summary>Takes what has arrived, waiting for it.</summary>
    /// <returns>The number of bytes; 0 is the peer's FIN.</returns>
    public int Receive(Span<byte> into)
    {
        Await(POLLIN, "data");
        fixed (byte* bytes = into)
        {
            return (int)Check(Libc.recv(this, bytes, (nuint)into.Length, 0), "recv");
        }
    }

    /// <summary>Sends the FIN and keeps the descriptor (shutdown(SHUT_WR)).</summary>
    public void ShutdownSend() => Check(Libc.shutdown(this, SHUT_WR), "shutdown");

    /// <summary>Makes the coming close a reset without any state left behind (SO_LINGER with time 0).</summary>
    public void ResetOnClose()
    {
        linger abort = new() { l_onoff = 1, l_linger = 0 };
        SetOption(SOL_SOCKET, SO_LINGER, &abort, sizeof(linger));
    }

    /// <summary>Lets probes run on an idle connection: shows the keepalive timer.</summary>
    /// <param name="idleSeconds">TCP_KEEPIDLE, 1–32767 s.</param>
    public LabSocket KeepAlive(int idleSeconds) => Set(SOL_SOCKET, SO_KEEPALIVE, 1).Set(IPPROTO_TCP, TCP_KEEPIDLE, idleSeconds);

    /// <summary>How long the socket lives in FIN_WAIT2 once it is orphaned (TCP_LINGER2, 1–120 s; above 60 s it stays a full socket at
    /// first).</summary>
    public LabSocket OrphanLinger(int seconds) => Set(IPPROTO_TCP, TCP_LINGER2, seconds);

    /// <summary>How long sent data may stay unanswered before the connection is given up (TCP_USER_TIMEOUT), in milliseconds.</summary>
    public LabSocket UserTimeout(int milliseconds) => Set(IPPROTO_TCP, TCP_USER_TIMEOUT, milliseconds);

    /// <summary>Keeps connections in SYN_RECV until data arrives (TCP_DEFER_ACCEPT).</summary>
    public LabSocket DeferAccept(int seconds) => Set(IPPROTO_TCP, TCP_DEFER_ACCEPT, seconds);

    /// <summary>Asks for a receive buffer in bytes; the kernel doubles it and keeps to its limits (socket(7)).</summary>
    public LabSocket ReceiveBuffer(int bytes) => Set(SOL_SOCKET, SO_RCVBUF, bytes);

    /// <summary>Asks for a send buffer in bytes; the kernel doubles it and keeps to its limits (socket(7)).</summary>
    public LabSocket SendBuffer(int bytes) => Set(SOL_SOCKET, SO_SNDBUF, bytes);

    /// <summary>Lets several listeners share an address and port, each with a queue of its own (SO_REUSEPORT).</summary>
    public LabSocket ReusePort() => Set(SOL_SOCKET, SO_REUSEPORT, 1);

    /// <summary>Sets the firewall mark (SO_MARK, needs CAP_NET_ADMIN).</summary>
    public LabSocket Mark(uint mark) => Set(SOL_SOCKET, SO_MARK, (int)mark);

    /// <summary>Takes only IPv6 (IPV6_V6ONLY) or IPv4 as well, whatever the namespace's bindv6only says.</summary>
    public LabSocket V6Only(bool only) => Set(IPPROTO_IPV6, IPV6_V6ONLY, only ? 1 : 0);

    /// <summary>Binds the socket to an interface (SO_BINDTODEVICE).</summary>
    public LabSocket BindToDevice(string name)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(name + '\0');
        fixed (byte* bytes = text)
        {
            SetOption(SOL_SOCKET, SO_BINDTODEVICE, bytes, text.Length);
        }

        return this;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    internal static LabSocket Open(AddressFamily family, int type, int protocol = 0)
    {
        int fd = Libc.socket((int)family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
        return fd >= 0 ? new LabSocket(fd) : throw LabException.Last("socket");
    }

    private LabSocket Set(int level, int name, int value)
    {
        SetOption(level, name, &value, sizeof(int));
        return this;
    }

    private void SetOption(int level, int name, void* value, int length) =>
        Check(Libc.setsockopt(this, level, name, value, (uint)length), $"setsockopt {level}/{name}");

    private void Await(short events, string what)
    {
        Deadline deadline = Deadline.Usual;
        pollfd poll = new() { fd = Fd, events = events };
        int ready;
        do
        {
            ready = Libc.poll(&poll, 1, deadline.LeftMs);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        if (ready == 0)
        {
            throw new LabException($"{what} did not come in time");
        }

        Check(ready, "poll");
    }

    private static int Transferred(nint result, string operation) =>
        result < 0 && Marshal.GetLastPInvokeError() == Errno.EAGAIN ? 0 : (int)Check(result, operation);

    private static int Check(int result, string operation) => (int)Check((nint)result, operation);

    private static nint Check(nint result, string operation) => result >= 0 ? result : throw LabException.Last(operation);
}
