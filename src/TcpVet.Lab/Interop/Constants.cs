namespace TcpVet.Lab.Interop;

/// <summary>Numbers of the Linux headers that every architecture .NET runs on shares (asm-generic).</summary>
internal static class Constants
{
    // include/uapi/linux/sched.h
    internal const int CLONE_NEWNET = 0x4000_0000;

    // include/linux/net.h, include/uapi/asm-generic/fcntl.h
    internal const int SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x8_0000;

    // include/uapi/asm-generic/socket.h
    internal const int SOL_SOCKET = 1, SO_ERROR = 4, SO_SNDBUF = 7, SO_RCVBUF = 8, SO_KEEPALIVE = 9, SO_LINGER = 13, SO_REUSEPORT = 15,
        SO_BINDTODEVICE = 25, SO_MARK = 36, SO_MEMINFO = 55;

    // include/uapi/linux/tcp.h
    internal const int IPPROTO_TCP = 6, IPPROTO_RAW = 255, TCP_KEEPIDLE = 4, TCP_LINGER2 = 8, TCP_DEFER_ACCEPT = 9, TCP_INFO = 11, TCP_USER_TIMEOUT = 18;

    // include/uapi/linux/in6.h
    internal const int IPPROTO_IPV6 = 41, IPV6_V6ONLY = 26;

    // include/linux/socket.h, include/uapi/asm-generic/poll.h
    internal const int SHUT_WR = 1, MSG_NOSIGNAL = 0x4000;
    internal const short POLLIN = 1, POLLOUT = 4;

    // include/uapi/asm-generic/errno-base.h, errno.h
    internal const int EINTR = 4, EAGAIN = 11, ENOENT = 2, EMFILE = 24, ECONNABORTED = 103, EINPROGRESS = 115;

    // include/uapi/asm-generic/signal.h, include/uapi/linux/wait.h
    internal const int SIGINT = 2, SIGKILL = 9, SIGTERM = 15, WNOHANG = 1;

    // include/uapi/asm-generic/resource.h
    internal const int RLIMIT_NOFILE = 7;

    // include/uapi/linux/prctl.h
    internal const int PR_SET_NAME = 15;
}
