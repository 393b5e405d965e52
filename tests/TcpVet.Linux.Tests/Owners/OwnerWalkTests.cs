using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Owners;

public partial class OwnerWalkTests
{
    [Fact]
    public void Every_descriptor_of_every_process_is_looked_at()
    {
        using FixtureRoot root = Host();
        OwnerTable table = OwnerTable.Walk(root.Proc);

        Assert.Equal(new SocketOwner(100, 1, 3), table.Of(100).First);
        Assert.Equal(4, table.Count);
        Assert.Equal(new DescriptorCounts(3, 1), table.Descriptors(1));
        Assert.Equal(new DescriptorCounts(3, 3), table.Descriptors(20));
        Assert.Equal(new DescriptorCounts(0, 0), table.Descriptors(30));
        Assert.Equal(3, table.ProcessesWalked);
        Assert.Equal(0, table.ProcessesUnreadable);
        Assert.False(table.ProcessesHidden);
    }

    [Fact]
    public void Vanished_processes_and_kernel_threads_are_normal_and_closed_ones_are_counted()
    {
        const string KernelThread = "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 2 0 0\n";
        using FixtureRoot root = Host().Folder("40").Link("50/fd", "fd").Link("2/fd", "fd").File("2/stat", KernelThread);

        OwnerTable table = OwnerTable.Walk(root.Proc);

        Assert.Equal(1, table.ProcessesUnreadable); // 50: ELOOP; 40 has no fd any more; 2 is the kernel's
        Assert.Null(table.Descriptors(40));
        Assert.Null(table.Descriptors(50));
    }

    [Fact]
    public void A_proc_without_its_first_process_hides_some()
    {
        using FixtureRoot root = new FixtureRoot().Link("20/fd/0", "socket:[1]");
        Assert.True(OwnerTable.Walk(root.Proc).ProcessesHidden);
    }

    [Fact]
    public void Only_wanted_sockets_are_kept_and_all_their_owners()
    {
        using FixtureRoot root = Host();
        InodeSet wanted = new();
        wanted.Add(200);
        OwnerTable table = OwnerTable.Walk(root.Proc, new OwnerOptions { Wanted = wanted });
        Assert.Equal(2, table.Count);
        Assert.False(table.StoppedEarly);
        Assert.Equal(new DescriptorCounts(3, 1), table.Descriptors(1)); // counts are of all sockets
    }

    [Fact]
    public void A_walk_that_may_stop_does_so_at_the_likely_process()
    {
        using FixtureRoot root = Host();
        InodeSet wanted = new();
        wanted.Add(100);
        OwnerTable table =
            OwnerTable.Walk(root.Proc, new OwnerOptions { Wanted = wanted, StopWhenFound = true, Likely = [1], Workers = 1 });
        Assert.True(table.StoppedEarly);
        Assert.Equal([1], table.Pids);
    }

    [Fact]
    public void A_proc_that_is_not_there_is_an_error() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => OwnerTable.Walk(new ProcFsRoot("/nonexistent/proc"))).Errno);

    [Fact]
    public void A_cancelled_walk_ends()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => OwnerTable.Walk(ProcFsRoot.Default, null, source.Token));
    }

    /// <summary>The kernel's own folders: runs and gaps of descriptors, more than one range, several threads.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Sockets_of_this_process_are_found_with_gaps_between_them(int workers)
    {
        List<Socket> sockets =
            [.. Enumerable.Range(0, 600).Select(
                _ => new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))];
        try
        {
            // Gaps of one, of more than a run's patience, and of more than one listing.
            for (int i = 0; i < 600; i++)
            {
                if (i % 7 == 3 || i is > 100 and < 120 || i is > 300 and < 420)
                {
                    sockets[i].Dispose();
                }
            }

            OwnerTable table =
                OwnerTable.Walk(ProcFsRoot.Default, new OwnerOptions { Workers = workers, Likely = [Environment.ProcessId] });

            foreach (Socket socket in sockets.Where(socket => !socket.SafeHandle.IsClosed))
            {
                int fd = (int)socket.SafeHandle.DangerousGetHandle();
                string link = new FileInfo($"/proc/self/fd/{fd}").LinkTarget!;
                uint inode = uint.Parse(link["socket:[".Length..^1], CultureInfo.InvariantCulture);
                Assert.Equal(new SocketOwner(inode, Environment.ProcessId, fd), table.Of(inode).First);
            }

            DescriptorCounts counts = table.Descriptors(Environment.ProcessId)!.Value;
            Assert.InRange(counts.OpenFiles, counts.OpenSockets, 10_000);
            Assert.True(counts.OpenSockets >= sockets.Count(socket => !socket.SafeHandle.IsClosed));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>Descriptors beyond the first range of 16,384, with nothing in between.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Descriptors_with_high_numbers_are_found(int workers)
    {
        using Socket socket = new(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        int[] high = [.. new[] { 17_000, 17_001, 19_500 }.Select(fd => fcntl((int)socket.SafeHandle.DangerousGetHandle(), F_DUPFD, fd))];
        try
        {
            Assert.SkipWhen(high.Contains(-1), "RLIMIT_NOFILE is lower");
            OwnerTable table = OwnerTable.Walk(ProcFsRoot.Default, new OwnerOptions { Workers = workers });
            string link = new FileInfo($"/proc/self/fd/{high[0]}").LinkTarget!;
            List<int> found = [];
            foreach (SocketOwner owner in table.Of(uint.Parse(link["socket:[".Length..^1], CultureInfo.InvariantCulture)))
            {
                found.Add(owner.Fd);
            }

            Assert.Equal([(int)socket.SafeHandle.DangerousGetHandle(), .. high], found);
            Assert.NotNull(table.Descriptors(Environment.ProcessId));
        }
        finally
        {
            foreach (int fd in high)
            {
                _ = close(fd);
            }
        }
    }

    private const int F_DUPFD = 0;

    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    private static FixtureRoot Host() => new FixtureRoot()
        .Link("1/fd/0", "/dev/null").Link("1/fd/3", "socket:[100]").Link("1/fd/4", "pipe:[7]")
        .Link("20/fd/3", "socket:[200]").Link("20/fd/4", "socket:[200]").Link("20/fd/17", "socket:[300]")
        .Folder("30/fd").Folder("sys").Folder("self").File("uptime", "1 1").Folder("0").Folder("-5").Folder("99999999999");
}
