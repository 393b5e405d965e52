using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>The kernel's sock_diag, in the network namespace of the thread that opens and uses it.</summary>
public sealed class SockDiagSource : SocketSource
{
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(NetlinkSocket.DumpBufferSize, pinned: true);
    private NetlinkSocket? socket;
    private bool bothAtOnce = true;

    /// <summary>Dumps over a socket of sock_diag, which ends with this.</summary>
    internal SockDiagSource(NetlinkSocket socket) => this.socket = socket;

    /// <inheritdoc/>
    public override bool IsComplete => true;

    /// <inheritdoc/>
    public override bool TakesBytecode => true;

    /// <summary>Opens sock_diag.</summary>
    /// <exception cref="KernelException">It is missing or refused. A kernel without TCP diagnostics refuses the first dump instead
    /// (ENOENT).</exception>
    public static SockDiagSource Open() => new(NetlinkSocket.OpenSockDiag());

    /// <inheritdoc/>
    public override DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
    {
        if (query.Family is { } family)
        {
            return DumpFamily(query, family, visitor);
        }

        if (query.Protocol == Protocol.Tcp && bothAtOnce)
        {
            try
            {
                return DumpFamily(query, null, visitor);
            }
            catch (KernelException exception) when (exception.Errno is Errno.EINVAL or Errno.ENOENT or Errno.EOPNOTSUPP
                && query.Bytecode is null)
            {
                // A kernel that no longer knows the first form refuses it before the first socket.
                bothAtOnce = false;
            }
        }

        DumpOutcome first = DumpFamily(query, AddressFamily.IPv4, visitor);
        return first.Stopped ? first : first.And(DumpFamily(query, AddressFamily.IPv6, visitor));
    }

    /// <summary>Destroys one socket that a dump reported.</summary>
    /// <returns>0, or the kernel's error number: ENOENT when it is gone, EPERM without CAP_NET_ADMIN, EOPNOTSUPP without
    /// CONFIG_INET_DIAG_DESTROY.</returns>
    public (int Errno, string? Text) Destroy(Protocol protocol, in inet_diag_msg message)
    {
        socket ??= NetlinkSocket.OpenSockDiag();
        uint sequence = socket.NextSequence();
        socket.Send(SockDiagRequest.Destroy(protocol, message, sequence));
        while (true)
        {
            int length = socket.Receive(buffer, out _);
            foreach (NetlinkMessage answer in new NetlinkMessages(buffer.AsSpan(0, length)))
            {
                if (answer.Header.nlmsg_seq == sequence && answer.Header.nlmsg_type == NetlinkConstants.NLMSG_ERROR)
                {
                    return NetlinkMessages.ReadError(answer);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        socket?.Dispose();
        base.Dispose(disposing);
    }

    private DumpOutcome DumpFamily(SocketQuery query, AddressFamily? family, ISocketVisitor visitor)
    {
        GroupScan scan = Start(query, family);
        try
        {
            while (!scan.Done)
            {
                int length = scan.Receive(socket!, buffer);
                if (!scan.Walk(buffer.AsSpan(0, length), visitor) && !scan.Done)
                {
                    return scan.Outcome with { Stopped = true };
                }
            }

            return scan.Outcome;
        }
        finally
        {
            if (!scan.Done)
            {
                Abandon();
            }
        }
    }

    private GroupScan Start(SocketQuery query, AddressFamily? family)
    {
        socket ??= NetlinkSocket.OpenSockDiag();
        uint sequence = socket.NextSequence();
        socket.Send(family is { } one ? SockDiagRequest.Dump(query, one, sequence) : SockDiagRequest.DumpBothFamilies(query, sequence));
        return new GroupScan(query, family, sequence);
    }

    // The rest of the answer is still on its way, and until it is read the kernel refuses another dump on this socket (EBUSY).
    private void Abandon()
    {
        socket?.Dispose();
        socket = null;
    }

    /// <summary>The state of one dump while its groups of messages arrive.</summary>
    private sealed class GroupScan(SocketQuery query, AddressFamily? family, uint sequence)
    {
        private long sockets;
        private long unknown;
        private bool disturbed;

        public bool Done { get; private set; }

        public DumpOutcome Outcome => new(sockets, disturbed, unknown, Stopped: false);

        public int Receive(NetlinkSocket socket, Span<byte> buffer)
        {
            try
            {
                int length = socket.Receive(buffer, out bool truncated);
                disturbed |= truncated;
                return length;
            }
            catch (KernelException exception) when (exception.Errno == Errno.ENOBUFS)
            {
                // Something was lost; the dump itself goes on (af_netlink.c netlink_overrun).
                disturbed = true;
                return 0;
            }
        }

        public bool Walk(ReadOnlySpan<byte> group, ISocketVisitor visitor)
        {
            NetlinkMessages messages = new(group);
            while (!Done && messages.MoveNext())
            {
                NetlinkMessage message = messages.Current;
                if (message.Header.nlmsg_seq != sequence)
                {
                    continue;
                }

                if (message.Header.nlmsg_type is not (NetlinkConstants.SOCK_DIAG_BY_FAMILY or NetlinkConstants.TCPDIAG_GETSOCK))
                {
                    Control(message);
                    continue;
                }

                disturbed |= message.Interrupted;
                if (!SocketView.TryRead(query.Protocol, message.Payload, out SocketView socket))
                {
                    unknown++;
                    continue;
                }

                sockets++;
                if (!visitor.Visit(in socket))
                {
                    return false;
                }
            }

            disturbed |= messages.Malformed;
            return true;
        }

        private void Control(NetlinkMessage message)
        {
            switch (message.Header.nlmsg_type)
            {
                case NetlinkConstants.NLMSG_DONE:
                case NetlinkConstants.NLMSG_ERROR:
                    disturbed |= message.Interrupted;
                    Done = true;
                    (int errno, string? text) = NetlinkMessages.ReadError(message);
                    if (errno != 0)
                    {
                        string ofFamily = family switch { null => "", AddressFamily.IPv4 => " of IPv4", _ => " of IPv6" };
                        throw new KernelException($"dump {query.Protocol.ToString().ToUpperInvariant()} sockets{ofFamily}", errno, text);
                    }

                    break;
                case NetlinkConstants.NLMSG_NOOP:
                    break;
                case NetlinkConstants.NLMSG_OVERRUN:
                    disturbed = true;
                    break;
                default:
                    unknown++;
                    break;
            }
        }
    }
}
