using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;

namespace TcpVet.Lab;

/// <summary>Starts the laboratory's processes (<see cref="ProgramStart"/>), and says refusals as the laboratory does.</summary>
internal static class Spawn
{
    /// <summary>Starts a program with default signals and no descriptors but those named.</summary>
    /// <param name="path">The file to execute.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="standard">What becomes descriptors 0, 1 and 2.</param>
    /// <param name="given">Sockets that keep their descriptors' numbers.</param>
    /// <param name="ownSession">True puts it into a session of its own: no signal of the caller's terminal reaches it.</param>
    /// <returns>The process id.</returns>
    internal static int Start(
        ReadOnlySpan<byte> path, IReadOnlyList<string> arguments, ReadOnlySpan<SafeFileHandle> standard, ReadOnlySpan<LabSocket> given,
        bool ownSession = false)
    {
        int[] descriptors = new int[given.Length];
        for (int i = 0; i < given.Length; i++)
        {
            descriptors[i] = given[i].Fd;
        }

        try
        {
            return ProgramStart.Spawn(path, arguments, standard, descriptors, ownSession);
        }
        catch (KernelException exception)
        {
            throw LabException.FromErrno($"cannot {exception.Operation}", exception.Errno);
        }
    }

    /// <summary>A pipe whose ends no other process inherits.</summary>
    internal static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        try
        {
            return ProgramStart.Pipe();
        }
        catch (KernelException exception)
        {
            throw LabException.FromErrno(exception.Operation, exception.Errno);
        }
    }
}
