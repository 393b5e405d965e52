using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Model;

namespace TcpVet.Linux.Interop;

#pragma warning disable CS8981 // the kernel's own names

/// <summary>
/// <c>struct sockaddr_in6</c> (include/uapi/linux/in6.h). Its first 8 bytes are also <c>struct sockaddr_in</c>
/// (include/uapi/linux/in.h): family, port, and the IPv4 address where IPv6 has the flow label.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sockaddr_in6
{
    internal ushort sin6_family;
    internal BigEndianUInt16 sin6_port;
    internal uint sin6_flowinfo;
    internal AddressBytes sin6_addr;
    internal uint sin6_scope_id;

    /// <summary>The bytes that the kernel is to read: those of a <c>sockaddr_in</c> for an IPv4 address.</summary>
    internal readonly uint Length => sin6_family == (ushort)AddressFamily.IPv4 ? 16u : 28u;

    /// <summary>The address of an end.</summary>
    /// <param name="end">The end.</param>
    /// <param name="scope">The interface of a link-local IPv6 address, by index; 0 for none.</param>
    internal static sockaddr_in6 From(InetEndpoint end, uint scope = 0)
    {
        sockaddr_in6 address = default;
        address.sin6_family = (ushort)end.Addr.Family;
        address.sin6_port = BigEndianUInt16.From(end.Port);
        address.sin6_scope_id = end.Addr.Family == AddressFamily.IPv6 ? scope : 0;
        end.Addr.Write(Bytes(ref address));
        return address;
    }

    internal InetEndpoint ToEndpoint() =>
        new(InetAddress.Read((AddressFamily)sin6_family, Bytes(ref this)), sin6_port.Value);

    private static Span<byte> Bytes(ref sockaddr_in6 address) => address.sin6_family == (ushort)AddressFamily.IPv4
        ? MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref address.sin6_flowinfo, 1))
        : MemoryMarshal.CreateSpan(ref Unsafe.As<AddressBytes, byte>(ref address.sin6_addr), 16);
}

/// <summary><c>struct linger</c> (include/linux/socket.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct linger
{
    internal int l_onoff;
    internal int l_linger;
}

/// <summary><c>struct sockaddr_nl</c> (include/uapi/linux/netlink.h): port id 0 is the kernel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sockaddr_nl
{
    internal ushort nl_family;
    internal ushort nl_pad;
    internal uint nl_pid;
    internal uint nl_groups;
}

/// <summary><c>struct iovec</c> (include/uapi/linux/uio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct iovec
{
    internal void* iov_base;
    internal nuint iov_len;
}

/// <summary><c>struct msghdr</c> as the C library has it (recvmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct msghdr
{
    internal void* msg_name;
    internal uint msg_namelen;
    internal iovec* msg_iov;
    internal nuint msg_iovlen;
    internal void* msg_control;
    internal nuint msg_controllen;
    internal int msg_flags;
}

/// <summary><c>struct cmsghdr</c> (include/linux/socket.h): the head of one piece of ancillary data.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct cmsghdr
{
    internal nuint cmsg_len;
    internal int cmsg_level;
    internal int cmsg_type;
}

/// <summary><c>struct sock_extended_err</c> (include/uapi/linux/errqueue.h): what the error queue tells of one ICMP message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sock_extended_err
{
    internal uint ee_errno;
    internal byte ee_origin;
    internal byte ee_type;
    internal byte ee_code;
    internal byte ee_pad;
    internal uint ee_info;
    internal uint ee_data;
}
