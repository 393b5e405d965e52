namespace TcpVet.Probes.Interop;

/// <summary>Numbers of the Linux headers that every architecture .NET runs on shares (asm-generic).</summary>
internal static class Constants
{
    // include/linux/net.h
    internal const int SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x8_0000;

    // include/uapi/asm-generic/socket.h
    internal const int SOL_SOCKET = 1, SO_ERROR = 4, SO_BROADCAST = 6, SO_LINGER = 13;

    // include/uapi/linux/in.h
    internal const int IPPROTO_IP = 0, IPPROTO_TCP = 6, IPPROTO_UDP = 17, IP_RECVERR = 11, IP_BIND_ADDRESS_NO_PORT = 24;

    // include/uapi/linux/in6.h
    internal const int IPPROTO_IPV6 = 41, IPV6_RECVERR = 25;

    // include/uapi/linux/tcp.h
    internal const int TCP_INFO = 11;

    // include/linux/socket.h
    internal const int MSG_NOSIGNAL = 0x4000, MSG_ERRQUEUE = 0x2000, MSG_DONTWAIT = 0x40, MSG_TRUNC = 0x20;

    // include/uapi/linux/errqueue.h
    internal const byte SO_EE_ORIGIN_LOCAL = 1, SO_EE_ORIGIN_ICMP = 2, SO_EE_ORIGIN_ICMP6 = 3;

    // include/uapi/linux/eventpoll.h
    internal const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3, EPOLL_CLOEXEC = 0x8_0000;
    internal const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 0x10;

    // include/linux/eventfd.h
    internal const int EFD_NONBLOCK = 0x800, EFD_CLOEXEC = 0x8_0000;

    // include/uapi/asm-generic/resource.h
    internal const int RLIMIT_NOFILE = 7;

    // include/uapi/asm-generic/errno-base.h, errno.h
    internal const int EINTR = 4, EINPROGRESS = 115, ENOPROTOOPT = 92, EADDRNOTAVAIL = 99, EPIPE = 32, ENOTCONN = 107, EALREADY = 114;
}
