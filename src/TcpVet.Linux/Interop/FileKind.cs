namespace TcpVet.Linux.Interop;

/// <summary>What a path leads to, which <see cref="System.IO.File"/> does not tell.</summary>
public static class FileKind
{
    /// <summary>Asks the kernel, behind symbolic links as well.</summary>
    /// <param name="path">The path; one with a NUL in it leads to nothing.</param>
    public static PathKind Of(string path) =>
        !path.Contains('\0', StringComparison.Ordinal)
            && Libc.statx(Libc.AT_FDCWD, NativePath.From(path), 0, statx_t.STATX_TYPE, out statx_t stat) == 0
            ? Kind(stat)
            : PathKind.Absent;

    /// <summary>True for a device, a FIFO, a socket or a folder; false for a file, and where nothing is or can be seen.</summary>
    public static bool IsSpecial(string path) => Of(path) is PathKind.Folder or PathKind.Special;

    private static PathKind Kind(statx_t stat) => (stat.stx_mode & statx_t.S_IFMT) switch
    {
        statx_t.S_IFREG => PathKind.File,
        statx_t.S_IFDIR => PathKind.Folder,
        _ => PathKind.Special,
    };
}
