using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Lab;

/// <summary>
/// A process that holds descriptors and does nothing: <c>cat</c> under a name of choice, waiting on a pipe that only
/// the laboratory's process can write. It ends when that process ends, however that comes about.
/// </summary>
public sealed class Holder : IDisposable
{
    /// <summary>The kernel keeps this many bytes of a process's name (TASK_COMM_LEN − 1).</summary>
    public const int NameLength = 15;

    private readonly ChildProcess process;

    private Holder(ChildProcess process) => this.process = process;

    /// <summary>The process id.</summary>
    public int Pid => process.Pid;

    /// <summary>Starts a holder from the calling thread.</summary>
    /// <param name="name">Its name: any bytes but <c>/</c> and NUL, 1 to <see cref="NameLength"/>.</param>
    /// <param name="sockets">What it holds, under the same descriptor numbers as here; the caller's own stay open.</param>
    internal static Holder Start(ReadOnlySpan<byte> name, params ReadOnlySpan<LabSocket> sockets)
    {
        if (name.Length is 0 or > NameLength || name.ContainsAny((byte)'/', (byte)0))
        {
            throw new ArgumentException($"a process name has 1 to {NameLength} bytes without '/' and NUL", nameof(name));
        }

        // The kernel takes the name from the path that is executed (fs/exec.c begin_new_exec), a symbolic link's as well.
        // A folder that nobody else can have put there.
        string folder = Directory.CreateTempSubdirectory("tcpvet-lab-").FullName;
        byte[] link = [.. Encoding.UTF8.GetBytes(folder), (byte)'/', .. name, 0];
        try
        {
            if (Libc.symlink("/bin/cat\0"u8, link) < 0)
            {
                throw LabException.Last("symlink");
            }

            return new Holder(ChildProcess.Start(link.AsSpan(0, link.Length - 1), ["cat"], sockets));
        }
        finally
        {
            _ = Libc.unlink(link);
            Directory.Delete(folder);
        }
    }

    /// <summary>Kills the process and waits for its end; what only it held is closed.</summary>
    public void Dispose() => process.Dispose();
}
