using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Netlink;

/// <summary>Takes what stands behind the head of one message, while its bytes are in the buffer.</summary>
public delegate void NetlinkReader(ReadOnlySpan<byte> payload);

/// <summary>
/// A netlink socket, of sock_diag, netfilter or routing. It belongs for its whole life to the network namespace of the thread that opened
/// it. It hears the kernel alone: who is root of a user namespace may send to any netlink socket of its network namespaces, and what it
/// invents would be believed.
/// </summary>
public sealed unsafe class NetlinkSocket : SafeHandle
{
    /// <summary>
    /// The longest message group that the kernel builds for a dump: it grows its buffers up to 32 KiB when the reader
    /// offers as much (net/netlink/af_netlink.c <c>netlink_dump</c>, <c>max_recvmsg_len</c>).
    /// </summary>
    public const int DumpBufferSize = 32 * 1024;

    private const int PatienceSeconds = 30;

    private readonly string subsystem;

    // Unforeseeable, so that an answer cannot be made before its question.
    private uint sequence = MemoryMarshal.Read<uint>(Randomness.Bytes(sizeof(uint)));

    private NetlinkSocket(int fd, string subsystem)
        : base(-1, ownsHandle: true)
    {
        this.subsystem = subsystem;
        SetHandle(fd);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    private int Descriptor => (int)handle;

    /// <summary>Opens a socket of sock_diag in the calling thread's network namespace.</summary>
    /// <exception cref="KernelException">The kernel has no sock_diag or refuses it.</exception>
    public static NetlinkSocket OpenSockDiag() => Open(Libc.NETLINK_SOCK_DIAG, "sock_diag");

    /// <summary>Opens a socket of netfilter in the calling thread's network namespace.</summary>
    /// <exception cref="KernelException">The kernel has no netfilter or refuses it.</exception>
    public static NetlinkSocket OpenNetfilter() => Open(Libc.NETLINK_NETFILTER, "netfilter");

    /// <summary>Opens a socket of routing (rtnetlink(7)) in the calling thread's network namespace.</summary>
    /// <exception cref="KernelException">The kernel refuses it.</exception>
    public static NetlinkSocket OpenRoute() => Open(Libc.NETLINK_ROUTE, "rtnetlink");

    /// <summary>The number for the next request; its answers bear it.</summary>
    public uint NextSequence() => ++sequence;

    /// <summary>Opens a socket.</summary>
    /// <param name="protocol">NETLINK_SOCK_DIAG and its like.</param>
    /// <param name="subsystem">What messages call it.</param>
    /// <param name="connected">False leaves it to <see cref="Receive"/> alone to tell who speaks, for its test.</param>
    internal static NetlinkSocket Open(int protocol, string subsystem, bool connected = true)
    {
        int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol);
        if (fd < 0)
        {
            throw new KernelException($"open a {subsystem} socket", Marshal.GetLastPInvokeError());
        }

        NetlinkSocket socket = new(fd, subsystem);
        // Both are improvements only: an old kernel without them still answers.
        socket.TrySet(Libc.SOL_NETLINK, Libc.NETLINK_EXT_ACK, 1);
        socket.TrySet(Libc.SOL_SOCKET, Libc.SO_RCVBUF, 1 << 20);
        socket.TrySetPatience();
        if (connected)
        {
            socket.HearKernelOnly();
        }

        return socket;
    }

