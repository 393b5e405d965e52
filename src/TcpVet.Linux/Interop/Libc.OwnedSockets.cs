using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

// Calls on a descriptor that an object owns, which cannot be closed while one of them runs.
public static unsafe partial class Libc
{
#pragma warning disable IDE1006 // section 2 of the manual documents the functions
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int bind(SafeHandle socket, sockaddr_in6* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int listen(SafeHandle socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int connect(SafeHandle socket, sockaddr_in6* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int accept4(SafeHandle socket, sockaddr_in6* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockname(SafeHandle socket, sockaddr_in6* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getpeername(SafeHandle socket, sockaddr_in6* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsockopt(SafeHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockopt(SafeHandle socket, int level, int name, void* value, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shutdown(SafeHandle socket, int how);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint send(SafeHandle socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendto(SafeHandle socket, byte* data, nuint length, int flags, sockaddr_in6* address, uint addressLength);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recv(SafeHandle socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(SafeHandle file, byte* data, nuint length);
#pragma warning restore IDE1006
}
