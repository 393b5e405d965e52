using System.Globalization;
using System.Text;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Tests.Cgroups;

public class CgroupPathsTests
{
    private const string Unified = "41 31 0:38 / /sys/fs/cgroup/unified rw shared:4 master:1 - cgroup2 cgroup2 rw\n";

    [Theory]
    [InlineData("30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n", "/sys/fs/cgroup")]
    [InlineData("32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n" + Unified, "/sys/fs/cgroup/unified")]
    [InlineData("1 2 0:3 /../.. /inner rw - cgroup2 cgroup2 rw\n" + Unified, "/sys/fs/cgroup/unified")]
    [InlineData("1 2 0:3 /x /inner rw - cgroup2 cgroup2 rw\n", "/inner")]
    [InlineData("1 2 0:3 / /with\\040space rw - cgroup2 cgroup2 rw\n", "/with space")]
    [InlineData("1 2 0:3 / /odd\\999 rw - cgroup2 cgroup2 rw\n", "/odd\\999")]
    [InlineData("1 2 0:3 / /x rw cgroup2 - tmpfs cgroup2 rw\n", null)]
    [InlineData("1 2 0:3 / /x rw\n1 2\n\n", null)]
    public void The_unified_mount_is_found(string mountinfo, string? expected) =>
        Assert.Equal(expected, CgroupMount.Parse(Encoding.ASCII.GetBytes(mountinfo)));

    [Fact]
    public void Hostile_mounts_never_break_the_parser() => Fuzz.Survives(Unified + "1 2 0:3 / /a\\040b - cgroup2 x", text => CgroupMount.Parse(text));

    [Fact]
    public void Ids_and_paths_go_both_ways_through_the_walk()
    {
        using FixtureRoot tree = new FixtureRoot().Folder("system.slice/nginx.service").Folder("docker/\u001b[31m");
        using CgroupPaths paths = CgroupPaths.At(tree.Path);

        ulong nginx = paths.IdOf("/system.slice/nginx.service")!.Value;

        Assert.Equal("/system.slice/nginx.service", paths.PathOf(nginx));
        Assert.Equal("nginx.service", paths.UnitOf(nginx));
        Assert.Equal("/docker/\u001b[31m", paths.PathOf(paths.IdOf("docker/\u001b[31m")!.Value));
        Assert.Equal("/", paths.PathOf(paths.IdOf(tree.Path)!.Value));
        Assert.Equal(nginx, paths.IdOf($"{tree.Path}/system.slice/nginx.service"));
    }

    [Fact]
    public void What_does_not_exist_is_unreachable_as_in_ss()
    {
        using FixtureRoot tree = new();
        using CgroupPaths paths = CgroupPaths.At(tree.Path);
        Assert.Equal("unreachable:8ed7ffffffff", paths.PathOf(0x8ed7_ffff_ffff));
        Assert.Null(paths.UnitOf(0x8ed7_ffff_ffff));
        Assert.Null(paths.IdOf("/no/such"));
        Assert.Null(paths.IdOf("a\0b"));
        Assert.Null(paths.IdOf("/proc/self"));
    }

    [Fact]
    public void Without_a_hierarchy_nothing_has_a_path()
    {
        using CgroupPaths paths = CgroupPaths.At(null);
        Assert.Null(paths.Mount);
        Assert.Equal("unreachable:1", paths.PathOf(1));
        Assert.Null(paths.IdOf("/"));
    }

    [Fact]
    public void The_kernel_names_a_cgroup_until_it_is_removed()
    {
        using CgroupPaths paths = CgroupPaths.Open(ProcFsRoot.Default);
        Require.Root();
        Assert.SkipWhen(paths.Mount is null, "needs a cgroup2 mount");
        string name = string.Create(CultureInfo.InvariantCulture, $"tcpvet-test-{Environment.ProcessId}");
        string folder = $"{paths.Mount}/{name}/inner.service";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("the cgroup2 mount is read-only");
        }

        ulong id;
        try
        {
            id = paths.IdOf($"/{name}/inner.service")!.Value;
            Assert.Equal($"/{name}/inner.service", paths.PathOf(id));
            Assert.Equal("inner.service", paths.UnitOf(id));
        }
        finally
        {
            Directory.Delete(folder);
            Directory.Delete($"{paths.Mount}/{name}");
        }

        using CgroupPaths later = CgroupPaths.Open(ProcFsRoot.Default);
        Assert.Equal($"unreachable:{id:x}", later.PathOf(id));
    }
}
