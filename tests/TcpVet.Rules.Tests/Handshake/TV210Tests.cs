using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class TV210Tests
{
    [Theory]
    [InlineData("all-at-once", "probe (pid 6001) tries 120 addresses on port 22, and hardly any answers", "100 %")]
    [InlineData("steady", "probe (pid 6001) tries 140 addresses on port 445, and hardly any answers", "100 %")]
    public void Names_the_process_and_the_port(string name, string title, string failing)
    {
        Finding finding = Captures.Only("TV210", $"fires/{name}");

        Assert.Equal((Severity.Warning, Confidence.Possible, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
        Assert.Equal(failing, finding.Value("attempts that fail"));
    }

    [Fact]
    public void One_finding_stands_for_all_its_silent_destinations() =>
        Assert.Equal(["TV209"], Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV210/fires/all-at-once")).Findings).Explains);

    // 150 dead hosts have piled up over two minutes; what counts is what was opened meanwhile.
    [Theory]
    [InlineData(100, null)]
    [InlineData(7, null)] // 5 of 7 fail: 71 %
    [InlineData(6, Severity.Warning)] // 5 of 6 fail: 83 %
    [InlineData(0, Severity.Warning)]
    public void What_was_opened_meanwhile_decides(long opened, Severity? severity)
    {
        Capture capture = Captures.Read("TV210/quiet/crawler-with-dead-hosts");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, Reading> counters = new(netns.Counters) { ["Tcp.ActiveOpens"] = new(0, opened), ["Tcp.AttemptFails"] = new(0, 0) };

        RuleAnswer answer = Captures.Ask("TV210", capture with { Namespaces = [netns with { Counters = counters }] });

        Assert.Equal(severity, answer.IsFiring ? answer.Findings[0].Severity : null);
    }

    [Fact]
    public void Without_the_counter_it_cannot_tell_a_crawler_from_a_scanner()
    {
        Capture capture = Captures.Read("TV210/fires/all-at-once") with { IntervalMs = 0 };

        RuleAnswer answer = Captures.Ask("TV210", capture);

        Assert.False(answer.IsFiring);
        Assert.Equal("Tcp.ActiveOpens (not in this record)", answer.Missing?.ToString());
    }

    [Fact]
    public void A_crawlers_dead_hosts_are_information() =>
        Assert.Equal([("TV209", Severity.Info)],
            CaptureJudge.Diagnose(Captures.Read("TV210/quiet/crawler-with-dead-hosts")).Findings.Select(finding => (finding.Code, finding.Severity)));
}
