using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Namespaces;

public class NetworkNamespacesTests
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    [Fact]
    public void The_own_namespace_runs_on_the_calling_thread()
    {
        NetworkNamespace own = Host.Namespaces.Own();
        Assert.True(own.Identity.Own);
        Assert.Equal($"net:[{own.Identity.Inode}]", new FileInfo("/proc/thread-self/ns/net").LinkTarget);
        Assert.Equal(Environment.CurrentManagedThreadId, own.Run(() => Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void This_process_by_pid_is_the_own_namespace()
    {
        NetworkNamespace space = Host.Namespaces.Resolve(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.True(space.Identity.Own);
        Assert.Equal(Environment.ProcessId, space.Identity.Pid);
    }

    [Theory]
    [InlineData("no-such-name", Errno.ENOENT)]
    [InlineData("999999999", Errno.ENOENT)]
    [InlineData("", Errno.ENOENT)]
    [InlineData("..", Errno.ENOENT)]
    [InlineData("a\0b", Errno.ENOENT)]
    [InlineData("/no/such/path", Errno.ENOENT)]
    [InlineData("/proc/self/ns/uts", Errno.EINVAL)]
    [InlineData("/dev/null", Errno.EINVAL)]
    [InlineData("/proc", Errno.EINVAL)]
    public void What_is_no_namespace_is_a_clear_error(string word, int errno)
    {
        KernelException refusal = Assert.Throws<KernelException>(() => Host.Namespaces.Resolve(word));
        Assert.Equal(errno, refusal.Errno);
    }

    [Fact]
    public void A_fifo_does_not_block()
    {
        using FixtureRoot root = new();
        using (Process mkfifo = Process.Start("mkfifo", $"{root.Path}/fifo"))
        {
            mkfifo.WaitForExit();
        }

        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => Host.Namespaces.Resolve($"{root.Path}/fifo")).Errno);
    }

    [Fact]
    public void Another_namespace_is_entered_and_left()
    {
        using OtherNamespace other = OtherNamespace.Start();
        NetworkNamespace space = Host.Namespaces.Resolve(other.Pid);

        (string? link, int thread, bool pool) = space.Run(() =>
            (new FileInfo("/proc/thread-self/ns/net").LinkTarget, Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread));

        Assert.False(space.Identity.Own);
        Assert.Equal($"net:[{space.Identity.Inode}]", link);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
        Assert.False(pool);
        Assert.NotEqual(link, new FileInfo("/proc/thread-self/ns/net").LinkTarget);
    }

    [Fact]
    public void Exceptions_come_back_unchanged()
    {
        using OtherNamespace other = OtherNamespace.Start();
        NetworkNamespace space = Host.Namespaces.Resolve(other.Pid);
        InvalidOperationException thrown = new("inside");
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => space.Run(() => throw thrown)));
    }

    [Fact]
    public void A_vanished_namespace_is_a_clear_error()
    {
        NetworkNamespace space;
        using (OtherNamespace other = OtherNamespace.Start())
        {
            space = Host.Namespaces.Resolve(other.Pid);
        }

        KernelException refusal = Assert.ThrowsAny<KernelException>(() => space.Run(() => 1));
        Assert.Equal(Errno.ENOENT, refusal.Errno);
        Assert.EndsWith("it has gone", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>/proc/sys/net and thread-self/net are of the thread's namespace, /proc/net is not.</summary>
    [Fact]
    public void Settings_and_counters_are_those_of_the_namespace()
    {
        using OtherNamespace other = OtherNamespace.Start("echo 7 > /proc/sys/net/ipv4/tcp_fin_timeout && echo '40001 40004' > /proc/sys/net/ipv4/ip_local_port_range");
        NetworkNamespace space = Host.Namespaces.Resolve(other.Pid);
        SysctlReader reader = new(ProcFsRoot.Default);
        string? before = reader.Read("net.ipv4.tcp_fin_timeout");

        (string? timeout, string? range, string? backlog, long sockets) = space.Run(() =>
        {
            using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
            listener.Listen();
            return (
                reader.Read("net.ipv4.tcp_fin_timeout"),
                reader.Read("net.ipv4.ip_local_port_range"),
                reader.Read("net.core.netdev_max_backlog"),
                Sockstat.Read(ProcFsRoot.Default)["TCP6.inuse"]);
        });

        Assert.Equal("7", timeout);
        Assert.Equal("40001 40004", range);
        Assert.Equal(1, sockets);
        Assert.Null(backlog); // of the whole host: absent in a namespace of one's own
        Assert.Equal(before, reader.Read("net.ipv4.tcp_fin_timeout"));
    }

    [Fact]
    public void Sockets_of_proc_are_those_that_were_made()
    {
        using OtherNamespace other = OtherNamespace.Start("ip link set lo up");
        Host.Namespaces.Resolve(other.Pid).Run(() =>
        {
            using Socket listener = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(5);
            using Socket client = new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            client.Send([1, 2, 3]);

            Dictionary<string, (TcpState State, uint RecvQ, uint Inode)> seen = [];
            ProcNetPass? pass = ProcNetSockets.Read(ProcFsRoot.Default, Model.AddressFamily.IPv4, Protocol.Tcp, message =>
            {
                Assert.True(SocketView.TryRead(Protocol.Tcp, message, out SocketView view));
                seen[$"{view.Local} {view.Peer}"] = (view.State, view.RecvQ, view.Inode);
            });

            Assert.Equal(new ProcNetPass(3, 0), pass);
            Assert.Equal((TcpState.Listen, 1u), (seen[$"{listener.LocalEndPoint} 0.0.0.0:*"].State, seen[$"{listener.LocalEndPoint} 0.0.0.0:*"].RecvQ));
            Assert.Equal((TcpState.Established, 3u, 0u), seen[$"{client.RemoteEndPoint} {client.LocalEndPoint}"]); // not accepted: no inode
            Assert.NotEqual(0u, seen[$"{client.LocalEndPoint} {client.RemoteEndPoint}"].Inode);
        });
    }

    [Fact]
    public void Interfaces_are_those_of_the_namespace()
    {
        using OtherNamespace other = OtherNamespace.Start("ip link set lo name tv0");
        NetworkNamespace space = Host.Namespaces.Resolve(other.Pid);

        Assert.Equal(("tv0", 1u), space.Run(() => (Interfaces.NameOf(1), Interfaces.IndexOf("tv0"))));
        Assert.Equal("lo", Interfaces.NameOf(1));
        Assert.Null(Interfaces.IndexOf("tv0"));
        Assert.Null(Interfaces.IndexOf("tv\0"));
        Assert.Null(Interfaces.NameOf(0));
        Assert.Null(Interfaces.NameOf(uint.MaxValue));
    }

    [Fact]
    public void All_finds_processes_and_names_once_each()
    {
        using OtherNamespace other = OtherNamespace.Start();
        using FixtureRoot names = new FixtureRoot().Link("other", $"/proc/{other.Pid}/ns/net").File("stale", "");
        NetworkNamespaces spaces = new(ProcFsRoot.Default, [names.Path, names.Path, "/nonexistent"]);

        NamespaceSurvey survey = spaces.All();

        Assert.True(survey.Namespaces[0].Identity.Own);
        Assert.Single(survey.Namespaces, space => space.Identity.Own);
        NetworkNamespace found = Assert.Single(survey.Namespaces, space => space.Identity.Name == "other");
        Assert.Equal(other.Pid, found.Identity.Pid!.Value.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(survey.Namespaces.Count, survey.Namespaces.Select(space => space.Identity.Inode).Distinct().Count());
        Assert.EndsWith("/stale", Assert.Single(survey.Unseen).What, StringComparison.Ordinal);
        Assert.Equal(found.Identity.Inode, spaces.Resolve("other").Identity.Inode);
        Assert.Equal(2, found.Run(() => 2));
    }

    /// <summary>A process in a network namespace of its own, for as long as the test runs.</summary>
    private sealed class OtherNamespace : IDisposable
    {
        private readonly Process process;

        private OtherNamespace(Process process) => this.process = process;

        public string Pid => process.Id.ToString(CultureInfo.InvariantCulture);

        public static OtherNamespace Start(string prepare = "true")
        {
            Require.Root();
            ProcessStartInfo start = new("unshare") { RedirectStandardOutput = true, RedirectStandardInput = true };
            start.ArgumentList.Add("--net");
            start.ArgumentList.Add("sh");
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"{prepare} && echo ready && read end");
            Process process = Process.Start(start)!;
            Assert.Equal("ready", process.StandardOutput.ReadLine());
            return new OtherNamespace(process);
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
