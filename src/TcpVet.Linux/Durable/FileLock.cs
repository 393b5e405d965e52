using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>A lock among processes (flock(2)): the kernel gives it back when its holder ends, however that ends.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileDescriptor file;

    private FileLock(FileDescriptor file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file that stands for it; made when it is missing.</param>
    /// <param name="wait">Whether to wait for whoever has it.</param>
    /// <returns>The lock; null when somebody else has it and waiting was not asked for.</returns>
    /// <exception cref="KernelException">The file cannot be opened or made.</exception>
    public static FileLock? Take(string path, bool wait)
    {
        int fd = Open(path);

        FileDescriptor file = FileDescriptor.Own(fd);
        while (Libc.flock(file.Number, Libc.LOCK_EX | (wait ? 0 : Libc.LOCK_NB)) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EINTR)
            {
                continue;
            }

            file.Dispose();
            return errno == Errno.EAGAIN ? null : throw new KernelException($"lock {path}", errno);
        }

        return new FileLock(file);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => file.Dispose();

    // A lock needs no right to write (flock(2)): on a file system that became read-only, one that is there can still be taken.
    private static int Open(string path)
    {
        int fd = Libc.open(NativePath.From(path), Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY, 0x180); // 0600
        int errno = Marshal.GetLastPInvokeError();
        if (fd < 0 && errno == Errno.EROFS)
        {
            fd = Libc.open(NativePath.From(path), Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY, 0);
        }

        return fd >= 0 ? fd : throw new KernelException($"open {path}", errno);
    }
}
