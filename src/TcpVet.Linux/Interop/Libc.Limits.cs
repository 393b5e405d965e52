using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary><c>struct rlimit64</c> (getrlimit(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rlimit64
{
#pragma warning disable CS1591, IDE1006 // the manual documents the fields
    internal ulong rlim_cur;
    internal ulong rlim_max;
#pragma warning restore CS1591, IDE1006
}

public static partial class Libc
{
#pragma warning disable CS1591, IDE1006 // section 2 of the manual documents the functions
    internal const int RLIMIT_NOFILE = 7;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getrlimit64(int resource, out rlimit64 limit);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setrlimit64(int resource, in rlimit64 limit);

    [LibraryImport("libc")]
    internal static partial uint geteuid();
#pragma warning restore CS1591, IDE1006

    /// <summary>Raises this process's soft limit of open descriptors to its hard limit; a refusal changes nothing.</summary>
    public static void RaiseDescriptorLimit()
    {
        if (getrlimit64(RLIMIT_NOFILE, out rlimit64 limit) == 0 && limit.rlim_cur < limit.rlim_max)
        {
            limit.rlim_cur = limit.rlim_max;
            _ = setrlimit64(RLIMIT_NOFILE, limit);
        }
    }
}
