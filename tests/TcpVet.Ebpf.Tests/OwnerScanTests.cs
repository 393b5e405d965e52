using System.Runtime.InteropServices;
using TcpVet.Ebpf.Scan;
using TcpVet.Lab;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>The kernel's iterator over descriptors beside the walk over /proc/*/fd. Alone: sockets that other tests open in this process
/// between the two would differ.</summary>
[Collection(nameof(Alone))]
public sealed partial class OwnerScanTests
{
    private const int CLONE_FILES = 0x400;

    [Fact]
    public void Owners_are_those_of_the_walk_shared_sockets_too()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Connection shared = Connection.Open(sandbox, InetAddress.Parse("127.0.0.1"));
        Connection own = Connection.Open(sandbox, InetAddress.Parse("::1"));
        Holder[] holders =
            [sandbox.Hold("one", shared.Client, own.Server), sandbox.Hold("two", shared.Client), sandbox.Hold("three", shared.Server, shared.Client)];

        OwnerTable scanned = Assert.IsType<OwnerTable>(DescriptorScan.TryBuild(ProcFsRoot.Default, new OwnerOptions()));
        OwnerTable walked = OwnerTable.Walk(ProcFsRoot.Default);
        Assert.False(scanned.StoppedEarly || scanned.ProcessesHidden);
        Assert.Equal(0, scanned.ProcessesUnreadable);
        List<uint> inodes = Inodes();
        Assert.True(inodes.Count >= 4);
        Assert.All(inodes, inode => Assert.Equal(All(walked, inode), All(scanned, inode)));
        Assert.Contains(inodes, inode => holders.All(holder => All(scanned, inode).Any(owner => owner.Pid == holder.Pid)));
        Assert.All(holders, holder => Assert.Equal(walked.Descriptors(holder.Pid), Assert.NotNull(scanned.Descriptors(holder.Pid))));
        // kthreadd and its kind have nothing open, and were looked at. A test in a pid namespace of its own has been skipped above.
        Assert.Equal(walked.Descriptors(2), scanned.Descriptors(2));
    }

    [Fact]
    public void Only_what_is_wanted_is_kept()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Connection.Open(sandbox, InetAddress.Parse("127.0.0.1"));
        List<uint> inodes = Inodes();
        InodeSet wanted = new();
        wanted.Add(inodes[0]);
        uint also = inodes[^1];
        OwnerTable scanned =
            Assert.IsType<OwnerTable>(DescriptorScan.TryBuild(
                ProcFsRoot.Default, new OwnerOptions { Wanted = wanted, AlsoKept = inode => inode == also }));
        Assert.Equal(2, scanned.Sockets);
        Assert.Equal((Environment.ProcessId, Environment.ProcessId),
            (scanned.Of(inodes[0]).First!.Value.Pid, scanned.Of(also).First!.Value.Pid));
    }

    [Fact]
    public void A_thread_with_a_table_of_its_own_adds_nothing()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Connection.Open(sandbox, InetAddress.Parse("127.0.0.1"));
        using ManualResetEventSlim apart = new();
        using ManualResetEventSlim end = new();
        int result = -1;
        Thread thread = new(() =>
        {
            result = unshare(CLONE_FILES);
            apart.Set();
            end.Wait();
        });
        thread.Start();
        try
        {
            apart.Wait();
            Assert.Equal(0, result);
            OwnerTable scanned = Assert.IsType<OwnerTable>(DescriptorScan.TryBuild(ProcFsRoot.Default, new OwnerOptions()));
            OwnerTable walked = OwnerTable.Walk(ProcFsRoot.Default);
            Assert.All(Inodes(), inode => Assert.Equal(All(walked, inode), All(scanned, inode)));
        }
        finally
        {
            end.Set();
            thread.Join();
        }
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using Sandbox sandbox = Allowed.Sandbox();
        Assert.Throws<OperationCanceledException>(() =>
            DescriptorScan.TryBuild(ProcFsRoot.Default, new OwnerOptions(), new CancellationToken(canceled: true)));
    }

    // The sockets that this process holds.
    private static List<uint> Inodes()
    {
        List<uint> inodes = [];
        foreach (FileInfo file in new DirectoryInfo("/proc/self/fd").EnumerateFiles())
        {
            if (file.LinkTarget is { } target && SocketLink.TryParse(System.Text.Encoding.UTF8.GetBytes(target), out uint inode))
            {
                inodes.Add(inode);
            }
        }

        return inodes;
    }

    private static List<SocketOwner> All(OwnerTable table, uint inode)
    {
        List<SocketOwner> owners = [];
        foreach (SocketOwner owner in table.Of(inode))
        {
            owners.Add(owner);
        }

        return owners;
    }

    [LibraryImport("libc")]
    private static partial int unshare(int flags);
}
