using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

public sealed class TimeWaitTests
{
    [Fact]
    public void A_server_that_closes_first_is_information_with_its_price()
    {
        Finding finding = Captures.Only("TV104", "fires/busy-behind-balancer");

        Assert.Equal((Severity.Info, Confidence.Certain), (finding.Severity, finding.Confidence));
        Assert.Equal("nginx (pid 700) on :80 closes its connections first: 20,000 in TIME_WAIT", finding.Title.ToString());
        Assert.Equal("4 MB", finding.Value("memory"));
        Assert.Equal("about 333", finding.Value("connections closed a second"));
    }

    [Theory]
    [InlineData("half-the-ports", Severity.Warning, "15,000 TIME_WAIT towards 10.0.9.9:3306: connections are not reused")]
    [InlineData("reusable", Severity.Info, "20,000 TIME_WAIT towards 10.0.9.9:3306: connections are not reused")]
    public void A_client_without_a_pool_is_warned_unless_the_kernel_may_reuse(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV105", $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
        Assert.Equal(severity == Severity.Warning, finding.Remedies.Any(remedy => remedy.Command == "sysctl -w net.ipv4.tcp_tw_reuse=1"));
    }

    [Fact]
    public void Without_timestamps_reuse_is_void()
    {
        Capture capture = Captures.Read("TV105/fires/reusable");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, string> settings = new(netns.Sysctls) { ["net.ipv4.tcp_timestamps"] = "0" };

        Finding finding = Assert.Single(Captures.Ask("TV105", capture with { Namespaces = [netns with { Sysctls = settings }] }).Findings);

        Assert.Equal(Severity.Warning, finding.Severity);
    }

    [Theory]
    [InlineData("overflows-now", Severity.Warning, Confidence.Certain, "115 closing connections found no room in TIME_WAIT and can be reset")]
    [InlineData("nearly-full", Severity.Warning, Confidence.Certain, "TIME_WAIT take 119,000 of 131,072 places; beyond it closing connections are reset")]
    [InlineData("lowered", Severity.Info, Confidence.Certain, "tcp_max_tw_buckets is 5,000, lowered from the kernel's 131,072")]
    [InlineData("overflowed-long-ago", Severity.Info, Confidence.Likely, "44 closing connections found no room in TIME_WAIT at some time")]
    public void An_overflow_is_told_from_a_near_one_and_an_old_one(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV106", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void The_remedy_of_a_lowered_limit_is_the_kernels_own() =>
        Assert.Equal("sysctl -w net.ipv4.tcp_max_tw_buckets=131072", Captures.Only("TV106", "fires/lowered").Remedies[0].Command);

    [Fact]
    public void A_limit_below_what_is_held_is_reached_not_near()
    {
        Capture capture = Captures.Read("TV106/fires/nearly-full");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, string> settings = new(netns.Sysctls) { ["net.ipv4.tcp_max_tw_buckets"] = "3" };

        Finding finding = Assert.Single(Captures.Ask("TV106", capture with { Namespaces = [netns with { Sysctls = settings }] }).Findings);

        Assert.Equal("TIME_WAIT are 119,000, the limit is 3: closing connections are reset", finding.Title.ToString());
    }

    [Fact]
    public void Orphaned_fin_wait2_count_too()
    {
        Capture capture = Captures.Read("TV106/quiet/twenty-thousand");
        NetnsCapture netns = capture.Namespaces[0];

        RuleAnswer answer =
            Captures.Ask("TV106", capture with { Namespaces = [netns with { Sockstat = new Dictionary<string, long> { ["TCP.tw"] = 130_000 } }] });

        Assert.True(answer.IsFiring);
    }

    [Fact]
    public void Before_linux_6_1_whether_the_limit_was_lowered_cannot_be_told()
    {
        Capture capture = Captures.Read("TV106/quiet/twenty-thousand");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, string> settings = new(netns.Sysctls);
        settings.Remove("net.ipv4.tcp_ehash_entries");
        Capture old = capture with { Namespaces = [netns with { Sysctls = settings }], Missing = [new MissingFact("net.ipv4.tcp_ehash_entries", "Linux 6.1")] };

        Assert.Equal("whether tcp_max_tw_buckets was lowered: net.ipv4.tcp_ehash_entries (Linux 6.1)", Captures.Ask("TV106", old).Missing?.ToString());
    }
}
