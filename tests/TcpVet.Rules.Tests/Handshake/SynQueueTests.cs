using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV204, TV205 and TV206: what a full SYN queue comes from.</summary>
public sealed class SynQueueTests
{
    [Theory]
    [InlineData("TV204", "cookies-hold", Severity.Warning, Confidence.Likely, "SYN flood on nginx (pid 702) on :80: 249 SYNs in 1 s, 0 % completed")]
    [InlineData("TV204", "cookies-off", Severity.Critical, Confidence.Likely, "SYN flood on nginx (pid 702) on :80: 249 SYNs in 1 s, 2.7 % completed")]
    [InlineData("TV204", "every-syn-gets-a-cookie", Severity.Warning, Confidence.Possible, "SYN flood: 5,000 SYNs in 1 s, 0.2 % completed")]
    [InlineData("TV205", "burst-completes", Severity.Info, Confidence.Likely, "nginx (pid 702) on :80 had a full SYN queue: 300 SYNs answered with cookies in 1 s")]
    [InlineData("TV205", "burst-dropped", Severity.Warning, Confidence.Likely, "nginx (pid 702) on :80 had a full SYN queue: 249 SYNs dropped in 1 s")]
    [InlineData("TV205", "one-address", Severity.Warning, Confidence.Possible, "nginx (pid 702) on :80 had a full SYN queue: 249 SYNs answered with cookies in 1 s")]
    [InlineData("TV206", "dropping-now", Severity.Warning, Confidence.Certain, "SYN cookies are off: 249 SYNs dropped in 1 s for want of a place")]
    [InlineData("TV206", "three-quarters-rule", Severity.Warning, Confidence.Likely, "SYN cookies are off: 24 SYNs dropped in 1 s for want of a place")]
    [InlineData("TV206", "long-ago", Severity.Info, Confidence.Possible, "SYN cookies are off, and 24 SYNs found no place at some time")]
    public void Says_what_fills_the_queue(string code, string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    // Of 100 cookies: fewer than a tenth come back is a flood, four fifths and more are clients, and between them it is said as possible.
    [Theory]
    [InlineData(9, "TV204", Confidence.Likely)]
    [InlineData(10, "TV204", Confidence.Possible)]
    [InlineData(49, "TV204", Confidence.Possible)]
    [InlineData(50, "TV205", Confidence.Possible)]
    [InlineData(79, "TV205", Confidence.Possible)]
    [InlineData(80, "TV205", Confidence.Likely)]
    public void The_share_of_returned_cookies_decides(long returned, string code, Confidence confidence)
    {
        Capture capture = With("TV204/fires/cookies-hold", counters: new() { ["TcpExt.SyncookiesSent"] = new(0, 100), ["TcpExt.SyncookiesRecv"] = new(0, returned) });

        Finding finding = Assert.Single(CaptureJudge.Diagnose(capture).Findings);

        Assert.Equal((code, confidence), (finding.Code, finding.Confidence));
    }

    [Theory]
    [InlineData("TcpExt.SyncookiesRecv")]
    [InlineData("TcpExt.SyncookiesSent")]
    public void Without_the_cookies_counted_neither_rule_tells(string counter)
    {
        Capture capture = With("TV204/fires/cookies-hold", without: counter);

        Assert.Equal(["TV204", "TV205"], CaptureJudge.Diagnose(capture)
            .CannotTell.Where(entry => entry.Missing.ToString().StartsWith(counter, StringComparison.Ordinal))
            .Select(entry => entry.Code));
    }

    [Fact]
    public void A_flood_with_cookies_off_is_one_finding_that_turns_them_on()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV204/fires/cookies-off")).Findings);

        Assert.Equal("TV204", finding.Code);
        Assert.Equal(["TV206", "TV617"], finding.Explains);
        Assert.Equal("sysctl -w net.ipv4.tcp_syncookies=1", finding.Remedies[0].Command);
    }

    [Fact]
    public void A_burst_with_cookies_off_is_the_fault_of_the_setting()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV205/fires/burst-dropped")).Findings);

        Assert.Equal("TV206", finding.Code);
        Assert.Equal(["TV205", "TV617"], finding.Explains);
    }

    [Fact]
    public void With_an_unknown_setting_drops_are_not_blamed_on_it()
    {
        Capture capture = Captures.Read("TV206/fires/dropping-now");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, string> settings = new(netns.Sysctls);
        settings.Remove("net.ipv4.tcp_syncookies");

        RuleAnswer answer = Captures.Ask("TV206", capture with { Namespaces = [netns with { Sysctls = settings }] });

        Assert.False(answer.IsFiring);
        Assert.StartsWith("net.ipv4.tcp_syncookies", answer.Missing?.ToString(), StringComparison.Ordinal);
    }

    private static Capture With(string name, Dictionary<string, Reading>? counters = null, string? without = null)
    {
        Capture capture = Captures.Read(name);
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, Reading> all = new(netns.Counters);
        foreach ((string key, Reading reading) in counters ?? [])
        {
            all[key] = reading;
        }

        all.Remove(without ?? "");
        return capture with { Namespaces = [netns with { Counters = all }] };
    }
}
