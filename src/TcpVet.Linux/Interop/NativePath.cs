using System.Text;

namespace TcpVet.Linux.Interop;

/// <summary>Paths as the C library takes them.</summary>
internal static class NativePath
{
    /// <summary>UTF-8 with the terminating NUL.</summary>
    /// <exception cref="KernelException">The text holds a NUL itself: no such file can exist (ENOENT).</exception>
    internal static byte[] From(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new KernelException("open a path with a NUL in it", Errno.ENOENT);
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }
}
