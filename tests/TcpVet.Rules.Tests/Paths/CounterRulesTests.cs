using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV404 and TV406 to TV408: what the kernel's counters say of loss and resets.</summary>
public sealed class CounterRulesTests
{
    [Theory]
    [InlineData("TV404/fires/one-path", Severity.Warning, "2.5 % of what is sent is lost, mostly to 10.0.9.9: 776 segments in 10 s")]
    [InlineData("TV404/fires/everywhere", Severity.Critical, "9.6 % of what is sent is lost, to many peers: 1,491 segments in 10 s")]
    [InlineData("TV404/fires/boundary", Severity.Info, "1 % of what is sent is lost: 102 segments in 10 s")]
    [InlineData("TV406/fires/nat-pool", Severity.Warning, "80 segments refused by timestamp beside 600 new connections: ports reused by a NAT")]
    [InlineData("TV406/fires/a-few-per-cent", Severity.Info, "25 segments refused by timestamp beside 900 new connections: ports reused by a NAT")]
    [InlineData("TV406/fires/older-kernel", Severity.Info, "120 segments refused by timestamp beside 600 new connections: ports reused by a NAT")]
    [InlineData("TV407/fires/unread-data", Severity.Warning, "900 connections closed by programs here with data unread in 10 s")]
    [InlineData("TV407/fires/linger", Severity.Info, "60 connections reset by programs here (SO_LINGER 0, or data after close) in 10 s")]
    [InlineData("TV407/fires/time-outs", Severity.Info, "30 connections given up by the kernel after a time-out in 10 s")]
    [InlineData("TV407/fires/closed-port", Severity.Info, "3,000 resets in 10 s answer segments that belong to no connection")]
    [InlineData("TV408/fires/idle-race", Severity.Info, "Peers reset 75 open connections in 10 s")]
    [InlineData("TV408/fires/balancer-cuts", Severity.Warning, "Peers reset 900 open connections in 10 s")]
    public void Says_what_and_how_grave(string name, Severity severity, string title)
    {
        Finding finding = Assert.Single(Captures.Ask(name[..5], Captures.Read(name)).Findings);

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
        Assert.NotNull(finding.Subject.Counter);
    }

    // Nothing that one fault moves is a second finding.
    [Theory]
    [InlineData("Engine/whole/black-hole-explains-loss", "TV402", "TV404")]
    [InlineData("Engine/whole/loopback-resets-once", "TV407", "TV408")]
    [InlineData("Engine/whole/conntrack-full-explains-connects", "TV502", "TV209")]
    public void A_cause_is_shown_and_its_symptom_is_not(string name, string cause, string symptom)
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read(name)).Findings);

        Assert.Equal(cause, finding.Code);
        Assert.Equal([symptom], finding.Explains);
    }

    [Theory]
    [InlineData("TV407/fires/unread-data")]
    [InlineData("TV408/fires/idle-race")]
    [InlineData("TV404/fires/one-path")]
    public void Totals_alone_are_no_evidence(string name)
    {
        Capture capture = Captures.Read(name);
        RuleAnswer answer = Captures.Ask(name[..5], capture with { IntervalMs = 0 });

        Assert.Empty(answer.Findings);
        Assert.NotNull(answer.Missing);
    }
}
