using System.Runtime.InteropServices;

namespace TcpVet.Probes.Interop;

/// <summary>The C library's calls for sockets and epoll, under their own names.</summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int bind(int socket, sockaddr_in6* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int connect(int socket, sockaddr_in6* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockname(int socket, sockaddr_in6* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setsockopt(int socket, int level, int name, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockopt(int socket, int level, int name, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint send(int socket, byte* data, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendto(int socket, byte* data, nuint length, int flags, sockaddr_in6* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recvmsg(int socket, msghdr* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_ctl(int epoll, int operation, int fd, byte* entry);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_wait(int epoll, byte* events, int most, int timeoutMs);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int fd, byte* data, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getrlimit(int resource, rlimit* limit);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int close(int fd);
}
