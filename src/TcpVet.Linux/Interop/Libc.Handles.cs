using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary><c>struct file_handle</c> (open_by_handle_at(2)) as kernfs makes it: the type FILEID_KERNFS and a 64-bit node id.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct kernfs_file_handle
{
#pragma warning disable CS1591, IDE1006 // the manual documents the fields
    /// <summary><c>enum fid_type</c> in include/linux/exportfs.h, since Linux 5.5.</summary>
    internal const int FILEID_KERNFS = 0xfe;

    internal uint handle_bytes;
    internal int handle_type;
    internal ulong id;
#pragma warning restore CS1591, IDE1006
}

public static partial class Libc
{
#pragma warning disable CS1591, IDE1006 // section 2 of the manual documents the functions
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int open_by_handle_at(int mount, in kernfs_file_handle handle, int flags);
#pragma warning restore CS1591, IDE1006
}
