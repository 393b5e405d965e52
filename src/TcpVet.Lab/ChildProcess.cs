using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Lab;

/// <summary>
/// A process started from the calling thread, so that it is born in that thread's network namespace
/// (System.Diagnostics.Process would bring threads of its own there, see <see cref="Sandbox.Run"/>).
/// </summary>
public sealed unsafe class ChildProcess : IDisposable
{
    private readonly SafeFileHandle input, output, errors;
    private int? status;

    private ChildProcess(int pid, SafeFileHandle input, SafeFileHandle output, SafeFileHandle errors) =>
        (Pid, this.input, this.output, this.errors) = (pid, input, output, errors);

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>Starts a program with pipes for input, output and errors, default signals, and nothing else inherited.</summary>
    /// <param name="path">The file to execute; its last part becomes the process's name (comm).</param>
    /// <param name="arguments">argv, its name first.</param>
    /// <param name="given">Sockets that the program inherits under the same descriptor numbers.</param>
    /// <exception cref="LabException">The program could not be started.</exception>
    public static ChildProcess Start(ReadOnlySpan<byte> path, IReadOnlyList<string> arguments, params ReadOnlySpan<LabSocket> given) =>
        Start(path, arguments, given, ownSession: false);

    /// <summary>The same in a session of its own: what the user types at the terminal does not reach it.</summary>
    public static ChildProcess StartDetached(
        ReadOnlySpan<byte> path, IReadOnlyList<string> arguments, params ReadOnlySpan<LabSocket> given) =>
        Start(path, arguments, given, ownSession: true);

    private static ChildProcess Start(ReadOnlySpan<byte> path, IReadOnlyList<string> arguments, ReadOnlySpan<LabSocket> given,
        bool ownSession)
    {
        (SafeFileHandle inputEnd, SafeFileHandle input) = Spawn.Pipe();
        (SafeFileHandle output, SafeFileHandle outputEnd) = Spawn.Pipe();
        (SafeFileHandle errors, SafeFileHandle errorsEnd) = Spawn.Pipe();
        using (inputEnd)
        using (outputEnd)
        using (errorsEnd)
        {
            return new ChildProcess(Spawn.Start(path, arguments, [inputEnd, outputEnd, errorsEnd], given, ownSession), input, output,
                errors);
        }
    }

    /// <summary>Sends a signal; nothing happens when the process has been waited for.</summary>
    public void Signal(int number)
    {
        if (status is null)
        {
            _ = Libc.kill(Pid, number);
        }
    }

    /// <summary>Asks it to end as Ctrl-C does (SIGINT).</summary>
    public void Interrupt() => Signal(SIGINT);

    /// <summary>Ends the program's input.</summary>
    public void CloseInput() => input.Dispose();

    /// <summary>Reads the program's output up to and with the next line end, then closes the pipe: what <c>head -1</c> does.</summary>
    public string ReadLineAndClose(Deadline deadline)
    {
        using MemoryStream line = new();
        byte letter = 0;
        while (letter != '\n' && Ready(output, deadline) && Libc.read(output, &letter, 1) == 1)
        {
            line.WriteByte(letter);
        }

        output.Dispose();
        return Encoding.UTF8.GetString(line.ToArray());
    }

    /// <summary>Reads all that the program says until it ends.</summary>
    /// <exception cref="LabException">It had not ended at the deadline.</exception>
    public ToolResult Finish(Deadline deadline)
    {
        using MemoryStream said = new();
        using MemoryStream complained = new();
        byte[] buffer = new byte[65536];
        pollfd* polls = stackalloc pollfd[2];
        while (!output.IsClosed || !errors.IsClosed)
        {
            // poll(2) passes over negative descriptors.
            polls[0] = new() { fd = output.IsClosed ? -1 : Fd(output), events = POLLIN };
            polls[1] = new() { fd = errors.IsClosed ? -1 : Fd(errors), events = POLLIN };
            if (Libc.poll(polls, 2, deadline.LeftMs) == 0)
            {
                break;
            }

            Drain(polls[0], output, buffer, said);
            Drain(polls[1], errors, buffer, complained);
        }

        string complaint = Encoding.UTF8.GetString(complained.ToArray());
        int ended = Reap(deadline) ?? throw new LabException($"process {Pid} did not end in time; it said: {complaint}");
        return new ToolResult(ExitStatus(ended), Encoding.UTF8.GetString(said.ToArray()), complaint);
    }

    /// <summary>Closes the pipes, kills the process if it still runs, and waits for its end.</summary>
    public void Dispose()
    {
        input.Dispose();
        output.Dispose();
        errors.Dispose();
        Signal(SIGKILL);
        Reap(Deadline.Usual);
    }

    // The layout of a wait status (wait(2), WIFSIGNALED): the signal in 7 bits, the exit status above them.
    internal static int ExitStatus(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);

    private int? Reap(Deadline deadline)
    {
        while (status is null)
        {
            int value;
            int pid = Libc.waitpid(Pid, &value, WNOHANG);
            if (pid == Pid)
            {
                status = value;
            }
            else if (pid < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                throw LabException.Last("waitpid");
            }
            else if (deadline.Passed)
            {
                return null;
            }
            else
            {
                Thread.Sleep(1);
            }
        }

        return status;
    }

    private static bool Ready(SafeFileHandle pipe, Deadline deadline)
    {
        pollfd poll = new() { fd = Fd(pipe), events = POLLIN };
        return Libc.poll(&poll, 1, deadline.LeftMs) > 0;
    }

    private static void Drain(pollfd poll, SafeFileHandle pipe, byte[] buffer, MemoryStream into)
    {
        if (poll.revents == 0)
        {
            return;
        }

        fixed (byte* bytes = buffer)
        {
            nint count = Libc.read(pipe, bytes, (nuint)buffer.Length);
            if (count > 0)
            {
                into.Write(buffer, 0, (int)count);
                return;
            }
        }

        pipe.Dispose();
    }

    private static int Fd(SafeFileHandle pipe) => (int)pipe.DangerousGetHandle();
}
