using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

// Numbers of the Linux headers that every architecture .NET runs on shares (asm-generic).
public static unsafe partial class Libc
{
#pragma warning disable IDE1006, CS8981 // section 2 of the manual documents the functions; the names are the kernel's

    internal const int AF_UNIX = 1, AF_NETLINK = 16;

    // include/linux/net.h
    internal const int SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x8_0000;

    // include/uapi/asm-generic/socket.h
    internal const int SOL_SOCKET = 1, SO_ERROR = 4, SO_BROADCAST = 6, SO_SNDBUF = 7, SO_RCVBUF = 8, SO_KEEPALIVE = 9, SO_LINGER = 13,
        SO_REUSEPORT = 15,
        SO_RCVTIMEO = 20, SO_BINDTODEVICE = 25, SO_MARK = 36, SO_MEMINFO = 55;

    /// <summary>Since Linux 5.14: a number for each network namespace that is never given again while the host is up.</summary>
    internal const int SO_NETNS_COOKIE = 71;

    // include/uapi/linux/in.h
    internal const int IPPROTO_IP = 0, IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_RAW = 255, IP_RECVERR = 11, IP_BIND_ADDRESS_NO_PORT = 24;

    // include/uapi/linux/in6.h
    internal const int IPPROTO_IPV6 = 41, IPV6_RECVERR = 25, IPV6_V6ONLY = 26;

    // include/uapi/linux/tcp.h
    internal const int TCP_KEEPIDLE = 4, TCP_LINGER2 = 8, TCP_DEFER_ACCEPT = 9, TCP_INFO = 11, TCP_USER_TIMEOUT = 18;

    // include/linux/socket.h
    internal const int SHUT_WR = 1, MSG_NOSIGNAL = 0x4000, MSG_ERRQUEUE = 0x2000, MSG_DONTWAIT = 0x40, MSG_TRUNC = 0x20;

    // include/uapi/linux/errqueue.h
    internal const byte SO_EE_ORIGIN_LOCAL = 1, SO_EE_ORIGIN_ICMP = 2, SO_EE_ORIGIN_ICMP6 = 3;

    // include/uapi/linux/netlink.h
    internal const int NETLINK_ROUTE = 0, NETLINK_SOCK_DIAG = 4, NETLINK_NETFILTER = 12, SOL_NETLINK = 270, NETLINK_EXT_ACK = 11;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int bind(int fd, sockaddr_in6* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int connect(int fd, sockaddr_in6* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockname(int fd, sockaddr_in6* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsockopt(int fd, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockopt(int fd, int level, int name, void* value, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint send(int fd, byte* data, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendto(int fd, byte* data, nuint length, int flags, sockaddr_in6* address, uint addressLength);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recvfrom(int fd, byte* data, nuint length, int flags, sockaddr_nl* address, uint* addressLength);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recvmsg(int fd, msghdr* message, int flags);
#pragma warning restore IDE1006, CS8981
}
