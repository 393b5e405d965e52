using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>
/// Functions of the C library under their own names, by group. Paths are NUL-terminated bytes (<see cref="NativePath"/>
/// makes them): a file name in /proc or cgroupfs need not be UTF-8.
/// </summary>
public static unsafe partial class Libc
{
#pragma warning disable CS1591, IDE1006 // section 2 of the manual documents the functions

    internal const int O_RDONLY = 0;
    internal const int O_RDWR = 2;
    internal const int O_NOCTTY = 0x100;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    internal const int AT_FDCWD = -100;
    internal const int AT_NO_AUTOMOUNT = 0x800;
    internal const int AT_EMPTY_PATH = 0x1000;

    internal const int SEEK_SET = 0;

    internal const int F_GETFD = 1;

    internal const nuint TIOCGWINSZ = 0x5413;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int open(ReadOnlySpan<byte> path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    /// <summary>fcntl(2) for the commands without an argument.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int fd, int command);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, Span<byte> buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* data, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial long lseek(int fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getdents64(int fd, Span<byte> buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(int directory, ReadOnlySpan<byte> path, Span<byte> buffer, nint size);

    /// <summary>readlinkat(2) for the walk over descriptors, a million calls: a failure means that the descriptor went, so errno is not
    /// kept.</summary>
    [LibraryImport("libc", EntryPoint = "readlinkat")]
    internal static partial nint readlinkat_unchecked(int directory, ReadOnlySpan<byte> path, Span<byte> buffer, nint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out statx_t result);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getxattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value, nint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fstatfs(int fd, out statfs_t result);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, nint argument);
#pragma warning restore CS1591, IDE1006
}
