using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>Error numbers of Linux (asm-generic/errno-base.h, errno.h) that this program tells apart or names.</summary>
public static class Errno
{
#pragma warning disable CS1591, CA1707 // the symbols are the documentation
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int ENOTDIR = 20;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOTTY = 25;
    public const int EPIPE = 32;
    public const int ENOSYS = 38;
    public const int EOPNOTSUPP = 95;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENOBUFS = 105;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
#pragma warning restore CS1591, CA1707

    private static readonly Dictionary<int, string> Names = new()
    {
        [EPERM] = nameof(EPERM),
        [ENOENT] = nameof(ENOENT),
        [ESRCH] = nameof(ESRCH),
        [EINTR] = nameof(EINTR),
        [EIO] = nameof(EIO),
        [EBADF] = nameof(EBADF),
        [EAGAIN] = nameof(EAGAIN),
        [ENOMEM] = nameof(ENOMEM),
        [EACCES] = nameof(EACCES),
        [EEXIST] = nameof(EEXIST),
        [ENOTDIR] = nameof(ENOTDIR),
        [EINVAL] = nameof(EINVAL),
        [ENFILE] = nameof(ENFILE),
        [EMFILE] = nameof(EMFILE),
        [ENOTTY] = nameof(ENOTTY),
        [EPIPE] = nameof(EPIPE),
        [ENOSYS] = nameof(ENOSYS),
        [EOPNOTSUPP] = nameof(EOPNOTSUPP),
        [EADDRINUSE] = nameof(EADDRINUSE),
        [EADDRNOTAVAIL] = nameof(EADDRNOTAVAIL),
        [ENOBUFS] = nameof(ENOBUFS),
        [ETIMEDOUT] = nameof(ETIMEDOUT),
        [ECONNREFUSED] = nameof(ECONNREFUSED),
    };

    /// <summary>The symbol of a number, <c>EPERM</c>; <c>errno 123</c> for one without.</summary>
    public static string NameOf(int errno) => Names.GetValueOrDefault(errno) ?? $"errno {errno}";

    /// <summary>The C library's words for a number.</summary>
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
