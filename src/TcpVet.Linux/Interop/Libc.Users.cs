using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

#pragma warning disable CS8981, IDE1006 // the names are the C library's

/// <summary><c>struct passwd</c> (getpwnam(3)), alike in glibc and musl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct passwd
{
    internal byte* pw_name;
    internal byte* pw_passwd;
    internal uint pw_uid;
    internal uint pw_gid;
    internal byte* pw_gecos;
    internal byte* pw_dir;
    internal byte* pw_shell;
}

public static unsafe partial class Libc
{
    [LibraryImport("libc")]
    internal static partial int getpwnam_r(ReadOnlySpan<byte> name, passwd* entry, byte* buffer, nint size, passwd** result);
}
#pragma warning restore CS8981, IDE1006
