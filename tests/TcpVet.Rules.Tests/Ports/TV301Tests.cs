using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

public sealed class TV301Tests
{
    [Theory]
    [InlineData("time-wait-fills", Severity.Warning, "19,500 of 28,232 local ports taken towards 10.0.9.9:3306")]
    [InlineData("exhausted-small-range", Severity.Critical, "10 of 10 local ports taken towards 127.0.0.1:9000")]
    [InlineData("established-beside-reusable", Severity.Critical, "25,000 of 28,232 local ports taken towards 10.0.9.9:3306")]
    public void Names_the_destination_and_the_budget(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV301", $"fires/{name}");

        Assert.Equal((severity, Confidence.Certain, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void Says_how_fast_and_how_long_still()
    {
        Finding finding = Captures.Only("TV301", "fires/time-wait-fills");

        Assert.Equal("400 ports a second", finding.Value("change"));
        Assert.Equal("21 s", finding.Value("time left")); // (28,232 - 19,500) / 400
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "sysctl -w net.ipv4.tcp_tw_reuse=1");
    }

    [Fact]
    public void Exhausted_names_the_error()
    {
        Finding finding = Captures.Only("TV301", "fires/exhausted-small-range");

        Assert.Contains("EADDRNOTAVAIL", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(finding.Evidence, evidence => evidence.What.ToString().StartsWith("time left", StringComparison.Ordinal));
    }

    [Fact]
    public void Whether_time_wait_can_be_reused_may_be_unknown()
    {
        Capture capture = Captures.Read("TV301/quiet/reusable-on-loopback");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, string> settings = new(netns.Sysctls);
        settings.Remove("net.ipv4.tcp_tw_reuse");

        RuleAnswer answer = Captures.Ask("TV301", capture with { Namespaces = [netns with { Sysctls = settings }] });

        Assert.False(answer.IsFiring);
        Assert.Equal("net.ipv4.tcp_tw_reuse (not in this record)", answer.Missing?.ToString());
    }

    [Fact]
    public void A_fully_reserved_range_is_exhausted_by_its_first_port()
    {
        Capture capture = Captures.Read("TV301/fires/exhausted-small-range");
        NetnsCapture netns = capture.Namespaces[0];

        RuleAnswer answer =
            Captures.Ask("TV301", capture with { Namespaces = [netns with { PortBudget = new PortBudget(40000, 40009, 10, 10) }] });

        Assert.Equal(Severity.Critical, Assert.Single(answer.Findings).Severity);
    }

    [Fact]
    public void Samples_tell_the_pace_better_than_two_readings()
    {
        Capture capture = Captures.Read("TV301/fires/time-wait-fills");
        NetnsCapture netns = capture.Namespaces[0];
        Trend trend = new() { Kind = TrendKind.Ports, Peer = netns.PortTuples[0].Destination, Values = [19_300, 19_400, 19_500] };

        Finding finding =
            Assert.Single(Captures.Ask(
                "TV301", capture with { SamplesMs = [0, 1000, 2000], Namespaces = [netns with { Trends = [trend] }] }).Findings);

        Assert.Equal("100 ports a second", finding.Value("change"));
        Assert.Equal("87 s", finding.Value("time left")); // (28,232 - 19,500) / 100
        Assert.Equal("3 samples over 2 s, never fell", finding.Evidence.First(evidence => evidence.What.ToString() == "change").Source.ToString());
    }
}
