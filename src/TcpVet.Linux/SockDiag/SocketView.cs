using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>
/// One socket, read in place over the received bytes: <c>struct inet_diag_msg</c> and its attributes.
/// Nothing is copied and nothing allocated; it lives no longer than the buffer.
/// </summary>
public readonly ref struct SocketView
{
    private readonly ref readonly inet_diag_msg message;

    private SocketView(Protocol protocol, ref readonly inet_diag_msg message, ReadOnlySpan<byte> bytes)
    {
        Protocol = protocol;
        this.message = ref message;
        Bytes = bytes;
    }

    /// <summary>The size of the fixed part, in bytes.</summary>
    public static int FixedSize => Unsafe.SizeOf<inet_diag_msg>();

    /// <summary>The whole message behind the netlink header, to keep a copy of.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>TCP or UDP, as it was asked for.</summary>
    public Protocol Protocol { get; }

    /// <summary>The socket's family; v4-mapped connections of an IPv6 socket are <see cref="AddressFamily.IPv6"/>.</summary>
    public AddressFamily Family => (AddressFamily)message.idiag_family;

    /// <summary>
    /// The state; a request socket is <see cref="TcpState.SynRecv"/>, an unknown number stays as it is. A TCP socket in
    /// CLOSE is in no table but that of bound ports: the kernel is asked for it by the bit of BOUND_INACTIVE and answers
    /// with sk_state, which is CLOSE (net/ipv4/inet_diag.c <c>inet_diag_dump_icsk</c>, <c>inet_sk_diag_fill</c>).
    /// </summary>
    public TcpState State => (TcpState)message.idiag_state switch
    {
        TcpState.NewSynRecv => TcpState.SynRecv,
        TcpState.Close when Protocol == Protocol.Tcp => TcpState.BoundInactive,
        TcpState state => state,
    };

    /// <summary>The timer that runs.</summary>
    public SocketTimer Timer => (SocketTimer)message.idiag_timer;

    /// <summary>Retransmissions, or unanswered probes, of that timer (icsk_retransmits, icsk_probes_out).</summary>
    public byte Retransmits => message.idiag_retrans;

    /// <summary>Milliseconds until the timer fires.</summary>
    public uint ExpiresMs => message.idiag_expires;

    /// <summary>Unread bytes; of a LISTEN socket the accept queue's length.</summary>
    public uint RecvQ => message.idiag_rqueue;

    /// <summary>Unacknowledged and unsent bytes; of a LISTEN socket the accept queue's limit.</summary>
    public uint SendQ => message.idiag_wqueue;

    /// <summary>The user who made the socket.</summary>
    public uint Uid => message.idiag_uid;

    /// <summary>The inode in sockfs; 0 when no process ever held it or all let go.</summary>
    public uint Inode => message.idiag_inode;

    /// <summary>The interface that the socket is bound to, by index; 0 for none.</summary>
    public uint Interface => message.id.idiag_if;

    /// <summary>The socket's cookie.</summary>
    public ulong Cookie => ((ulong)message.id.idiag_cookie1 << 32) | message.id.idiag_cookie0;

    /// <summary>The local port in host order.</summary>
    public ushort LocalPort => message.id.idiag_sport.Value;

    /// <summary>The remote port in host order.</summary>
    public ushort PeerPort => message.id.idiag_dport.Value;

    /// <summary>The local address as the kernel reports it (v4-mapped stays v4-mapped).</summary>
    public InetAddress LocalAddress => InetAddress.Read(Family, message.id.idiag_src);

    /// <summary>The remote address as the kernel reports it.</summary>
    public InetAddress PeerAddress => InetAddress.Read(Family, message.id.idiag_dst);

    /// <summary>The local end.</summary>
    public InetEndpoint Local => new(LocalAddress, LocalPort);

    /// <summary>The remote end.</summary>
    public InetEndpoint Peer => new(PeerAddress, PeerPort);

    /// <summary>The fixed part, for what has no property of its own.</summary>
    public ref readonly inet_diag_msg Message => ref message;

    /// <summary>Looks at a message's payload as a socket.</summary>
    /// <param name="protocol">What was asked for.</param>
    /// <param name="payload">The bytes behind the netlink header.</param>
    /// <param name="socket">The view.</param>
    /// <returns>False when the payload is too short or of no internet family.</returns>
    public static bool TryRead(Protocol protocol, ReadOnlySpan<byte> payload, out SocketView socket)
    {
        if (payload.Length < FixedSize || payload[0] is not ((byte)AddressFamily.IPv4 or (byte)AddressFamily.IPv6))
        {
            socket = default;
            return false;
        }

        ref readonly inet_diag_msg message = ref MemoryMarshal.AsRef<inet_diag_msg>(payload);
        socket = new SocketView(protocol, in message, payload);
        return true;
    }

    /// <summary>The payload of an attribute; empty when it is absent or cut off.</summary>
    public ReadOnlySpan<byte> Attribute(InetDiagAttribute type) => new NetlinkAttributes(Bytes[FixedSize..]).Of((int)type);

    /// <summary>tcp_info as far as this kernel fills it; absent without INET_DIAG_INFO.</summary>
    public TcpInfoView TcpInfo => new(Attribute(InetDiagAttribute.INET_DIAG_INFO));

    /// <summary>One figure of INET_DIAG_SKMEMINFO; null when the kernel did not send it.</summary>
    public uint? Memory(SkMemInfo index)
    {
        ReadOnlySpan<byte> memory = Attribute(InetDiagAttribute.INET_DIAG_SKMEMINFO);
        int offset = (int)index * 4;
        return offset + 4 <= memory.Length ? BinaryPrimitives.ReadUInt32LittleEndian(memory[offset..]) : null;
    }

    /// <summary>The cgroup-v2 id (Linux 5.7 with CONFIG_SOCK_CGROUP_DATA); null when the kernel did not send it.</summary>
    public ulong? CgroupId =>
        Attribute(InetDiagAttribute.INET_DIAG_CGROUP_ID) is { Length: >= 8 } id ? BinaryPrimitives.ReadUInt64LittleEndian(id) : null;

    /// <summary>The firewall mark; null without CAP_NET_ADMIN.</summary>
    public uint? Mark =>
        Attribute(InetDiagAttribute.INET_DIAG_MARK) is { Length: >= 4 } mark ? BinaryPrimitives.ReadUInt32LittleEndian(mark) : null;

    /// <summary>The directions that were shut down: bit 0 receive, bit 1 send (RCV_SHUTDOWN, SEND_SHUTDOWN); null when not sent.</summary>
    public byte? Shutdown => Attribute(InetDiagAttribute.INET_DIAG_SHUTDOWN) is { Length: >= 1 } shutdown ? shutdown[0] : null;

    /// <summary>True for an IPv6 socket that takes no IPv4 (INET_DIAG_SKV6ONLY); null when not sent.</summary>
    public bool? V6Only => Attribute(InetDiagAttribute.INET_DIAG_SKV6ONLY) is { Length: >= 1 } v6only ? v6only[0] != 0 : null;
}
