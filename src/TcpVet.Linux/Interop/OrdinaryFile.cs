using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>
/// Reads ordinary files and nothing else. <see cref="System.IO.File"/> would wait for the other end of a FIFO, and drain a device that a
/// configuration names.
/// </summary>
public static class OrdinaryFile
{
    /// <summary>The refusal of <see cref="Read"/> for a path that leads nowhere.</summary>
    public const string NoSuchFile = "no such file";

    private const int SmallestBuffer = 4096;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="most">Reading stops one byte later, so that the caller sees that there is more.</param>
    /// <param name="refusal">Why the result is null, in words.</param>
    public static byte[]? Read(string path, int most, out string refusal)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            refusal = NoSuchFile;
            return null;
        }

        using FileDescriptor? file = FileDescriptor.TryOpen(path, out int errno);
        if (file is null)
        {
            refusal = Words(errno);
            return null;
        }

        return ReadOpened(file, most, out refusal, out _);
    }

    /// <summary>Reads what was opened, if it is an ordinary file.</summary>
    /// <param name="file">Opened without blocking.</param>
    /// <param name="most">As above.</param>
    /// <param name="refusal">As above.</param>
    /// <param name="stat">What it is, whose, and who may read it.</param>
    internal static byte[]? ReadOpened(FileDescriptor file, int most, out string refusal, out statx_t stat)
    {
        const uint wanted = statx_t.STATX_TYPE | statx_t.STATX_MODE | statx_t.STATX_UID | statx_t.STATX_SIZE;
        if (Libc.statx(file.Number, "\0"u8, Libc.AT_EMPTY_PATH, wanted, out stat) != 0
            || (stat.stx_mode & statx_t.S_IFMT) != statx_t.S_IFREG)
        {
            refusal = "it is no ordinary file";
            return null;
        }

        return Drain(file, stat.stx_size, most, out refusal);
    }

    /// <summary>Opens a file that the command line names, without waiting for the other end of a FIFO.</summary>
    /// <exception cref="IOException">As the framework has it; it is a pipe or a device, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">As the framework has it: it is a folder, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        int errno = path.Contains('\0', StringComparison.Ordinal) ? Errno.ENOENT : FileKind.Of(path) == PathKind.Special ? Errno.ESPIPE : 0;
        FileDescriptor? file = errno == 0 ? FileDescriptor.TryOpen(path, out errno) : null;
        // Another one may stand there since it was looked at.
        if (file is not null && (Libc.statx(file.Number, "\0"u8, Libc.AT_EMPTY_PATH, statx_t.STATX_TYPE, out statx_t stat) != 0
            || (stat.stx_mode & statx_t.S_IFMT) != statx_t.S_IFREG))
        {
            errno = (stat.stx_mode & statx_t.S_IFMT) == statx_t.S_IFDIR ? Errno.EACCES : Errno.ESPIPE;
            file.Dispose();
            file = null;
        }

        return file is not null ? new FileStream(file.Handed(), FileAccess.Read) : throw errno switch
        {
            Errno.ENOENT or Errno.ENOTDIR => new FileNotFoundException(),
            Errno.EACCES => new UnauthorizedAccessException(),
            Errno.ESPIPE => new IOException("is a pipe or a device: name a file"),
            _ => new IOException(Marshal.GetPInvokeErrorMessage(errno)),
        };
    }

    private static byte[]? Drain(FileDescriptor file, ulong size, int most, out string refusal)
    {
        refusal = "";
        byte[] buffer =
            new byte[Math.Clamp((long)Math.Min(size, int.MaxValue) + 1, SmallestBuffer, Math.Max(SmallestBuffer, (long)most + 1))];
        int length = 0;
        while (file.Read(buffer.AsSpan(length)) is var read && read != 0)
        {
            if (read < 0)
            {
                refusal = $"reading failed: {Marshal.GetPInvokeErrorMessage(-read)}";
                return null;
            }

            length += read;
            if (length > most)
            {
                break;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * length, (long)most + 1));
            }
        }

        return buffer[..length];
    }

    /// <summary>A refusal of the kernel in words.</summary>
    internal static string Words(int errno) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => NoSuchFile,
        Errno.EACCES => "permission denied",
        Errno.ELOOP => "a circle of symbolic links",
        _ => Marshal.GetPInvokeErrorMessage(errno),
    };
}
