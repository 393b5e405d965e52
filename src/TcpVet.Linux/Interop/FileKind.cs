namespace TcpVet.Linux.Interop;

/// <summary>What stands at a path.</summary>
public static class FileKind
{
    // inode(7), S_IFMT and S_IFREG
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>True for a device, a pipe, a socket or a folder, links followed; false for a regular file and where nothing is.</summary>
    public static bool IsSpecial(string path) =>
        Libc.statx(Libc.AT_FDCWD, NativePath.From(path), 0, statx_t.STATX_TYPE, out statx_t stat) == 0 && (stat.stx_mode & TypeMask) != Regular;
}
