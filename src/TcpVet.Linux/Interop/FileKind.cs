namespace TcpVet.Linux.Interop;

/// <summary>What a path leads to, which <see cref="System.IO.File"/> does not tell.</summary>
public static class FileKind
{
    /// <summary>True for a device, a FIFO, a socket or a folder, behind symbolic links as well; false for a file, and where nothing is or can be seen.</summary>
    public static bool IsSpecial(string path) =>
        Libc.statx(Libc.AT_FDCWD, NativePath.From(path), 0, statx_t.STATX_TYPE, out statx_t stat) == 0
        && (stat.stx_mode & statx_t.S_IFMT) != statx_t.S_IFREG;
}
