using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

#pragma warning disable CS1591, IDE1006 // statx(2) documents the fields

/// <summary><c>struct statx</c> of &lt;linux/stat.h&gt;: 256 bytes, of which only what is read here is named.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct statx_t
{
    internal const uint STATX_TYPE = 0x1;
    internal const uint STATX_MODE = 0x2;
    internal const uint STATX_UID = 0x8;
    internal const uint STATX_GID = 0x10;
    internal const uint STATX_INO = 0x100;
    internal const uint STATX_SIZE = 0x200;

    internal const ushort S_IFMT = 0xF000;
    internal const ushort S_IFREG = 0x8000;
    internal const ushort S_IFDIR = 0x4000;
    internal const ushort S_IFLNK = 0xA000;
    internal const ushort S_ISVTX = 0x200;
    internal const ushort S_IWOTH = 0x2;

    [FieldOffset(20)]
    internal uint stx_uid;

    [FieldOffset(24)]
    internal uint stx_gid;

    [FieldOffset(28)]
    internal ushort stx_mode;

    [FieldOffset(32)]
    internal ulong stx_ino;

    [FieldOffset(40)]
    internal ulong stx_size;

    [FieldOffset(136)]
    internal uint stx_dev_major;

    [FieldOffset(140)]
    internal uint stx_dev_minor;
}

/// <summary><c>struct statfs</c> (statfs(2)) of 64-bit Linux: 120 bytes, of which only the file system's kind is named.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct statfs_t
{
    internal const long PROC_SUPER_MAGIC = 0x9fa0;
    internal const long CGROUP2_SUPER_MAGIC = 0x63677270;

    [FieldOffset(0)]
    internal long f_type;
}
#pragma warning restore CS1591, IDE1006

/// <summary>What identifies a file: its device and its inode.</summary>
/// <param name="Device">Major number in the upper half, minor in the lower.</param>
/// <param name="Inode">The inode number.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);
