using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

public static unsafe partial class Libc
{
    internal const int O_WRONLY = 1;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_PATH = 0x200000;

    internal const int AT_SYMLINK_NOFOLLOW = 0x100;

    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;

    internal const int CLOCK_BOOTTIME = 7;
    internal const int TFD_CLOEXEC = 0x80000;
    internal const int TFD_TIMER_ABSTIME = 1;

    internal const int IN_CLOEXEC = 0x80000;
    internal const int IN_NONBLOCK = 0x800;
    internal const uint IN_MOVED_TO = 0x80;
    internal const uint IN_DELETE_SELF = 0x400;

    /// <summary>The one of these flags that Arm spells otherwise (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    internal static int O_NOFOLLOW => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

#pragma warning disable IDE1006, CS8981 // section 2 of the manual documents the functions; the names are the kernel's
    /// <summary><c>struct timespec</c> of 64-bit Linux (include/uapi/linux/time_types.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct timespec
    {
        public long tv_sec;
        public long tv_nsec;
    }

    /// <summary><c>struct itimerspec</c> (timerfd_create(2)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct itimerspec
    {
        public timespec it_interval;
        public timespec it_value;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int openat(int directory, ReadOnlySpan<byte> path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int renameat(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlinkat(int directory, ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(int fd, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mkdir(ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int symlink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlink(ReadOnlySpan<byte> path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int clock_gettime(int clock, out timespec time);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int timerfd_settime(int fd, int flags, in itimerspec value, itimerspec* before);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_add_watch(int fd, ReadOnlySpan<byte> path, uint mask);
#pragma warning restore IDE1006, CS8981
}
