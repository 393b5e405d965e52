using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TcpVet.Lab.Interop;

/// <summary>The C library's calls for sockets, namespaces and descriptors, under their own names.</summary>
internal static unsafe partial class Libc
{
    // SetLastError throughout, where nothing reads it as well: without it LibraryImport becomes a plain DllImport.
    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unshare(int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int gettid();

    [LibraryImport(Library)]
    internal static partial int getppid();

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setfsuid(uint uid);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int bind(LabSocket socket, sockaddr_in6* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int listen(LabSocket socket, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int connect(LabSocket socket, sockaddr_in6* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int accept4(LabSocket socket, sockaddr_in6* address, uint* length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockname(LabSocket socket, sockaddr_in6* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getpeername(LabSocket socket, sockaddr_in6* address, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setsockopt(LabSocket socket, int level, int name, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockopt(LabSocket socket, int level, int name, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int shutdown(LabSocket socket, int how);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint send(LabSocket socket, byte* data, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendto(LabSocket socket, byte* data, nuint length, int flags, sockaddr_in6* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recv(LabSocket socket, byte* data, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(pollfd* fds, nuint count, int timeoutMs);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(SafeFileHandle file, byte* data, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int fd, byte* data, nuint length);

    // Variadic in the C library, and called with one pointer: every architecture .NET runs on passes it as a named argument.
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int prctl(int option, byte* argument);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setrlimit(int resource, rlimit* limit);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int execve(byte* path, byte** argv, byte** envp);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int symlink(byte* target, byte* path);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unlink(byte* path);
}
