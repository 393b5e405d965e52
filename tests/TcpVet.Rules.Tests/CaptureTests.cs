using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>Each rule has captures that fire it and captures that do not, and they do.</summary>
public sealed class CaptureTests
{
    public static TheoryData<string> Codes => [.. RuleCatalog.All.Select(rule => rule.Code)];

    public static TheoryData<string> Firing => [.. Captures.Names().Where(name => name.Contains("/fires/", StringComparison.Ordinal))];

    public static TheoryData<string> Silent => [.. Captures.Names().Where(name => name.Contains("/quiet/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_rule_has_one_capture_that_fires_and_two_that_do_not(string code)
    {
        Assert.NotEmpty(Captures.Names($"{code}/fires"));
        Assert.True(Captures.Names($"{code}/quiet").Count() >= 2);
    }

    [Theory]
    [MemberData(nameof(Firing))]
    public void Fires(string name) => Assert.True(Captures.Ask(name[..5], Captures.Read(name)).IsFiring);

    [Theory]
    [MemberData(nameof(Silent))]
    public void Is_quiet(string name)
    {
        RuleAnswer answer = Captures.Ask(name[..5], Captures.Read(name));

        Assert.Empty(answer.Findings.Select(finding => finding.Title.ToString()));
        Assert.Null(answer.Missing);
    }

    public static TheoryData<string> Healthy => [.. Captures.Names("Healthy")];

    // Whole hosts as they are on a good day, with all that is odd on them and no fault; those of the laboratory were recorded.
    [Theory]
    [MemberData(nameof(Healthy))]
    public void A_whole_host_that_is_well_gets_no_warning(string name) =>
        Assert.Empty(CaptureJudge.Diagnose(Captures.Read(name))
            .Findings.Where(finding => finding.Severity > Severity.Info)
            .Select(finding => $"{finding.Code} {finding.Title}"));

    // Noise is what makes people stop reading: a healthy host may have information, never a warning.
    [Theory]
    [InlineData("TV101/quiet/burst")]
    [InlineData("TV101/quiet/burst-worked-off")]
    [InlineData("TV102/quiet/garbage-collector-pause")]
    [InlineData("TV103/fires/stale-pool")]
    [InlineData("TV104/fires/busy-behind-balancer")]
    [InlineData("TV106/quiet/twenty-thousand")]
    [InlineData("TV107/fires/mobile-clients")]
    [InlineData("TV107/quiet/busy-downloads")]
    [InlineData("TV108/fires/clients-close-late")]
    [InlineData("TV109/fires/half-close-subscriptions")]
    [InlineData("TV110/quiet/one-round-trip")]
    [InlineData("TV111/quiet/burst-of-closes")]
    [InlineData("TV113/quiet/keepalive-on")]
    [InlineData("TV114/quiet/pub-sub-with-keepalive")]
    [InlineData("TV115/fires/clients-without-keep-alive")]
    [InlineData("TV115/quiet/scan-of-closed-ports")]
    [InlineData("TV116/fires/clients-stay")]
    [InlineData("TV116/quiet/pub-sub-steady")]
    [InlineData("TV201/quiet/backlog-one-keeps-up")]
    [InlineData("TV202/fires/long-ago")]
    [InlineData("TV203/quiet/at-the-ceiling-and-idle")]
    [InlineData("TV204/quiet/cookies-for-all")]
    [InlineData("TV204/quiet/too-few")]
    [InlineData("TV205/fires/burst-completes")]
    [InlineData("TV205/quiet/long-backlog")]
    [InlineData("TV206/quiet/off-and-no-drops")]
    [InlineData("TV207/fires/a-few")]
    [InlineData("TV207/quiet/deferred-accept")]
    [InlineData("TV208/quiet/deferred-accept")]
    [InlineData("TV208/quiet/handshake-under-way")]
    [InlineData("TV209/quiet/cold-start")]
    [InlineData("TV210/quiet/crawler-that-succeeds")]
    [InlineData("TV210/quiet/crawler-with-dead-hosts")]
    [InlineData("TV211/fires/a-few-at-a-deploy")]
    [InlineData("TV211/quiet/service-stopped")]
    [InlineData("TV301/quiet/reusable-on-loopback")]
    [InlineData("TV302/quiet/connect-shares")]
    [InlineData("TV302/quiet/half-the-range")]
    [InlineData("TV304/fires/several")]
    [InlineData("TV304/quiet/loopback-and-dynamic")]
    [InlineData("TV401/quiet/paused-players")]
    [InlineData("TV402/quiet/mobile-clients")]
    [InlineData("TV403/quiet/pub-sub")]
    [InlineData("TV404/quiet/needless")]
    [InlineData("TV406/quiet/noise")]
    [InlineData("TV407/quiet/connects-that-time-out")]
    [InlineData("TV407/quiet/deploy")]
    [InlineData("TV407/quiet/tls-endings")]
    [InlineData("TV408/quiet/browsers-leave")]
    [InlineData("TV502/quiet/clashes-and-old-drops")]
    [InlineData("TV503/quiet/nothing-tracked")]
    [InlineData("TV505/quiet/long-ago")]
    public void A_healthy_host_gets_no_warning(string name) =>
        Assert.Empty(CaptureJudge.Diagnose(Captures.Read(name))
            .Findings.Where(finding => finding.Severity > Severity.Info)
            .Select(finding => finding.Title.ToString()));
}
