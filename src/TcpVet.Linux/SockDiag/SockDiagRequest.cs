using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>Builds the bytes of sock_diag requests.</summary>
public static class SockDiagRequest
{
    /// <summary>A dump of one family's sockets.</summary>
    /// <param name="query">What to ask for.</param>
    /// <param name="family">The family; this form has no handler for both at once.</param>
    /// <param name="sequence">The number that the answers carry.</param>
    public static byte[] Dump(SocketQuery query, AddressFamily family, uint sequence) => Message(
        NetlinkConstants.SOCK_DIAG_BY_FAMILY, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP, sequence,
        new inet_diag_req_v2
        {
            sdiag_family = (byte)family,
            sdiag_protocol = (byte)query.Protocol,
            idiag_ext = (byte)query.Details,
            idiag_states = query.States.Mask,
        },
        query.Bytecode is { } code ? code.Span : default);

    /// <summary>
    /// A dump of all TCP sockets, IPv4 and IPv6, in one walk over the kernel's hash table: the request's first form means AF_UNSPEC
    /// (net/ipv4/inet_diag.c <c>inet_diag_dump_compat</c>). On a host with a million sockets a second walk costs a tenth of the dump.
    /// </summary>
    /// <param name="query">What to ask for; TCP.</param>
    /// <param name="sequence">The number that the answers carry.</param>
    public static byte[] DumpBothFamilies(SocketQuery query, uint sequence) => Message(
        NetlinkConstants.TCPDIAG_GETSOCK, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP, sequence,
        new inet_diag_req { idiag_ext = (byte)query.Details, idiag_states = query.States.Mask },
        query.Bytecode is { } code ? code.Span : default);

    /// <summary>The destruction of exactly one socket (SOCK_DESTROY, Linux 4.5, CONFIG_INET_DIAG_DESTROY, CAP_NET_ADMIN).</summary>
    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="message">The socket as a dump reported it: its id with the cookie, so that a successor on the same ports is never
    /// hit.</param>
    /// <param name="sequence">The number that the answer carries.</param>
    public static byte[] Destroy(Protocol protocol, in inet_diag_msg message, uint sequence)
    {
        inet_diag_req_v2 request = new()
        {
            sdiag_family = message.idiag_family,
            sdiag_protocol = (byte)protocol,
            idiag_states = TcpStateSet.All.Mask,
            id = message.id,
        };
        return Message(NetlinkConstants.SOCK_DESTROY, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK, sequence, request,
            default);
    }

    /// <summary>The question for one TCP connection by both of its ends.</summary>
    /// <param name="local">The local end.</param>
    /// <param name="peer">The remote end, of the same family.</param>
    /// <param name="device">The interface that the socket is bound to; 0 for none.</param>
    /// <param name="sequence">The number that the answer carries.</param>
    public static byte[] Exact(InetEndpoint local, InetEndpoint peer, uint device, uint sequence)
    {
        // INET_DIAG_NOCOOKIE: whatever socket it is.
        inet_diag_sockid id = new()
        {
            idiag_sport = BigEndianUInt16.From(local.Port),
            idiag_dport = BigEndianUInt16.From(peer.Port),
            idiag_if = device,
            idiag_cookie0 = uint.MaxValue,
            idiag_cookie1 = uint.MaxValue,
        };
        local.Addr.Write(id.idiag_src);
        peer.Addr.Write(id.idiag_dst);
        inet_diag_req_v2 request = new()
        {
            sdiag_family = (byte)local.Addr.Family,
            sdiag_protocol = (byte)Protocol.Tcp,
            idiag_states = TcpStateSet.All.Mask,
            id = id,
        };
        return Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, NetlinkConstants.NLM_F_REQUEST, sequence, request, default);
    }

    private static byte[] Message<TRequest>(ushort type, int flags, uint sequence, TRequest request, ReadOnlySpan<byte> bytecode)
        where TRequest : unmanaged
    {
        int headSize = Unsafe.SizeOf<nlmsghdr>();
        int fixedSize = headSize + Unsafe.SizeOf<TRequest>();
        int attributeSize = bytecode.IsEmpty ? 0 : (Unsafe.SizeOf<nlattr>() + bytecode.Length + 3) & ~3;
        byte[] message = new byte[fixedSize + attributeSize];
        nlmsghdr header = new()
        {
            nlmsg_len = (uint)message.Length,
            nlmsg_type = type,
            nlmsg_flags = (ushort)flags,
            nlmsg_seq = sequence,
        };
        MemoryMarshal.Write(message, header);
        MemoryMarshal.Write(message.AsSpan(headSize), request);
        if (!bytecode.IsEmpty)
        {
            nlattr attribute = new()
            {
                nla_len = checked((ushort)(Unsafe.SizeOf<nlattr>() + bytecode.Length)),
                nla_type = (ushort)InetDiagRequestAttribute.INET_DIAG_REQ_BYTECODE,
            };
            MemoryMarshal.Write(message.AsSpan(fixedSize), attribute);
            bytecode.CopyTo(message.AsSpan(fixedSize + Unsafe.SizeOf<nlattr>()));
        }

        return message;
    }
}
