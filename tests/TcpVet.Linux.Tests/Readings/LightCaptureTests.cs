using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Readings;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

/// <summary>The facts that configurations are judged with.</summary>
[Collection(nameof(LiveTests))]
public sealed class LightCaptureTests
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    [Fact]
    public void Settings_and_listeners_are_there_and_what_was_not_read_is_named()
    {
        using Sandbox sandbox = Require.Sandbox();
        sandbox.SetSysctl("net.core.somaxconn", "77");
        LabSocket listener = Listening.Make(sandbox, InetAddress.Parse("127.0.0.1"), port: 8080).Socket!;
        Holder holder = sandbox.Hold("server", listener);
        listener.Dispose();

        Capture capture = sandbox.Run(() => LightCapture.Take(
            [Host.Namespaces.Own()], Host,
            new LightCaptureOptions { Version = "test", Owners = true, Settings = ["net.ipv4.tcp_no_metrics_save", "net.ipv4.no_such_setting"] }, CancellationToken.None));

        NetnsCapture netns = Assert.Single(capture.Namespaces);
        Assert.Equal(77, netns.Setting("net.core.somaxconn"));
        Assert.NotNull(netns.Setting("net.ipv4.tcp_no_metrics_save"));
        Assert.DoesNotContain("net.ipv4.no_such_setting", netns.Sysctls.Keys);
        Assert.Equal(["net.ipv4.no_such_setting"], netns.AbsentSysctls);
        ListenerFacts facts = Assert.Single(netns.Listeners, known => known.Proto == Protocol.Tcp);
        Assert.Equal(holder.Pid, Assert.Single(facts.Processes).Pid);
        Assert.InRange(facts.Limit!.Value, 1, 77);
        Assert.Contains(capture.Processes, process => process.Pid == holder.Pid && process.FilesLimit > 0);
        Assert.Contains(capture.Missing, missing => missing.Fact == FactNames.Census);
        Assert.Empty(netns.Tcp.Counts);
        Assert.Equal(capture.Namespaces.Count, CaptureJson.Read(CaptureJson.Write(capture)).Namespaces.Count);
    }

    [Fact]
    public void Another_kernel_has_no_facts_and_says_so()
    {
        Capture capture = LightCapture.OfNoHost("3.10", "because", "test");
        Assert.Equal("3.10", capture.Kernel);
        Assert.Empty(capture.Namespaces[0].Sysctls);
        Assert.All((string[])[FactNames.Sysctls, FactNames.SockDiag, FactNames.Owners], fact =>
            Assert.Contains(capture.Missing, missing => missing.Fact == fact && missing.Reason == "because"));
        Assert.Equal("3.10", CaptureJson.Read(CaptureJson.Write(capture)).Kernel);
    }
}
