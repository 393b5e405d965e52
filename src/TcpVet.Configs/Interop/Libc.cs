using System.Runtime.InteropServices;

namespace TcpVet.Configs.Interop;

/// <summary>Functions of the C library under their own names.</summary>
internal static partial class Libc
{
#pragma warning disable IDE1006 // section 2 of the manual documents the functions
    internal const int O_RDONLY = 0;
    internal const int O_NOCTTY = 0x100;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;

    internal const int ENOENT = 2;
    internal const int EACCES = 13;
    internal const int EINTR = 4;
    internal const int ENOTDIR = 20;
    internal const int ELOOP = 40;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int directory, string path, int flags, uint mask, out statx_t result);
#pragma warning restore IDE1006
}
