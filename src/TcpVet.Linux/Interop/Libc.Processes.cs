using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

#pragma warning disable CS8981, IDE1006 // section 2 of the manual documents the functions; the names are the kernel's

/// <summary><c>struct rlimit</c> (include/uapi/linux/resource.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rlimit
{
    internal nuint rlim_cur;
    internal nuint rlim_max;
}

public static unsafe partial class Libc
{
    // include/uapi/asm-generic/signal.h
    internal const int SIGINT = 2, SIGKILL = 9, SIGTERM = 15;

    // include/uapi/linux/wait.h
    internal const int WNOHANG = 1;

    // include/uapi/asm-generic/resource.h
    internal const int RLIMIT_NOFILE = 7;

    // include/uapi/linux/prctl.h
    internal const int PR_SET_NAME = 15;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int gettid();

    [LibraryImport("libc")]
    internal static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setfsuid(uint uid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int execve(byte* path, byte** argv, byte** envp);

    // Variadic in the C library, and called with one pointer: every architecture .NET runs on passes it as a named argument.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prctl(int option, byte* argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getrlimit(int resource, rlimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setrlimit(int resource, rlimit* limit);

    [LibraryImport("libc")]
    internal static partial nint getrandom(byte* buffer, nuint length, uint flags);
}
#pragma warning restore CS8981, IDE1006
