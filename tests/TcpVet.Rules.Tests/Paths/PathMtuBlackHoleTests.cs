using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV410: whole segments vanish, smaller ones arrive.</summary>
public sealed class PathMtuBlackHoleTests
{
    [Theory]
    [InlineData("tunnel", Confidence.Likely)]
    [InlineData("one-after-the-other", Confidence.Possible)]
    public void Says_what_is_lost_and_how_sure_that_is(string name, Confidence confidence)
    {
        Finding finding = Captures.Only("TV410", $"fires/{name}");

        Assert.Equal((Severity.Critical, confidence), (finding.Severity, finding.Confidence));
        Assert.Matches(@"^Full-size segments of orders \(pid \d+\) to 192\.0\.2\.2 vanish: 8 connections", finding.Title.ToString());
    }

    // MTU = MSS + 12 of timestamps + 40 of headers; ping's payload is the MTU less its own 28.
    [Fact]
    public void The_command_that_decides_asks_with_a_packet_of_that_size()
    {
        Finding finding = Captures.Only("TV410", "fires/tunnel");

        Assert.Contains(finding.Remedies, remedy => remedy.Command == "ping -c 3 -M do -s 1472 192.0.2.2");
        Assert.Contains(finding.Remedies, remedy => remedy.Change == new SettingChange("net.ipv4.tcp_mtu_probing", "1"));
    }

    [Fact]
    public void It_explains_that_nothing_is_acknowledged()
    {
        Assert.DoesNotContain(CaptureJudge.Diagnose(Captures.Read("TV410/fires/one-after-the-other")).Findings,
            finding => finding.Code == "TV402");
    }

    // What cannot be told apart is said, with the command that decides.
    [Fact]
    public void A_dead_peer_is_a_black_hole_that_may_be_the_path()
    {
        Finding finding = Assert.Single(Captures.Ask("TV402", Captures.Read("TV410/quiet/dead-peer")).Findings);

        Assert.Contains("a hop that takes smaller packets only looks the same", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("tracepath", finding.Remedies[0].Command, StringComparison.Ordinal);
    }
}