    /// <summary>Sends one request.</summary>
    /// <exception cref="KernelException">The kernel did not take it.</exception>
    public void Send(ReadOnlySpan<byte> message)
    {
        fixed (byte* bytes = message)
        {
            while (Libc.send(Descriptor, bytes, (nuint)message.Length, 0) < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    throw new KernelException($"send a {subsystem} request", errno);
                }
            }
        }
    }

    /// <summary>Asks for a dump and reads it to its end.</summary>
    /// <param name="what">What is read, for a refusal.</param>
    /// <param name="request">The type of the request.</param>
    /// <param name="question">What stands behind the request's head.</param>
    /// <param name="answer">The type of the answers.</param>
    /// <param name="shortest">What an answer has at least behind its head, in bytes; a shorter one is passed over.</param>
    /// <param name="read">Takes each answer.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public void Dump(string what, int request, ReadOnlySpan<byte> question, int answer, int shortest, NetlinkReader read)
    {
        uint asked = NextSequence();
        byte[] message = new byte[NetlinkMessages.HeaderSize + question.Length];
        MemoryMarshal.Write(message, new nlmsghdr
        {
            nlmsg_len = (uint)message.Length,
            nlmsg_type = (ushort)request,
            nlmsg_flags = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP,
            nlmsg_seq = asked,
        });
        question.CopyTo(message.AsSpan(NetlinkMessages.HeaderSize));
        Send(message);
        byte[] buffer = new byte[DumpBufferSize];
        while (true)
        {
            int length = Receive(buffer, out _);
            foreach (NetlinkMessage part in new NetlinkMessages(buffer.AsSpan(0, length)))
            {
                if (part.Header.nlmsg_seq != asked)
                {
                    continue;
                }

                if (part.Header.nlmsg_type is NetlinkConstants.NLMSG_DONE or NetlinkConstants.NLMSG_ERROR)
                {
                    (int errno, string? text) = NetlinkMessages.ReadError(part);
                    if (errno != 0)
                    {
                        throw new KernelException($"read {what}", errno, errno == Errno.EPERM ? "CAP_NET_ADMIN is needed" : text);
                    }

                    return;
                }

                if (part.Header.nlmsg_type == answer && part.Payload.Length >= shortest)
                {
                    read(part.Payload);
                }
            }
        }
    }

    /// <summary>Receives what the kernel has ready, one group of messages.</summary>
    /// <param name="buffer">At least <see cref="DumpBufferSize"/> bytes.</param>
    /// <param name="truncated">True when the group was longer than the buffer and its end is lost.</param>
    /// <returns>The number of bytes in the buffer.</returns>
    /// <exception cref="KernelException">ENOBUFS when messages were lost before this call; EAGAIN when no answer came for half a minute;
    /// others as recv(2) has them.</exception>
    public int Receive(Span<byte> buffer, out bool truncated)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                sockaddr_nl sender = default;
                uint size = (uint)sizeof(sockaddr_nl);
                // With MSG_TRUNC the real length is returned even when it did not fit (netlink(7)).
                nint length = Libc.recvfrom(Descriptor, bytes, (nuint)buffer.Length, Libc.MSG_TRUNC, &sender, &size);
                if (length >= 0)
                {
                    if (sender.nl_pid != 0)
                    {
                        continue;
                    }

                    truncated = length > buffer.Length;
                    return (int)Math.Min(length, buffer.Length);
                }

                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    throw new KernelException($"receive from {subsystem}", errno);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    // The kernel makes each group of a dump inside the reader's own recv(2): whoever must wait, waits for something that was lost,
    // such as the rest of a dump for which memory was refused (af_netlink.c netlink_dump), and would wait for ever.
    private void TrySetPatience()
    {
        long* timeval = stackalloc long[2] { PatienceSeconds, 0 };
        _ = Libc.setsockopt(Descriptor, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, timeval, 2 * sizeof(long));
    }

    // From then on the kernel refuses whoever else sends to it, with ECONNREFUSED (af_netlink.c netlink_getsockbyportid): nobody can fill
    // its buffer either.
    private void HearKernelOnly()
    {
        sockaddr_nl kernel = new() { nl_family = Libc.AF_NETLINK };
        if (Libc.connect(Descriptor, (sockaddr_in6*)&kernel, (uint)sizeof(sockaddr_nl)) < 0)
        {
            throw new KernelException($"connect a {subsystem} socket to the kernel", Marshal.GetLastPInvokeError());
        }
    }

    private void TrySet(int level, int option, int value) => _ = Libc.setsockopt(Descriptor, level, option, &value, sizeof(int));
}
