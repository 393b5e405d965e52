using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TcpVet.Ebpf.Interop;

/// <summary>Functions of the C library under their own names (section 2 of the manual).</summary>
internal static unsafe partial class Libc
{
#pragma warning disable CS1591, IDE1006 // the manual documents the functions
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(SafeFileHandle file, byte* data, nuint length);
#pragma warning restore CS1591, IDE1006
}
