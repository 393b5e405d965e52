using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>A folder of one user's alone: what stands in it was written by that user or root.</summary>
public static class PrivateFolder
{
    private const uint OwnerOnly = 0x1C0; // 0700
    private const uint OthersMayWrite = 0x12; // 0022

    /// <summary>Makes a folder and what is missing above it; one that is there stays as it is.</summary>
    /// <exception cref="KernelException">It cannot be made.</exception>
    public static void Make(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 1 } above && !Directory.Exists(above))
        {
            Make(above);
        }

        if (Libc.mkdir(NativePath.From(path), OwnerOnly) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EEXIST)
            {
                throw new KernelException($"make folder {path}", errno);
            }
        }
    }

    /// <summary>Why a folder's content cannot be trusted; null when it can. Links are followed: root may have put the folder
    /// elsewhere.</summary>
    /// <exception cref="KernelException">It is not there, or may not be looked at.</exception>
    public static string? Distrust(string path)
    {
        if (Libc.statx(Libc.AT_FDCWD, NativePath.From(path), 0, statx_t.STATX_TYPE | statx_t.STATX_MODE | statx_t.STATX_UID,
            out statx_t stat) != 0)
        {
            throw new KernelException($"look at {path}", Marshal.GetLastPInvokeError());
        }

        uint self = Libc.geteuid();
        return (stat.stx_mode & statx_t.S_IFMT) != statx_t.S_IFDIR ? "it is no folder"
            : stat.stx_uid != 0 && stat.stx_uid != self ? $"it belongs to uid {stat.stx_uid}"
            : (stat.stx_mode & OthersMayWrite) != 0 ? $"others than its owner may write to it (mode {Convert.ToString(stat.stx_mode & 0xFFF, 8)})"
            : null;
    }
}
