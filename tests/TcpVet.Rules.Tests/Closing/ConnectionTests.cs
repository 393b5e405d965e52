using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>Keepalive that is too slow, churn, and established connections that only grow.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public void Slow_keepalive_is_a_possibility_and_says_what_to_set()
    {
        Finding finding = Captures.Only("TV114", "fires/two-hours");

        Assert.Equal((Severity.Info, Confidence.Possible), (finding.Severity, finding.Confidence));
        Assert.Equal("worker (pid 1400): 58 idle connections to 203.0.113.20:443, keepalive after 2 h only", finding.Title.ToString());
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "sysctl -w net.ipv4.tcp_keepalive_time=175");
    }

    [Theory]
    [InlineData("300000", true)]
    [InlineData("1900000", true)]
    [InlineData("3000000", false)] // nothing has been silent for nearly so long
    [InlineData("7200000", false)] // the probe comes in time
    public void The_middleboxs_limit_can_be_set(string ms, bool fires) =>
        Assert.Equal(fires, Captures.Ask("TV114", Captures.Read("TV114/fires/two-hours"), RuleSettings.Default.With("TV114.middlebox_idle", ms, "")).IsFiring);

    [Theory]
    [InlineData("clients-without-keep-alive", "420 connections a second are taken and 35 kept, most on :80")]
    [InlineData("proxy-without-upstream-keep-alive", "298 connections a second are made and 60 kept, most to 10.0.9.9:8080")]
    [InlineData("who-is-unknown", "150 connections a second are made and 12 kept")]
    [InlineData("short-interval-lasting", "120 connections a second are taken and 4 kept")]
    public void Churn_is_information_and_names_who_where_time_wait_tells(string name, string title)
    {
        Finding finding = Captures.Only("TV115", $"fires/{name}");

        Assert.Equal((Severity.Info, title), (finding.Severity, finding.Title.ToString()));
    }

    [Fact]
    public void A_server_that_closes_first_is_told_once()
    {
        Capture capture = Captures.Read("TV115/fires/clients-without-keep-alive");
        NetnsCapture netns = capture.Namespaces[0];
        ListenerFacts listener = netns.Listeners[0] with { States = new Dictionary<TcpState, long> { [TcpState.TimeWait] = 20_000 } };
        StateCounts counts = new() { Counts = new Dictionary<TcpState, long>(netns.Tcp.Counts) { [TcpState.TimeWait] = 20_000 } };

        Finding finding =
            Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [netns with { Listeners = [listener], Tcp = counts }] })
                .Findings);

        Assert.Equal(("TV104", Severity.Info), (finding.Code, finding.Severity));
        Assert.Equal(["TV115"], finding.Explains);
    }

    [Theory]
    [InlineData("client-pool", Severity.Warning, Confidence.Likely, "java (pid 812): 300 connections to 10.0.3.7:5432, mostly idle, and they only grow")]
    [InlineData("many-destinations", Severity.Warning, Confidence.Likely, "java (pid 812): 240 connections to other hosts, mostly idle, and they only grow")]
    [InlineData("both-ends-here", Severity.Warning, Confidence.Likely, "java (pid 812): 300 connections to 127.0.0.1:5432, mostly idle, and they only grow")]
    [InlineData("clients-stay", Severity.Info, Confidence.Possible, "java (pid 812): 800 connections on :9000, mostly idle, and they only grow")]
    [InlineData("descriptors-nearly-gone", Severity.Critical, Confidence.Likely, "java (pid 812): 900 connections to 10.0.3.7:5432, mostly idle, and they only grow")]
    public void What_only_grows_and_does_nothing_is_a_leak(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV116", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void Without_samples_a_candidate_cannot_be_judged_and_others_need_none()
    {
        static Capture OneSample(string name)
        {
            Capture capture = Captures.Read(name);
            return capture with
            {
                SamplesMs = [],
                Missing = [new MissingFact(FactNames.Samples, "--samples 3")],
                Namespaces = [.. capture.Namespaces.Select(netns => netns with { Trends = [] })],
            };
        }

        Assert.Equal("samples (--samples 3)", Captures.Ask("TV116", OneSample("TV116/fires/client-pool")).Missing?.ToString());
        Assert.True(Captures.Ask("TV116", OneSample("TV116/quiet/busy-growth")).IsQuiet);
    }
}
