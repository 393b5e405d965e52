using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Tests.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Owners;

public class ProcessTableTests
{
    [Fact]
    public void Facts_come_from_the_files_of_the_process()
    {
        using FixtureRoot root = new FixtureRoot().File("uptime", "100.50 1\n").File("42/comm", "a) b (c\n").File("42/cmdline", "a\0b\0")
            .File("42/stat", ProcessFilesTests.Stat).File("42/status", ProcessFilesTests.Status).File("42/limits", ProcessFilesTests.Limits)
            .File("42/cgroup", ProcessFilesTests.Cgroup).Link("42/exe", "/usr/sbin/nginx (deleted)").Link("42/fd/9", "socket:[5]");
        ProcessTable table = new(root.Proc, OwnerTable.Walk(root.Proc));

        Assert.Equal(
            new ProcessFacts
            {
                Pid = 42,
                Name = "a) b (c",
                CommandLine = "a b",
                Executable = "/usr/sbin/nginx (deleted)",
                Uid = 1001,
                Cgroup = "/system.slice/nginx.service",
                Unit = "nginx.service",
                OpenFiles = 1,
                OpenSockets = 1,
                FilesLimit = 1024,
                AgeSeconds = 85,
                Stopped = false,
            },
            table.Of(42));
        Assert.Same(table.Of(42), table.Of(42));
    }

    [Fact]
    public void What_cannot_be_read_is_unknown()
    {
        using FixtureRoot root = new FixtureRoot().File("42/comm", "x\n");
        Assert.Equal(new ProcessFacts { Pid = 42, Name = "x" }, new ProcessTable(root.Proc).Of(42));
    }

    [Fact]
    public void A_process_that_has_gone_is_none()
    {
        using FixtureRoot root = new();
        ProcessTable table = new(root.Proc);
        Assert.Null(table.Of(42));
        Assert.Null(table.NameOf(42));
        Assert.Null(table.RefOf(42));
    }

    [Fact]
    public void This_process_is_described()
    {
        ProcessFacts self = new ProcessTable(ProcFsRoot.Default).Of(Environment.ProcessId)!;
        Assert.InRange(self.AgeSeconds!.Value, 0, 3600);
        Assert.Equal(Environment.ProcessPath, self.Executable);
        Assert.True(self.FilesLimit > 0);
    }
}
