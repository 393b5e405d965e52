using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary><c>posix_spawn_file_actions_t</c>, opaque (glibc's posix/spawn.h; musl's is of the same size).</summary>
[InlineArray(80)]
internal struct SpawnActions
{
    private byte first;
}

/// <summary><c>posix_spawnattr_t</c>, opaque (glibc's posix/spawn.h; musl's is of the same size).</summary>
[InlineArray(336)]
internal struct SpawnAttributes
{
    private byte first;
}

/// <summary><c>sigset_t</c>: a bit for each signal.</summary>
[InlineArray(128)]
internal struct SignalSet
{
    private byte first;
}

public static unsafe partial class Libc
{
    // posix/spawn.h of glibc; musl has the same
    internal const short POSIX_SPAWN_SETSIGDEF = 4;
    internal const short POSIX_SPAWN_SETSIGMASK = 8;
    internal const short POSIX_SPAWN_SETSID = 0x80;

#pragma warning disable IDE1006 // section 3 of the manual documents the functions
    // They return their error number, and errno is not kept: SetLastError makes LibraryImport generate a wrapper all the same.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawn(int* pid, byte* path, SpawnActions* actions, SpawnAttributes* attributes, byte** argv,
        byte** envp);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawn_file_actions_init(SpawnActions* actions);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawn_file_actions_adddup2(SpawnActions* actions, int fd, int newFd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawn_file_actions_addclosefrom_np(SpawnActions* actions, int from);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawn_file_actions_destroy(SpawnActions* actions);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawnattr_init(SpawnAttributes* attributes);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawnattr_setflags(SpawnAttributes* attributes, short flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawnattr_setsigdefault(SpawnAttributes* attributes, SignalSet* signals);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawnattr_setsigmask(SpawnAttributes* attributes, SignalSet* signals);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int posix_spawnattr_destroy(SpawnAttributes* attributes);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pipe2(int* ends, int flags);
#pragma warning restore IDE1006
}
