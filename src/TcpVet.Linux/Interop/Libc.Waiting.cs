using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

#pragma warning disable CS8981, IDE1006 // section 2 of the manual documents the functions; the names are the kernel's

/// <summary><c>struct pollfd</c> (include/uapi/asm-generic/poll.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    internal int fd;
    internal short events;
    internal short revents;
}

public static unsafe partial class Libc
{
    internal const short POLLIN = 1, POLLOUT = 4;

    // include/uapi/linux/eventpoll.h
    internal const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3, EPOLL_CLOEXEC = 0x8_0000;
    internal const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 0x10;

    // include/linux/eventfd.h
    internal const int EFD_NONBLOCK = 0x800, EFD_CLOEXEC = 0x8_0000;

    /// <summary>Waits until one descriptor is ready (poll(2)).</summary>
    internal static int poll_one(int fd, short events)
    {
        pollfd entry = new() { fd = fd, events = events };
        return poll(&entry, 1, -1);
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(pollfd* entries, nuint count, int timeoutMs);

    /// <summary><see cref="EpollEvents"/> has the entries' layout.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(int epoll, int operation, int fd, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(int epoll, byte* events, int most, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);
}
#pragma warning restore CS8981, IDE1006
