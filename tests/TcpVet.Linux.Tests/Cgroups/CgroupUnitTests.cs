using TcpVet.Linux.Cgroups;

namespace TcpVet.Linux.Tests.Cgroups;

public class CgroupUnitTests
{
    private const string Id = "3f2a9c81d07e5b6a4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b";

    [Theory]
    [InlineData("/", null)]
    [InlineData("", null)]
    [InlineData("/system.slice", null)]
    [InlineData("/init.scope", "init.scope")]
    [InlineData("/system.slice/nginx.service", "nginx.service")]
    [InlineData("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service")]
    [InlineData("/system.slice/docker.service", "docker.service")]
    [InlineData("/system.slice/nginx.service/worker", "nginx.service")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", "session-3.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service", "user@1000.service")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/web.service", "user@1000/web.service")]
    [InlineData("/system.slice/docker-" + Id + ".scope", "docker:3f2a9c81d07e")]
    [InlineData("/docker/" + Id, "docker:3f2a9c81d07e")]
    [InlineData("/system.slice/docker-" + Id + ".scope/system.slice/nginx.service", "docker:3f2a9c81d07e")]
    [InlineData("/docker/" + Id + "/docker/" + "0000000000000000000000000000000000000000000000000000000000000000", "docker:3f2a9c81d07e")]
    [InlineData("/machine.slice/libpod-" + Id + ".scope/container", "podman:3f2a9c81d07e")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Id + ".scope", "podman:3f2a9c81d07e")]
    [InlineData("/libpod_parent/libpod-" + Id, "podman:3f2a9c81d07e")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0f4b1c2d_1234_5678_9abc_def012345678.slice/cri-containerd-" + Id + ".scope", "pod:0f4b1c2d-1234-5678-9abc-def012345678/3f2a9c81d07e")]
    [InlineData("/kubepods.slice/kubepods-pod0f4b1c2d_1234_5678_9abc_def012345678.slice/crio-" + Id + ".scope", "pod:0f4b1c2d-1234-5678-9abc-def012345678/3f2a9c81d07e")]
    [InlineData("/kubepods/burstable/pod0f4b1c2d-1234-5678-9abc-def012345678/" + Id, "pod:0f4b1c2d-1234-5678-9abc-def012345678/3f2a9c81d07e")]
    [InlineData("/kubepods/besteffort/pod0f4b1c2d-1234-5678-9abc-def012345678", "pod:0f4b1c2d-1234-5678-9abc-def012345678")]
    [InlineData("/system.slice/cri-containerd-" + Id + ".scope", "containerd:3f2a9c81d07e")]
    [InlineData("/lxc.payload.web", "lxc:web")]
    [InlineData("/lxc/web/init.scope", "lxc:web")]
    [InlineData(@"/machine.slice/machine-my\x2dbox.scope", "machine:my-box")]
    [InlineData("/default/" + Id, "container:3f2a9c81d07e")]
    [InlineData("/docker/notanid", null)]
    [InlineData("/system.slice/docker-short.scope", "docker-short.scope")]
    [InlineData("/podracing.slice/podium", null)]
    public void A_path_becomes_a_short_label(string path, string? expected) => Assert.Equal(expected, CgroupUnit.Parse(path));

    [Fact]
    public void Hostile_paths_never_break_the_parser()
    {
        Fuzz.Survives(
            "/kubepods.slice/kubepods-burstable-pod0f4b1c2d_1234_5678_9abc_def012345678.slice/cri-containerd-" + Id + ".scope",
            path => CgroupUnit.Parse(System.Text.Encoding.UTF8.GetString(path)));
        Fuzz.Survives("/lxc.payload.x/machine-a.scope/user@1.service/kubepods-pod.slice/pod.slice", path => CgroupUnit.Parse(System.Text.Encoding.UTF8.GetString(path)));
    }
}
