using System.Collections;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static TcpVet.Lab.Interop.Constants;

namespace TcpVet.Lab.Interop;

/// <summary>posix_spawn(3): a process born from the calling thread, in its namespaces.</summary>
internal static unsafe class Spawn
{
    /// <summary>Starts a program with default signals and no descriptors but those named.</summary>
    /// <param name="path">The file to execute.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="standard">What becomes descriptors 0, 1 and 2.</param>
    /// <param name="given">Descriptors that keep their numbers.</param>
    /// <param name="ownSession">True puts it into a session of its own: no signal of the caller's terminal reaches it.</param>
    /// <returns>The process id.</returns>
    internal static int Start(ReadOnlySpan<byte> path, IReadOnlyList<string> arguments, ReadOnlySpan<SafeFileHandle> standard, ReadOnlySpan<LabSocket> given, bool ownSession = false)
    {
        SpawnActions actions;
        SpawnAttributes attributes;
        Check(Libc.posix_spawn_file_actions_init(&actions));
        for (int i = 0; i < standard.Length; i++)
        {
            Check(Libc.posix_spawn_file_actions_adddup2(&actions, (int)standard[i].DangerousGetHandle(), i));
        }

        foreach (LabSocket socket in given)
        {
            // Onto itself: clears close-on-exec in the child only (glibc 2.29, musl 1.2).
            Check(Libc.posix_spawn_file_actions_adddup2(&actions, socket.Fd, socket.Fd));
        }

        Attributes(&attributes, ownSession);
        using NativeStrings argv = new(arguments);
        using NativeStrings environment = OwnEnvironment();
        int pid;
        int error;
        fixed (byte* file = (byte[])[.. path, 0])
        {
            error = Libc.posix_spawn(&pid, file, &actions, &attributes, argv.Pointers, environment.Pointers);
        }

        Check(Libc.posix_spawn_file_actions_destroy(&actions));
        Check(Libc.posix_spawnattr_destroy(&attributes));
        return error == 0 ? pid : throw LabException.FromErrno($"cannot start {Encoding.UTF8.GetString(path)}", error);
    }

    /// <summary>This process's environment, as execve(2) takes it.</summary>
    internal static NativeStrings OwnEnvironment() =>
        new(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"));

    /// <summary>A pipe whose ends no other process inherits.</summary>
    internal static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        int* ends = stackalloc int[2];
        return Libc.pipe2(ends, O_CLOEXEC) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw LabException.Last("pipe2");
    }

    // .NET ignores SIGPIPE, and what is ignored stays so across exec (execve(2)).
    private static void Attributes(SpawnAttributes* attributes, bool ownSession)
    {
        SignalSet none = default;
        SignalSet all = default;
        ((Span<byte>)all).Fill(0xFF);
        Check(Libc.posix_spawnattr_init(attributes));
        Check(Libc.posix_spawnattr_setsigdefault(attributes, &all));
        Check(Libc.posix_spawnattr_setsigmask(attributes, &none));
        Check(Libc.posix_spawnattr_setflags(attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (ownSession ? POSIX_SPAWN_SETSID : 0))));
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw LabException.FromErrno("posix_spawn", error);
        }
    }
}
