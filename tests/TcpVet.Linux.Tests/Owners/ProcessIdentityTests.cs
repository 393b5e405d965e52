using System.Diagnostics;
using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.Tests.ProcFs;

namespace TcpVet.Linux.Tests.Owners;

/// <summary>No file is read for a process that it could not read itself.</summary>
public sealed class ProcessIdentityTests : IDisposable
{
    private readonly FixtureRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Status_tells_the_real_user_and_every_group()
    {
        ProcessIdentity identity = Parse("Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t9 10 \nCapEff:\t000001ffffffffff\n")!;
        Assert.Equal((1u, 5u, false), (identity.User, identity.Group, identity.ReadsAll));
        Assert.Equal([9u, 10u], identity.Groups);
        Assert.Null(Parse("Uid:\t1\t2\t3\t4\n"));
        Assert.Null(Parse("Gid:\t1\t2\t3\t4\n"));
        Assert.Null(Parse(""));
    }

    // A set-user-ID program that somebody started with arguments of their own is no superuser's.
    [Theory]
    [InlineData("0\t0\t0\t0", "000001ffffffffff", true)]
    [InlineData("0\t0\t0\t0", "0000000000000004", true)] // CAP_DAC_READ_SEARCH
    [InlineData("0\t0\t0\t0", "0000000000000002", true)] // CAP_DAC_OVERRIDE
    [InlineData("0\t0\t0\t0", "00000000a80425f8", false)]
    [InlineData("0\t0\t0\t0", "", false)]
    [InlineData("1000\t0\t0\t0", "000001ffffffffff", false)]
    [InlineData("1000\t1000\t1000\t1000", "000001ffffffffff", false)]
    public void Only_the_real_superuser_with_its_capabilities_reads_all(string users, string capabilities, bool all) =>
        Assert.Equal(all, Parse($"Uid:\t{users}\nGid:\t0\t0\t0\t0\nGroups:\t\nCapEff:\t{capabilities}\n")!.ReadsAll);

    // The superuser of another user namespace is none on this machine.
    [Fact]
    public void Another_user_namespace_is_another_superuser()
    {
        const string status = "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t\nCapEff:\t000001ffffffffff\n";
        root.File("42/status", status).Link("42/ns/user", "user:[1]").File("43/status", status).Link("43/ns/user", "user:[2]")
            .File("44/status", status).Link("self/ns/user", "user:[1]");

        Assert.True(ProcessIdentity.Of(root.Proc, 42)!.ReadsAll);
        Assert.False(ProcessIdentity.Of(root.Proc, 43)!.ReadsAll);
        Assert.False(ProcessIdentity.Of(root.Proc, 44)!.ReadsAll);
        Assert.Null(ProcessIdentity.Of(root.Proc, 45));
    }

    [Fact]
    public void Any_status_is_survived() =>
        Fuzz.Survives(ProcessFilesTests.Status, bytes => ProcessIdentity.Parse(bytes));

    [Theory]
    [InlineData(0, 0, false, "---------", "rwx------", 4242, true)] // the superuser, who reads all
    [InlineData(0, 0, true, "---------", "rwx------", 4242, false)] // the superuser without capabilities
    [InlineData(4242, 4242, true, "------r--", "rwx-----x", 0, true)]
    [InlineData(4242, 4242, true, "------r--", "rwx------", 0, false)] // the folder is closed
    [InlineData(4242, 4242, true, "rw-r-----", "rwx--x--x", 0, false)]
    [InlineData(4242, 0, true, "rw-r-----", "rwx--x--x", 0, true)] // its group is the file's
    [InlineData(4242, 7, true, "rw-r-----", "rwx--x--x", 0, true)] // a member of the file's group
    [InlineData(4242, 4242, true, "r--------", "--x------", 4242, true)] // the owner
    [InlineData(4242, 4242, true, "---r--r--", "--x------", 4242, false)] // the owner's bits count for the owner
    public void The_kernel_judges_a_thread_that_has_become_the_user(
        int user, int group, bool bound, string file, string folder, int owner, bool may)
    {
        Require.Root();
        root.File("conf/app.conf", "x");
        File.SetUnixFileMode(root.Path, Mode("rwxr-xr-x"));
        File.SetUnixFileMode($"{root.Path}/conf/app.conf", Mode(file));
        File.SetUnixFileMode($"{root.Path}/conf", Mode(folder));
        using (Process chown = Process.Start("chown", ["-R", $"{owner}:0", $"{root.Path}/conf"]))
        {
            chown.WaitForExit();
        }

        ProcessIdentity identity = new((uint)user, (uint)group, group == 7 ? [0] : [(uint)group], !bound);
        bool read = false;
        string mask = "";
        Assert.True(identity.Run(
            () =>
            {
                using OpenedRoot opened = OpenedRoot.TryOpen(root.Path)!;
                read = opened.Read("/conf/app.conf", 10, forAll: false, out _) is not null;
                mask = File.ReadAllText("/proc/thread-self/status");
            },
            out _));

        Assert.Equal(may, read);
        Assert.Contains($"\t{user}\nGid:", mask, StringComparison.Ordinal);
        // The other threads are who they were, and so is this one.
        string self = File.ReadAllText("/proc/thread-self/status");
        Assert.Contains("Uid:\t0\t0\t0\t0\n", self, StringComparison.Ordinal);
        Assert.Equal("root", Environment.UserName);
        Assert.NotNull(File.ReadAllText($"/proc/self/status"));
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

    private static ProcessIdentity? Parse(string status) => ProcessIdentity.Parse(Encoding.ASCII.GetBytes(status));

    private static UnixFileMode Mode(string letters) =>
        (UnixFileMode)letters.Select((c, i) => c == '-' ? 0 : 1 << (letters.Length - 1 - i)).Sum();
}
