using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Lab;

/// <summary>The user's own command inside a sandbox: it shares the terminal, the input and the environment of this process.</summary>
public sealed unsafe class ForegroundProcess
{
    private ForegroundProcess(int pid) => Pid = pid;

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>Starts a command.</summary>
    /// <param name="sandbox">The namespace that it is born in.</param>
    /// <param name="path">The file to execute.</param>
    /// <param name="words">argv, its name first.</param>
    /// <exception cref="LabException">It cannot be executed.</exception>
    public static ForegroundProcess Start(Sandbox sandbox, string path, IReadOnlyList<string> words) =>
        new(sandbox.Run(() => Spawn.Start(Encoding.UTF8.GetBytes(path), words, [], [])));

    /// <summary>Waits until it ends.</summary>
    /// <returns>Its exit status; 128 + n when signal n ended it.</returns>
    public int Wait()
    {
        int status;
        while (Libc.waitpid(Pid, &status, 0) != Pid)
        {
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                throw LabException.Last("waitpid");
            }
        }

        return ChildProcess.ExitStatus(status);
    }

    /// <summary>Passes a signal on.</summary>
    public void Signal(int number) => _ = Libc.kill(Pid, number);
}
