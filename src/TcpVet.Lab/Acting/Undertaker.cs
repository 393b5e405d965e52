using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Lab.Acting;

/// <summary>
/// The last one in a sandbox. It holds nothing but a pipe and the namespace; when the laboratory's process ends, even
/// by SIGKILL, it kills what still runs in the namespace and destroys its sockets and the stage's folder: an orphan (FIN_WAIT1, LAST_ACK…)
/// would keep the namespace for minutes. Until then it is the process by which others find the namespace.
/// </summary>
internal static class Undertaker
{
    internal const string Role = "undertaker";

    /// <summary>Its name, as <c>ps</c> and <c>ip netns identify</c> show it.</summary>
    internal const string ProcessName = "tcpvet-lab";

    // What is killed closes its sockets, and what is closed becomes an orphan: a few rounds until nothing is left.
    private const int Rounds = 200;

    internal static void Play(Part part)
    {
        // What it does would be a disaster anywhere but in a sandbox.
        if (Namespace("self") is not { } own || own == Namespace(Libc.getppid().ToString(CultureInfo.InvariantCulture)))
        {
            throw new LabException("the undertaker belongs into a namespace of its own");
        }

        Part.Ready();
        Part.WaitForEnd();
        Clear();
        DeleteFolder(part.Arguments[0]);
    }

    private static void Clear()
    {
        using SockDiagSource kernel = SockDiagSource.Open();
        for (int round = 0; round < Rounds; round++)
        {
            if (KillOthers() + DestroySockets(kernel) == 0)
            {
                return;
            }

            Thread.Sleep(20);
        }
    }

    private static void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Most scenarios have none; the other sandbox's undertaker has been here.
        }
    }

    private static int KillOthers()
    {
        string? own = Namespace("self");
        int killed = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string name = Path.GetFileName(folder);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId
                && own is not null
                && Namespace(name) == own)
            {
                killed += Libc.kill(pid, Libc.SIGKILL) == 0 ? 1 : 0;
            }
        }

        return killed;
    }

    private static string? Namespace(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // Ended meanwhile, or another user's: no process of this namespace.
        }
    }

    private static int DestroySockets(SockDiagSource kernel)
    {
        Census census = new();
        kernel.Dump(new SocketQuery { States = TcpStateSet.All }, census);
        foreach (inet_diag_msg message in census.Found)
        {
            kernel.Destroy(Protocol.Tcp, message);
        }

        return census.Found.Count;
    }

    // TIME_WAIT holds no reference to the namespace and goes with it (net/ipv4/tcp_ipv4.c tcp_sk_exit_batch); what is
    // only bound belongs to a process.
    private sealed class Census : ISocketVisitor
    {
        internal List<inet_diag_msg> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            if (socket.State is not (TcpState.TimeWait or TcpState.BoundInactive))
            {
                Found.Add(socket.Message);
            }

            return true;
        }
    }
}
