using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

public sealed class AcceptQueueTests
{
    [Theory]
    [InlineData("backlog-one", Severity.Critical, Confidence.Certain, "python3 (pid 4121) on 127.0.0.1:9001 does not accept: 2 wait, the queue takes 1")]
    [InlineData("out-of-descriptors", Severity.Critical, Confidence.Certain, "java (pid 812) on :8080 does not accept: 101 wait, the queue takes 100")]
    [InlineData("filling", Severity.Warning, Confidence.Likely, "java (pid 812) on :8080 accepts slowly: 96 wait, the queue takes 128")]
    [InlineData("one-of-reuseport", Severity.Critical, Confidence.Certain, "nginx (pid 702) on :80 does not accept: 512 wait, the queue takes 511")]
    public void Names_who_does_not_accept(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV201", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    // Full is longer than the limit, not equal: sk_acceptq_is_full() is sk_ack_backlog > sk_max_ack_backlog.
    [Theory]
    [InlineData(128, 128, 128, Severity.Warning)]
    [InlineData(129, 128, 128, Severity.Critical)]
    [InlineData(129, 0, 128, Severity.Critical)]
    [InlineData(89, 89, 128, null)]
    [InlineData(90, 90, 128, Severity.Warning)]
    [InlineData(90, 0, 128, Severity.Info)]
    [InlineData(2, 0, 1, Severity.Warning)] // one sight of a short queue may be a burst
    [InlineData(2, 2, 1, Severity.Critical)]
    [InlineData(1, 1, 0, Severity.Critical)] // listen(fd, 0) admits one
    [InlineData(0, 0, 0, null)]
    public void Full_is_longer_than_the_limit(long queue, long first, long limit, Severity? severity)
    {
        RuleAnswer answer =
            Captures.Ask("TV201",
                With(listener => listener with { Queue = queue, QueueFirst = first, Limit = limit, Drops = 0, DropsFirst = 0 }));

        Assert.Equal(severity, answer.IsFiring ? answer.Findings[0].Severity : null);
    }

    [Fact]
    public void Without_descriptors_the_cause_is_emfile()
    {
        Finding finding = Captures.Only("TV201", "fires/out-of-descriptors");

        Assert.Contains("EMFILE", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal("ls -l /proc/812/fd", finding.Remedies[0].Command);
        Assert.Equal("tomcat.service", finding.Subject.Cgroup);
    }

    [Fact]
    public void A_queue_as_long_as_somaxconn_needs_the_setting_and_a_restart()
    {
        Finding finding =
            Assert.Single(Captures.Ask("TV201", With(listener => listener with { Queue = 4097, QueueFirst = 4097, Limit = 4096 })).Findings);

        Assert.Equal("sysctl -w net.core.somaxconn=8192", finding.Remedies[^1].Command);
        Assert.Contains("restart", finding.Remedies[^1].Action.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("burst-over", Severity.Warning, Confidence.Certain, "java (pid 812) on :8080 turns clients away: 2 drops in 1 s")]
    [InlineData("pours", Severity.Critical, Confidence.Certain, "java (pid 812) on :8080 turns clients away: 800 drops in 1 s")]
    [InlineData("long-ago", Severity.Info, Confidence.Likely, "java (pid 812) on :8080 turned clients away at some time: 27 drops")]
    public void Drops_are_told_by_when(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV202", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void With_one_reading_growth_is_unknown_not_zero()
    {
        Finding finding = Assert.Single(Captures.Ask("TV202", Captures.Read("TV202/fires/pours") with { IntervalMs = 0 }).Findings);

        Assert.Equal(Severity.Info, finding.Severity);
        Assert.StartsWith("Whether it still happens is unknown", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal("unknown", finding.Value("turned away in the interval"));
    }

    [Fact]
    public void No_more_drops_are_blamed_on_the_queue_than_overflows_were_counted()
    {
        Capture capture = Captures.Read("TV202/fires/pours");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, Reading> counters = new(netns.Counters) { ["TcpExt.ListenOverflows"] = new(100, 103) };

        Finding finding = Assert.Single(Captures.Ask("TV202", capture with { Namespaces = [netns with { Counters = counters }] }).Findings);

        Assert.Equal((Severity.Warning, Confidence.Likely), (finding.Severity, finding.Confidence));
        Assert.Contains("3 drops", finding.Title.ToString(), StringComparison.Ordinal);
    }

    // sk_drops counts one for each connection that TCP_DEFER_ACCEPT holds back: a busy httpd beside a full Tomcat.
    [Fact]
    public void Deferred_connections_are_no_overflows()
    {
        Finding finding = Assert.Single(Captures.Ask("TV202", Beside("TV202/fires/pours", deferred: 3_000, earlier: 0)).Findings);

        Assert.Equal((":8080", Severity.Critical, Confidence.Likely),
            (Wording.Who.Service(finding.Subject.Local!.Value), finding.Severity, finding.Confidence));
    }

    [Fact]
    public void Overflows_of_another_listener_long_ago_are_not_this_ones()
    {
        Capture capture = Beside("TV202/fires/long-ago", deferred: 0, earlier: 1_000_000);

        Assert.Equal([":8080"], Captures.Ask("TV202", capture).Findings.Select(finding => Wording.Who.Service(finding.Subject.Local!.Value)));
    }

    // Another listener that only defers connections.
    private static Capture Beside(string name, long deferred, long earlier)
    {
        Capture capture = Captures.Read(name);
        NetnsCapture netns = capture.Namespaces[0];
        ListenerFacts other =
            netns.Listeners[0] with
            {
                Local = new(InetAddress.AnyIPv4, 80),
                Limit = 511,
                Queue = 0,
                QueueFirst = 0,
                Drops = earlier
                + deferred,
                DropsFirst = earlier,
                Processes = [new ProcessRef(9, "httpd")]
            };
        Dictionary<string, Reading> counters = new(netns.Counters) { ["TcpExt.TCPDeferAcceptDrop"] = new(earlier, earlier + deferred) };
        return capture with { Namespaces = [netns with { Listeners = [.. netns.Listeners, other], Counters = counters }] };
    }

    private static Capture With(Func<ListenerFacts, ListenerFacts> change)
    {
        Capture capture = Captures.Read("TV201/fires/backlog-one");
        NetnsCapture netns = capture.Namespaces[0];
        return capture with { Namespaces = [netns with { Listeners = [change(netns.Listeners[0])] }] };
    }
}
