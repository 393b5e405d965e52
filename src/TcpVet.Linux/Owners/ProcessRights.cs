using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Owners;

/// <summary>
/// What a process may read, by the permission bits: so that tcpvet, which may read more, reads no file for a process that it could not read
/// itself. </summary>
/// <param name="Uid">The effective user.</param>
/// <param name="Groups">The effective group and the supplementary ones.</param>
public sealed record ProcessRights(uint Uid, IReadOnlyList<uint> Groups)
{
    private const int MostGroups = 65536; // NGROUPS_MAX (include/uapi/linux/limits.h)

    /// <summary>Reads <c>/proc/PID/status</c>; null when the process has gone.</summary>
    public static ProcessRights? Of(ProcFsRoot root, int pid) => root.TryRead($"{pid}/status", out _) is { } status ? Parse(status) : null;

    /// <summary>Parses status: the second numbers behind <c>Uid:</c> and <c>Gid:</c>, and those behind <c>Groups:</c>; null when one is
    /// lacking.</summary>
    public static ProcessRights? Parse(ReadOnlySpan<byte> status)
    {
        List<uint> groups = [];
        bool hasGroup = false;
        TextLines lines = new(status);
        while (lines.Next())
        {
            TextFields fields = new(lines.Current);
            if (lines.Current.StartsWith("Gid:"u8) && fields.Skip(2) && fields.NextNumber(out long gid))
            {
                groups.Add((uint)gid);
                hasGroup = true;
            }
            else if (lines.Current.StartsWith("Groups:"u8))
            {
                fields = new(lines.Current["Groups:".Length..]);
                while (groups.Count < MostGroups && fields.NextNumber(out long group))
                {
                    groups.Add((uint)group);
                }
            }
        }

        return hasGroup && ProcessFiles.ParseUid(status) is { } uid ? new ProcessRights(uid, groups) : null;
    }

    /// <summary>Whether it may read a file: enter each folder on the way, and read at the end. Capabilities count for the superuser
    /// alone.</summary>
    /// <param name="systemRoot">What the process has for <c>/</c>, without a final slash; empty for the machine's own.</param>
    /// <param name="path">Absolute inside that root, symbolic links resolved.</param>
    public bool MayRead(string systemRoot, string path)
    {
        if (Uid == 0)
        {
            return true;
        }

        const int enter = 1;
        const int read = 4;
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!May(systemRoot + path[..slash], enter))
            {
                return false;
            }
        }

        return May(systemRoot + path, read);
    }

    // generic_permission (fs/namei.c): the owner's bits for the owner, else the group's for a member, else those of all others.
    private bool May(string path, int bit)
    {
        const uint wanted = statx_t.STATX_MODE | statx_t.STATX_UID | statx_t.STATX_GID;
        if (Libc.statx(Libc.AT_FDCWD, NativePath.From(path), Libc.AT_NO_AUTOMOUNT, wanted, out statx_t file) != 0)
        {
            return false;
        }

        int shift = file.stx_uid == Uid ? 6 : Groups.Contains(file.stx_gid) ? 3 : 0;
        return ((file.stx_mode >> shift) & bit) != 0;
    }
}
