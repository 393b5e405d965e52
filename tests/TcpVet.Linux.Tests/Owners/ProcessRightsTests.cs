using System.Diagnostics;
using System.Text;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Tests.ProcFs;

namespace TcpVet.Linux.Tests.Owners;

/// <summary>No file is read for a process that it could not read itself.</summary>
public sealed class ProcessRightsTests : IDisposable
{
    private readonly FixtureRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Status_tells_the_effective_user_and_every_group()
    {
        ProcessRights rights = ProcessRights.Parse("Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t9 10 \n"u8)!;
        Assert.Equal(2u, rights.Uid);
        Assert.Equal([6u, 9u, 10u], rights.Groups);
        Assert.Null(ProcessRights.Parse("Uid:\t1\t2\t3\t4\n"u8));
        Assert.Null(ProcessRights.Parse("Gid:\t1\t2\t3\t4\n"u8));
        Assert.Null(ProcessRights.Parse([]));
    }

    [Fact]
    public void Any_status_is_survived() =>
        Fuzz.Survives(ProcessFilesTests.Status, bytes => ProcessRights.Parse(bytes));

    [Theory]
    [InlineData(0, 0, "---------", "rwx------", true)] // the superuser
    [InlineData(4242, 4242, "------r--", "rwx-----x", true)]
    [InlineData(4242, 4242, "------r--", "rwx------", false)] // the folder is closed
    [InlineData(4242, 4242, "rw-r-----", "rwx--x--x", false)]
    [InlineData(4242, -1, "rw-r-----", "rwx--x--x", true)] // a member of the file's group
    [InlineData(-1, 4242, "r--------", "--x------", true)] // the owner
    [InlineData(-1, 4242, "---r--r--", "--x------", false)] // the owner's bits count for the owner
    public void Permission_bits_decide(int user, int group, string file, string folder, bool may)
    {
        // The files are this process's own: -1 stands for its user and its group.
        ProcessRights own = ProcessRights.Of(ProcFsRoot.Default, Environment.ProcessId)!;
        uint owner = own.Uid;
        root.File("conf/app.conf", "x");
        File.SetUnixFileMode($"{root.Path}/conf/app.conf", Mode(file));
        File.SetUnixFileMode($"{root.Path}/conf", Mode(folder));
        if (user == -1 && own.Uid == 0)
        {
            // The superuser may read everything: another owner, then.
            owner = 4343;
            using Process chown = Process.Start("chown", ["4343", $"{root.Path}/conf", $"{root.Path}/conf/app.conf"]);
            chown.WaitForExit();
        }

        try
        {
            ProcessRights rights = new(user < 0 ? owner : (uint)user, [group < 0 ? own.Groups[0] : (uint)group]);
            Assert.Equal(may, rights.MayRead(root.Path, "/conf/app.conf"));
            Assert.Equal(rights.Uid == 0, rights.MayRead(root.Path, "/conf/absent"));
        }
        finally
        {
            File.SetUnixFileMode($"{root.Path}/conf", Mode("rwxrwxrwx"));
        }
    }

    [Fact]
    public void A_launch_is_what_the_process_was_started_with()
    {
        root.File("42/cmdline", "nginx: master process nginx\0-c\0/etc/x\0\0").Link("42/cwd", "/srv").Link("42/root", "/").Link("42/ns/mnt", "mnt:[1]").Link("self/ns/mnt", "mnt:[1]").File("42/exe", "ELF");
        ProcessLaunch launch = new(root.Proc, 42);
        Assert.Equal(["nginx: master process nginx", "-c", "/etc/x"], launch.Arguments());
        Assert.Equal("/srv", launch.Directory());
        Assert.Equal("", launch.SystemRoot(out _));
        Assert.Equal("EL", Encoding.ASCII.GetString(launch.Program(2)!));
    }

    [Theory]
    [InlineData("/", "mnt:[2]")]
    [InlineData("/srv/jail", "mnt:[1]")]
    public void Another_file_system_is_reached_through_the_process(string its, string mounts)
    {
        root.Link("42/root", its).Link("42/ns/mnt", mounts).Link("self/ns/mnt", "mnt:[1]");
        Assert.Equal($"{root.Path}/42/root", new ProcessLaunch(root.Proc, 42).SystemRoot(out _));
    }

    [Fact]
    public void A_process_that_has_gone_has_nothing()
    {
        ProcessLaunch launch = new(root.Proc, 42);
        Assert.Empty(launch.Arguments());
        Assert.Null(launch.Directory());
        Assert.Null(launch.Program(10));
        Assert.Null(launch.SystemRoot(out string refusal));
        Assert.Equal("it has gone", refusal);
    }

    private static UnixFileMode Mode(string letters) =>
        (UnixFileMode)letters.Select((c, i) => c == '-' ? 0 : 1 << (letters.Length - 1 - i)).Sum();
}
