using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Lab;

/// <summary>
/// A private network namespace with its loopback up, and a thread that lives in it. Sockets opened, files of
/// /proc/sys/net written and programs started through it are that namespace's. Disposing ends its processes, resets
/// its sockets and lets the namespace go. Needs CAP_SYS_ADMIN and the program <c>ip</c>.
/// </summary>
public sealed class Sandbox : IDisposable
{
    // A private hash table of connections (Linux 6.1): without it every dump walks the host's whole table
    // (net/ipv4/inet_diag.c inet_diag_dump_icsk), and the time of everything depends on what else the host does.
    private const int HashEntries = 4096;

    private const int FirstPruning = 1024;

    private readonly SandboxThread thread;
    private readonly List<IDisposable> kept = [];
    private int pruneAt = FirstPruning;

    /// <summary>Makes a namespace.</summary>
    /// <param name="privateHash">False leaves its connections in the hash table that it shares with the host.</param>
    /// <exception cref="LabException">The kernel refused, or <c>ip</c> is missing.</exception>
    public Sandbox(bool privateHash = true)
    {
        thread = new SandboxThread(() => Enter(privateHash));
        try
        {
            Ip("link set lo up");
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    /// <summary>The id of the thread that lives in the namespace.</summary>
    public int ThreadId => thread.ThreadId;

    /// <summary>The namespace as a path that <c>nsenter --net=</c> and <c>tcpvet -N</c> take.</summary>
    public string NetnsPath => $"{ProcFolder}/ns/net";

    /// <summary>The namespace's inode, by which the kernel names it.</summary>
    public ulong NetnsInode => ulong.Parse(
        Run(() => new FileInfo("/proc/thread-self/ns/net").LinkTarget!)["net:[".Length..^1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Its TCP sockets as /proc/net/tcp has them.</summary>
    public SocketTable Sockets => new($"{ProcFolder}/net");

    internal bool IsDisposed { get; private set; }

    private string ProcFolder => $"/proc/{Environment.ProcessId}/task/{ThreadId}";

    /// <summary>Runs something on the sandbox's thread and waits for it. It must start neither threads nor tasks: they would be born in the
    /// namespace.</summary>
    public T Run<T>(Func<T> function) => thread.Run(function);

    /// <summary>Runs something on the sandbox's thread with another user's id for what it makes: a socket's user is its maker's
    /// (setfsuid(2)).</summary>
    public T RunAs<T>(uint uid, Func<T> function) => Run(() =>
    {
        uint before = (uint)Libc.setfsuid(uid);
        try
        {
            return function();
        }
        finally
        {
            _ = Libc.setfsuid(before);
        }
    });

    /// <summary>Makes something end with the sandbox, before what was kept earlier.</summary>
    public T Keep<T>(T what)
        where T : IDisposable
    {
        lock (kept)
        {
            if (kept.Count >= pruneAt)
            {
                // A scenario may open and close sockets for hours.
                kept.RemoveAll(one => one is LabSocket { IsClosed: true });
                pruneAt = Math.Max(FirstPruning, kept.Count * 2);
            }

            kept.Add(what);
        }

        return what;
    }

    /// <summary>Opens a TCP socket of the sandbox.</summary>
    public LabSocket Tcp(AddressFamily family) => Open(family, SOCK_STREAM);

    /// <summary>Opens a UDP socket of the sandbox.</summary>
    public LabSocket Udp(AddressFamily family) => Open(family, SOCK_DGRAM);

    /// <summary>Starts a process in the sandbox that holds sockets under a name.</summary>
    /// <param name="name">The process's name, at most 15 bytes.</param>
    /// <param name="sockets">What it holds; dispose them here and it is their only owner.</param>
    public Holder Hold(string name, params LabSocket[] sockets) => Hold(Encoding.UTF8.GetBytes(name), sockets);

    /// <summary>Starts a process in the sandbox that holds sockets under a name that need not be text.</summary>
    public Holder Hold(byte[] name, params LabSocket[] sockets) => Keep(Run(() => Holder.Start(name, sockets)));

    /// <summary>Sets a kernel setting of the namespace.</summary>
    /// <param name="name">In sysctl's notation, <c>net.ipv4.tcp_fin_timeout</c>.</param>
    /// <param name="value">The text to write.</param>
    /// <exception cref="LabException">This kernel lacks it or refuses the value.</exception>
    public void SetSysctl(string name, string value) => Run(() =>
    {
        try
        {
            File.WriteAllText($"/proc/sys/{name.Replace('.', '/')}", value);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{name} = {value}: {exception.Message}");
        }
    });

    /// <summary>Starts a program in the sandbox.</summary>
    /// <param name="program">A path, or a name to look for in PATH and the system's folders.</param>
    /// <param name="arguments">Its arguments without argv[0].</param>
    public ChildProcess Start(string program, params string[] arguments) => Start(program, arguments, []);

    /// <summary>Starts a program in the sandbox that inherits sockets, as from a parent that does not close them.</summary>
    /// <param name="program">A path, or a name to look for in PATH and the system's folders.</param>
    /// <param name="arguments">Its arguments without argv[0].</param>
    /// <param name="given">The sockets; they stay this process's own as well.</param>
    public ChildProcess Start(string program, string[] arguments, LabSocket[] given)
    {
        string path = Tool.Find(program) ?? throw Tool.Missing(program);
        // Detached: Ctrl-C is for the laboratory, which ends what it has started.
        return Keep(Run(() => ChildProcess.StartDetached(Encoding.UTF8.GetBytes(path), [program, .. arguments], given)));
    }

    /// <summary>Runs a program in the sandbox to its end, with an empty input.</summary>
    /// <exception cref="LabException">It is not installed, or had not ended after 30 s.</exception>
    public ToolResult Exec(string program, params string[] arguments)
    {
        using ChildProcess process = Start(program, arguments);
        lock (kept)
        {
            kept.Remove(process);
        }

        process.CloseInput();
        return process.Finish(Deadline.After(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Runs <c>ip</c> in the sandbox.</summary>
    /// <exception cref="LabException">It failed.</exception>
    public string Ip(string arguments) => Exec("ip", arguments.Split(' ')).Checked($"ip {arguments}");

    /// <summary>
    /// Joins this sandbox and another by a cable (veth) with one IPv4 and one IPv6 network on it: 192.0.2.1 and
    /// 2001:db8::1 are here, .2 and ::2 there (RFC 5737, RFC 3849).
    /// </summary>
    /// <param name="other">The other end.</param>
    public void JoinTo(Sandbox other)
    {
        Ip($"link add name cable type veth peer name cable netns {other.NetnsPath}");
        foreach ((Sandbox end, int host) in new[] { (this, 1), (other, 2) })
        {
            end.Ip($"address add 192.0.2.{host}/24 dev cable");
            // Without nodad the address is tentative, and not to be bound, for a second (RFC 4862 §5.4).
            end.Ip($"address add 2001:db8::{host}/64 dev cable nodad");
            end.Ip("link set cable up");
        }

        // The kernel reports a carrier up to a second late (net/core/link_watch.c); what is sent before is lost.
        Deadline.Usual.Wait("the cable's carrier", () => IsUp() && other.IsUp() ? this : null);
    }

    /// <summary>Ends all: processes, sockets, thread, namespace.</summary>
    public void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        for (int i = kept.Count - 1; i >= 0; i--)
        {
            if (kept[i] is LabSocket { IsClosed: false } socket)
            {
                Reset(socket);
            }

            kept[i].Dispose();
        }

        DestroyOrphans();
        thread.Dispose();
    }

    private bool IsUp() => Ip("-oneline link show cable").Contains(" state UP ", StringComparison.Ordinal);

    // A socket that is closed in the usual way lives on, and the namespace with it, until its peer has answered.
    private static void Reset(LabSocket socket)
    {
        try
        {
            socket.ResetOnClose();
        }
        catch (LabException)
        {
            // Already destroyed from outside: closing is enough.
        }
    }

    // Orphans (FIN_WAIT1, LAST_ACK…) would keep the namespace for up to two minutes. What does no harm is not worth a failure.
    private void DestroyOrphans()
    {
        if (Tool.Find("ss") is not null && Sockets.Read().Any(row => row.State is not TcpState.TimeWait))
        {
            using ChildProcess destroyer = Run(() => ChildProcess.StartDetached(Encoding.UTF8.GetBytes(Tool.Find("ss")!), ["ss", "-HKta"]));
            destroyer.CloseInput();
            destroyer.Finish(Deadline.Usual);
        }
    }

    private LabSocket Open(AddressFamily family, int type)
    {
        LabSocket socket = Run(() => LabSocket.Open(family, type));
        return Keep(family == AddressFamily.IPv6 ? socket.V6Only(false) : socket);
    }

    private static void Enter(bool privateHash)
    {
        Unshare();
        const string Setting = "/proc/sys/net/ipv4/tcp_child_ehash_entries";
        if (privateHash && File.Exists(Setting))
        {
            // It counts for the namespaces made from this one (net/ipv4/tcp_ipv4.c tcp_set_hashinfo), so make another.
            File.WriteAllText(Setting, $"{HashEntries}");
            Unshare();
        }
    }

    private static void Unshare()
    {
        if (Libc.unshare(CLONE_NEWNET) < 0)
        {
            throw LabException.Last("a private network namespace (unshare CLONE_NEWNET, needs CAP_SYS_ADMIN)");
        }
    }
}
