using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

public static partial class Libc
{
#pragma warning disable CS1591, IDE1006 // section 2 of the manual documents the functions

    internal const int CLONE_NEWNET = 0x40000000;
    internal const int IF_NAMESIZE = 16;

    /// <summary><c>_IO(0xb7, 0x3)</c> of &lt;linux/nsfs.h&gt;, since Linux 4.11: the kind of namespace behind a descriptor.</summary>
    internal const nuint NS_GET_NSTYPE = 0xb703;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setns(int fd, int kind);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint if_indextoname(uint index, Span<byte> name);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial uint if_nametoindex(ReadOnlySpan<byte> name);
#pragma warning restore CS1591, IDE1006
}
