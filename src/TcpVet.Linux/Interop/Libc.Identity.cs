using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

public static unsafe partial class Libc
{
#pragma warning disable IDE1006 // section 2 of the manual documents the functions; the names are the kernel's
    /// <summary>The number of setgroups(2) (asm/unistd_64.h, asm-generic/unistd.h).</summary>
    internal static int SYS_setgroups => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 159 : 116;

    /// <summary>Changes the calling thread alone, and returns what was before.</summary>
    [LibraryImport("libc")]
    internal static partial int setfsgid(uint group);

    /// <summary>setgroups(2) past the C library, whose own function changes every thread (nptl(7)).</summary>
    [LibraryImport("libc", EntryPoint = "syscall")]
    internal static partial nint syscall_setgroups(nint number, nint count, uint* groups);

    /// <summary>capget(2) of the calling thread.</summary>
    /// <param name="header">Version and thread.</param>
    /// <param name="data">Effective, permitted, inheritable: the lower halves, then the upper ones.</param>
    [LibraryImport("libc")]
    internal static partial int capget(uint* header, uint* data);

    /// <summary>capset(2) of the calling thread.</summary>
    [LibraryImport("libc")]
    internal static partial int capset(uint* header, uint* data);
#pragma warning restore IDE1006
}
