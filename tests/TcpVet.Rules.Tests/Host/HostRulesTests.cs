using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV501 to TV506: the limits of the host and of its processes.</summary>
public sealed class HostRulesTests
{
    [Theory]
    [InlineData("TV501/fires/pressure", Severity.Warning, "TCP of this host holds 125,610 pages: pressure begins at 125,610")]
    [InlineData("TV501/fires/limit", Severity.Critical, "TCP of this host holds 190,000 pages: its limit is 188,412")]
    [InlineData("TV501/fires/child-namespace", Severity.Warning, "TCP came under memory pressure 2 times in 10 s")]
    [InlineData("TV502/fires/dropping", Severity.Critical, "Connection tracking drops new flows: 320 in 10 s, 262,144 of 262,144 entries")]
    [InlineData("TV502/fires/four-fifths", Severity.Warning, "Connection tracking holds 209,716 of 262,144 entries")]
    [InlineData("TV502/fires/nearly-full", Severity.Critical, "Connection tracking holds 255,000 of 262,144 entries")]
    [InlineData("TV502/fires/evicting", Severity.Warning, "Connection tracking holds 200,000 of 262,144 entries, 12 evicted")]
    [InlineData("TV503/fires/keepalive-later", Severity.Info, "Connection tracking forgets after 60 min; connections of python3 (pid 4121) stay silent for longer")]
    [InlineData("TV503/fires/silent-and-strict", Severity.Warning, "Connection tracking forgets after 30 min; connections of python3 (pid 4121) stay silent for longer")]
    [InlineData("TV504/fires/accept-fails", Severity.Critical, "python3 (pid 4121) has no descriptor left: 1,024 of 1,024, 14 clients waiting")]
    [InlineData("TV504/fires/four-fifths", Severity.Warning, "python3 (pid 4121) uses 820 of 1,024 descriptors")]
    [InlineData("TV504/fires/nearly", Severity.Critical, "python3 (pid 4121) uses 973 of 1,024 descriptors")]
    [InlineData("TV504/fires/whole-host", Severity.Critical, "The host has 97,000 open files, its limit is 100,000")]
    [InlineData("TV505/fires/pours", Severity.Warning, "This host dropped 4,000 received packets in 10 s, before any socket")]
    [InlineData("TV505/fires/a-few", Severity.Info, "This host dropped 3 received packets in 10 s, before any socket")]
    [InlineData("TV506/fires/syslog", Severity.Warning, "rsyslogd (pid 610) on UDP :514 lost 194 datagrams in 10 s")]
    [InlineData("TV506/fires/a-few", Severity.Info, "rsyslogd (pid 610) on UDP :514 lost 3 datagrams in 10 s")]
    [InlineData("TV506/fires/connected-socket", Severity.Info, "UDP sockets lost 60 datagrams in 10 s: which ones is unknown")]
    public void Says_what_and_how_grave(string name, Severity severity, string title)
    {
        Finding finding = Assert.Single(Captures.Ask(name[..5], Captures.Read(name)).Findings);

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Fact]
    public void Descriptors_explain_the_queue_that_nobody_empties()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("Engine/whole/descriptors-explain-queue")).Findings);

        Assert.Equal("TV504", finding.Code);
        Assert.Equal(["TV201", "TV202", "TV403"], finding.Explains);
    }

    [Fact]
    public void Without_that_the_queue_explains_what_lies_unread_in_it()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("Engine/whole/full-queue-and-unread-once")).Findings);

        Assert.Equal("TV201", finding.Code);
        Assert.Equal(["TV202", "TV403"], finding.Explains);
    }

    // A leak that has eaten the descriptors is the cause, whether its sockets wait to be closed or to be read.
    [Theory]
    [InlineData("TV101/fires/descriptors-nearly-gone", "TV101")]
    public void A_leak_explains_descriptors(string name, string code) =>
        Assert.Equal([code], CaptureJudge.Diagnose(Captures.Read(name)).Findings.Select(finding => finding.Code));

    [Fact]
    public void Hidden_sockets_that_are_few_explain_no_descriptors()
    {
        Capture capture = Captures.Read("TV504/fires/nearly");
        RuleInput Hiding(long hidden) =>
            new(capture with { Processes = [capture.Processes[0] with { HiddenSockets = new Reading(hidden, hidden) }] },
                capture.Namespaces[0], RuleSettings.Default);
        Finding symptom = Captures.Only("TV504", "fires/nearly");
        Finding leak = symptom with { Code = "TV103" };
        Rule rule = RuleCatalog.Find("TV504")!;

        Assert.True(rule.IsExplainedBy(symptom, leak, Hiding(500)));
        Assert.False(rule.IsExplainedBy(symptom, leak, Hiding(480)));
    }

    [Theory]
    [InlineData("TV501/fires/pressure")]
    [InlineData("TV504/fires/whole-host")]
    [InlineData("TV504/fires/nearly")]
    [InlineData("TV505/fires/pours")]
    public void What_concerns_the_host_is_said_once(string name)
    {
        Capture capture = Captures.Read(name);
        NetnsCapture own = capture.Namespaces[0];
        NetnsCapture child = own with { Netns = new NetnsIdentity { Inode = 1, Name = "blue" }, Listeners = [], Groups = [] };

        Finding finding =
            Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [child, own] }).Findings, finding => finding.Code == name[..5]);

        Assert.Null(finding.Subject.Netns);
    }

    [Theory]
    [InlineData("bursts", true)]
    [InlineData("syslog", false)]
    public void A_receiver_that_keeps_up_in_between_needs_a_larger_buffer(string name, bool first)
    {
        Finding finding = Captures.Only("TV506", $"fires/{name}");

        Assert.Equal(first, finding.Remedies[0].Action.ToString().Contains("rmem_max", StringComparison.Ordinal));
        Assert.Equal(first, finding.Cause.ToString().Contains("bursts", StringComparison.Ordinal));
    }

    [Fact]
    public void A_socket_whose_drops_are_unknown_is_not_named()
    {
        Capture capture = Captures.Read("TV506/fires/syslog");
        NetnsCapture netns = capture.Namespaces[0];
        NetnsCapture blind = netns with { Listeners = [.. netns.Listeners.Select(listener => listener with { Drops = null })] };

        RuleAnswer answer = Captures.Ask("TV506", capture with { Namespaces = [blind] });

        Assert.Empty(answer.Findings);
        Assert.StartsWith("which UDP socket lost 194 datagrams", answer.Missing?.ToString(), StringComparison.Ordinal);
    }
}
