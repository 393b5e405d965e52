using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TcpVet.Linux.Interop;

/// <summary>posix_spawn(3): a process born from the calling thread, in its namespaces. System.Diagnostics.Process would bring threads of
/// its own there.</summary>
public static unsafe class ProgramStart
{
    /// <summary>Starts a program with default signals and no descriptors but those named.</summary>
    /// <param name="path">The file to execute.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="standard">What becomes descriptors 0, 1 and 2.</param>
    /// <param name="given">Descriptors that keep their numbers.</param>
    /// <param name="ownSession">True puts it into a session of its own: no signal of the caller's terminal reaches it.</param>
    /// <param name="closeOthers">True closes what this process itself has inherited and would pass on: everything from 3 on that is not
    /// <paramref name="given"/>.</param>
    /// <returns>The process id.</returns>
    /// <exception cref="KernelException">It cannot be started.</exception>
    public static int Spawn(
        ReadOnlySpan<byte> path, IReadOnlyList<string> arguments, ReadOnlySpan<SafeFileHandle> standard, ReadOnlySpan<int> given,
        bool ownSession = false, bool closeOthers = false)
    {
        SpawnActions actions;
        SpawnAttributes attributes;
        Check(Libc.posix_spawn_file_actions_init(&actions));
        for (int i = 0; i < standard.Length; i++)
        {
            Check(Libc.posix_spawn_file_actions_adddup2(&actions, (int)standard[i].DangerousGetHandle(), i));
        }

        if (closeOthers && given.IsEmpty)
        {
            // glibc 2.34.
            Check(Libc.posix_spawn_file_actions_addclosefrom_np(&actions, 3));
        }

        foreach (int descriptor in given)
        {
            // Onto itself: clears close-on-exec in the child only (glibc 2.29, musl 1.2).
            Check(Libc.posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor));
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
        return error == 0 ? pid : throw new KernelException($"start {Encoding.UTF8.GetString(path)}", error);
    }

    /// <summary>Waits for a child's end.</summary>
    /// <returns>Its exit status; 128 + n when signal n ended it.</returns>
    /// <exception cref="KernelException">It is no child of this process.</exception>
    public static int Wait(int pid)
    {
        int status;
        while (Libc.waitpid(pid, &status, 0) != pid)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
            {
                throw new KernelException("waitpid", errno);
            }
        }

        // The layout of a wait status (wait(2), WIFSIGNALED): the signal in 7 bits, the exit status above them.
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
    }

    /// <summary>This process's environment, as execve(2) takes it.</summary>
    public static NativeStrings OwnEnvironment() =>
        new(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"));

    /// <summary>A pipe whose ends no other process inherits.</summary>
    /// <exception cref="KernelException">The process has no descriptor left.</exception>
    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        int* ends = stackalloc int[2];
        return Libc.pipe2(ends, Libc.O_CLOEXEC) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw new KernelException("pipe2", Marshal.GetLastPInvokeError());
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
        Check(Libc.posix_spawnattr_setflags(attributes,
            (short)(Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK | (ownSession ? Libc.POSIX_SPAWN_SETSID : 0))));
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new KernelException("posix_spawn", error);
        }
    }
}
