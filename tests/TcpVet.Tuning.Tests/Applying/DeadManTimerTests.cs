using TcpVet.Tuning.Applying;

namespace TcpVet.Tuning.Tests.Applying;

public sealed class DeadManTimerTests
{
    [Fact]
    public void Systemd_is_told_to_run_the_hidden_command_when_the_time_is_over()
    {
        IReadOnlyList<string> words = new DeadManTimer("/opt/tcpvet", "/var/lib/tcpvet").SystemdWords(Made.Entry(7, changes: ("net.core.somaxconn", "128", "4096")), "tcpvet-tune-7-1");

        Assert.Equal("systemd-run", words[0]);
        Assert.Contains("--on-active=120000ms", words);
        Assert.Contains("--unit=tcpvet-tune-7-1", words);
        Assert.Equal(["--", "/opt/tcpvet", "tune-expire", "--state-dir", "/var/lib/tcpvet", "7", "--held"], words.SkipWhile(word => word != "--").SkipLast(1));
    }
}
