using System.Buffers;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.ProcFs;

/// <summary>Where proc(5) is mounted; a test gives a directory of its own.</summary>
/// <param name="Path">Absolute, without a final slash.</param>
public readonly record struct ProcFsRoot(string Path)
{
    /// <summary>The most that <see cref="Read"/> takes of a file, in bytes.</summary>
    public const int ReadLimit = 4 << 20;

    /// <summary><c>/proc</c>.</summary>
    public static ProcFsRoot Default { get; } = new("/proc");

    /// <summary>
    /// The folder of the calling thread's network namespace. <c>/proc/net</c> is a link to <c>self/net</c>, the namespace
    /// of the <i>first</i> thread (fs/proc/proc_net.c <c>get_proc_task_net</c>), which is not that of a thread that called setns(2).
    /// </summary>
    public const string Net = "thread-self/net";

    /// <summary>The path of a file below the root.</summary>
    /// <param name="relative">Without a leading slash.</param>
    public string At(string relative) => $"{Path}/{relative}";

    /// <summary>Reads a whole file.</summary>
    /// <param name="relative">Its path below the root.</param>
    /// <returns>Its bytes, at most <see cref="ReadLimit"/>; null when there is no such file or its process has gone.</returns>
    /// <exception cref="KernelException">The file is there and cannot be read.</exception>
    public byte[]? Read(string relative) =>
        TryRead(relative, out int errno) ?? (Absent(errno) ? null : throw new KernelException($"read {At(relative)}", errno));

    /// <summary>Reads a whole file; null for any reason, which <paramref name="errno"/> tells.</summary>
    internal byte[]? TryRead(string relative, out int errno)
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(At(relative), out errno);
        return file is null ? null : ReadUpTo(file, ReadLimit, out errno);
    }

    /// <summary>Reads an open file from where it stands; null when the kernel refuses.</summary>
    /// <param name="file">The file.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="errno">The refusal.</param>
    internal static byte[]? ReadUpTo(FileDescriptor file, int limit, out int errno)
    {
        errno = 0;
        // Files of /proc say that their size is 0 and hand out at most what the buffer holds, so: read to the end.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            int length = 0;
            while (true)
            {
                int read = file.Read(buffer.AsSpan(length));
                if (read < 0)
                {
                    errno = -read;
                    return null;
                }

                length += read;
                if (read == 0 || length >= limit)
                {
                    return buffer[..Math.Min(length, limit)];
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // ENODEV, EOPNOTSUPP: a file of a subsystem that is compiled in and switched off. EINVAL: a link read as a file.
    internal static bool Absent(int errno) => Errno.IsVanished(errno) || errno is Errno.ENODEV or Errno.EOPNOTSUPP or Errno.EINVAL;
}
