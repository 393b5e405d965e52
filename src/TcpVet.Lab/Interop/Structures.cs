using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Lab.Interop;

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

    internal readonly uint Length => sin6_family == (ushort)AddressFamily.IPv4 ? 16u : 28u;

    internal static sockaddr_in6 From(InetEndpoint end)
    {
        sockaddr_in6 address = default;
        address.sin6_family = (ushort)end.Addr.Family;
        address.sin6_port = BigEndianUInt16.From(end.Port);
        end.Addr.Write(Bytes(ref address));
        return address;
    }

    internal InetEndpoint ToEndpoint() =>
        new(InetAddress.Read((AddressFamily)sin6_family, Bytes(ref this)), sin6_port.Value);

    private static Span<byte> Bytes(ref sockaddr_in6 address) => address.sin6_family == (ushort)AddressFamily.IPv4
        ? MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref address.sin6_flowinfo, 1))
        : MemoryMarshal.CreateSpan(ref Unsafe.As<AddressBytes, byte>(ref address.sin6_addr), 16);
}

/// <summary><c>struct pollfd</c> (include/uapi/asm-generic/poll.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    internal int fd;
    internal short events;
    internal short revents;
}

/// <summary><c>struct linger</c> (include/linux/socket.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct linger
{
    internal int l_onoff;
    internal int l_linger;
}

/// <summary><c>struct rlimit</c> (include/uapi/linux/resource.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rlimit
{
    internal nuint rlim_cur;
    internal nuint rlim_max;
}
