using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TcpVet.Linux.Interop;

/// <summary>A descriptor opened through the C library, with the kernel's own error on refusal.</summary>
/// <remarks>
/// <see cref="System.IO.File"/> is not used for /proc, sysctl and nsfs: it locks (flock) and seeks what it opens, folds
/// errors into its own exceptions, and blocks on a FIFO that a path may name.
/// </remarks>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    private FileDescriptor(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number, valid while this object is alive and not disposed.</summary>
    internal int Number => (int)handle;

    /// <summary>Opens a path for reading, without blocking and without inheriting.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="errno">The refusal when the result is null.</param>
    internal static FileDescriptor? TryOpen(string path, out int errno)
    {
        int fd;
        do
        {
            fd = Libc.open(NativePath.From(path), Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY, 0);
            errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (errno == Errno.EINTR);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <summary>Takes over an open descriptor.</summary>
    internal static FileDescriptor Own(int fd) => new(fd);

    /// <summary>The descriptor for the framework, which closes it; this object holds nothing then.</summary>
    internal SafeFileHandle Handed()
    {
        SafeFileHandle handed = new(handle, ownsHandle: true);
        SetHandleAsInvalid();
        return handed;
    }

    /// <summary>Opens as <see cref="TryOpen"/> does.</summary>
    /// <exception cref="KernelException">The path cannot be opened.</exception>
    internal static FileDescriptor Open(string path) =>
        TryOpen(path, out int errno) ?? throw new KernelException($"open {path}", errno);

    /// <summary>Reads once.</summary>
    /// <returns>The bytes read, 0 at the end, or the negative error number.</returns>
    internal int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint read = Libc.read(Number, buffer, buffer.Length);
            if (read >= 0)
            {
                return (int)read;
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
            {
                return -errno;
            }
        }
    }

    /// <summary>Writes once.</summary>
    /// <returns>The bytes written, or the negative error number.</returns>
    internal unsafe int Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                nint written = Libc.write(Number, bytes, (nuint)buffer.Length);
                if (written >= 0)
                {
                    return (int)written;
                }

                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    return -errno;
                }
            }
        }
    }

    /// <summary>Opens an existing file for writing, without truncating, blocking or inheriting it.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="errno">The refusal when the result is null.</param>
    internal static FileDescriptor? TryOpenForWriting(string path, out int errno)
    {
        int fd = Libc.open(NativePath.From(path), Libc.O_WRONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY, 0);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <summary>Device, inode; null when the kernel refuses.</summary>
    internal FileIdentity? Identity() =>
        Libc.statx(Number, "\0"u8, Libc.AT_EMPTY_PATH, statx_t.STATX_INO, out statx_t stat) == 0
            ? new FileIdentity(((ulong)stat.stx_dev_major << 32) | stat.stx_dev_minor, stat.stx_ino)
            : null;

    /// <summary>Where a symbolic link points; null when the kernel refuses.</summary>
    /// <param name="folder">An opened folder, or an opened link (O_PATH).</param>
    /// <param name="path">Its path in the folder; empty for the opened link itself.</param>
    /// <param name="errno">The refusal.</param>
    internal static string? LinkAt(int folder, string path, out int errno)
    {
        byte[] target = new byte[4096];
        nint length = Libc.readlinkat(folder, NativePath.From(path), target, target.Length);
        errno = length < 0 ? Marshal.GetLastPInvokeError() : 0;
        return length < 0 ? null : Encoding.UTF8.GetString(target, 0, (int)length);
    }

    /// <summary>The kind of file system (statfs(2) f_type); 0 when the kernel refuses.</summary>
    internal long FileSystem() => Libc.fstatfs(Number, out statfs_t stat) == 0 ? stat.f_type : 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}
