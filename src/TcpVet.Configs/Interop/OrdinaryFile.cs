using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TcpVet.Configs.Text;

namespace TcpVet.Configs.Interop;

/// <summary>
/// Reads ordinary files and nothing else. <see cref="File"/> would wait for the other end of a FIFO, and drain a device that a configuration names.
/// </summary>
internal static class OrdinaryFile
{
    /// <summary>What a path leads to, behind symbolic links as well.</summary>
    public static FileLook Look(string path) =>
        !path.Contains('\0', StringComparison.Ordinal) && Libc.statx(Libc.AT_FDCWD, path, 0, statx_t.STATX_TYPE, out statx_t stat) == 0 ? Kind(stat) : FileLook.Absent;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="most">Reading stops one byte later, so that the caller sees that there is more.</param>
    /// <param name="refusal">Why the result is null, in words.</param>
    public static byte[]? Read(string path, int most, out string refusal)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            refusal = Words(Libc.ENOENT);
            return null;
        }

        int fd;
        do
        {
            fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY, 0);
        }
        while (fd < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);

        if (fd < 0)
        {
            refusal = Words(Marshal.GetLastPInvokeError());
            return null;
        }

        using SafeFileHandle handle = new(fd, ownsHandle: true);
        if (Libc.statx(fd, "", Libc.AT_EMPTY_PATH, statx_t.STATX_TYPE, out statx_t stat) != 0 || Kind(stat) is not FileLook.File)
        {
            refusal = "it is no ordinary file";
            return null;
        }

        return Drain(handle, most, out refusal);
    }

    private static byte[]? Drain(SafeFileHandle handle, int most, out string refusal)
    {
        refusal = "";
        try
        {
            byte[] buffer = new byte[Math.Clamp(RandomAccess.GetLength(handle) + 1, 4096, (long)most + 1)];
            int length = 0;
            while (RandomAccess.Read(handle, buffer.AsSpan(length), length) is int read and > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    if (length > most)
                    {
                        break;
                    }

                    Array.Resize(ref buffer, (int)Math.Min(2L * length, (long)most + 1));
                }
            }

            return buffer[..length];
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            refusal = $"reading failed: {failed.Message}";
            return null;
        }
    }

    private static FileLook Kind(statx_t stat) => (stat.stx_mode & statx_t.S_IFMT) switch
    {
        statx_t.S_IFREG => FileLook.File,
        statx_t.S_IFDIR => FileLook.Folder,
        _ => FileLook.Special,
    };

    private static string Words(int errno) => errno switch
    {
        Libc.ENOENT or Libc.ENOTDIR => FileTree.NoSuchFile,
        Libc.EACCES => "permission denied",
        Libc.ELOOP => "a circle of symbolic links",
        _ => Marshal.GetPInvokeErrorMessage(errno),
    };
}
