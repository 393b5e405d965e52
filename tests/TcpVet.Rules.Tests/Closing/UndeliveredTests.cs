using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>FIN_WAIT1, LAST_ACK, CLOSING and the orphans that they are.</summary>
public sealed class UndeliveredTests
{
    [Theory]
    [InlineData("TV107", "peers-do-not-read", Severity.Warning, "180 closed connections of nginx (pid 700) on :443: peers do not read what is left")]
    [InlineData("TV107", "peers-gone", Severity.Warning, "200 closed connections of nginx (pid 700) on :443: no answer to what is left")]
    [InlineData("TV107", "mobile-clients", Severity.Info, "120 closed connections of nginx (pid 700) on :443: no answer to what is left")]
    [InlineData("TV107", "orphan-limit", Severity.Critical, "131,000 closed connections of nginx (pid 700) on :443: peers do not read what is left")]
    [InlineData("TV110", "final-ack-lost", Severity.Warning, "74 closed connections of nginx (pid 700) on :443 wait for the last ACK in vain")]
    [InlineData("TV110", "few-beside-many", Severity.Info, "60 closed connections of nginx (pid 700) on :443 wait for the last ACK in vain")]
    [InlineData("TV110", "half-closed-and-not-reading", Severity.Warning, "90 closed connections of nginx (pid 700) on :443: peers do not read what is left")]
    [InlineData("TV111", "same-idle-timeout", Severity.Warning, "38 connections of relay (pid 901) on :7000, closed by both sides, stay in CLOSING")]
    [InlineData("TV111", "a-few-old", Severity.Info, "4 connections of relay (pid 901) on :7000, closed by both sides, stay in CLOSING")]
    public void Stuck_ones_are_weighed_beside_the_living(string code, string name, Severity severity, string title)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Fact]
    public void The_kernels_lever_is_offered_only_where_it_moves_something()
    {
        static bool Offered(string name) =>
            Captures.Only("TV107", $"fires/{name}").Remedies.Any(remedy => remedy.Command?.Contains("tcp_orphan_retries", StringComparison.Ordinal) == true);

        Assert.True(Offered("peers-gone"));
        Assert.False(Offered("peers-do-not-read"));
        Assert.Contains(Captures.Only("TV107", "fires/peers-do-not-read").DoesNotHelp, remedy => remedy.What.ToString().Contains("tcp_orphan_retries", StringComparison.Ordinal));
    }

    [Fact]
    public void Held_by_a_process_they_go_by_another_setting()
    {
        Capture capture = Captures.Read("TV111/fires/same-idle-timeout");
        NetnsCapture netns = capture.Namespaces[0];
        Capture held =
            capture with
            {
                Namespaces =
                [netns with { Groups = [netns.Groups[0] with { Ownership = Ownership.Process, Process = new ProcessRef(901, "relay") }] }]
            };

        Assert.EndsWith("the kernel goes on for tcp_retries2, about 15 minutes.", Assert.Single(Captures.Ask("TV111", held).Findings).Cause.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("half-of-the-limit", Severity.Warning, "5,000 closed connections without a process, of 8,192 that the host allows")]
    [InlineData("resets-now", Severity.Critical, "The kernel resets closed connections before they are delivered: 340 in the interval")]
    [InlineData("memory-is-full", Severity.Critical, "The kernel resets closed connections before they are delivered: 25 in the interval")]
    public void Orphans_are_told_by_number_and_by_resets(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV112", $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
        Assert.Equal(name != "memory-is-full", finding.Remedies.Any(remedy => remedy.Command?.StartsWith("sysctl -w net.ipv4.tcp_max_orphans=", StringComparison.Ordinal) == true));
    }

    [Fact]
    public void The_pile_that_the_orphans_are_explains_the_pressure()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("TV107/fires/orphan-limit")).Findings);

        Assert.Equal("TV107", finding.Code);
        Assert.Contains("TV112", finding.Explains);
    }

    [Fact]
    public void Orphans_of_many_kinds_stay_a_finding_of_their_own() =>
        Assert.Contains("TV112", CaptureJudge.Diagnose(Captures.Read("TV112/fires/resets-now")).Findings.Select(finding => finding.Code));

    [Fact]
    public void The_hosts_figure_is_told_once_and_the_limit_may_be_another_namespaces()
    {
        Capture capture = Captures.Read("TV112/fires/half-of-the-limit");
        NetnsCapture own = capture.Namespaces[0] with { Groups = [] };
        NetnsCapture container =
            own with { Netns = new NetnsIdentity { Inode = 1, Name = "blue" }, Sysctls = new Dictionary<string, string>() };

        Finding finding = Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [container, own] }).Findings);

        Assert.Equal("5,000 of 8,192", finding.Value("orphans of the whole host"));
    }

    [Fact]
    public void Without_a_limit_many_orphans_cannot_be_judged()
    {
        Capture capture = Captures.Read("TV112/quiet/small-container");
        NetnsCapture netns = capture.Namespaces[0] with { Sockstat = new Dictionary<string, long> { ["TCP.orphan"] = 20_000 } };

        Assert.Equal("net.ipv4.tcp_max_orphans (not in this record)", Captures.Ask("TV112", capture with { Namespaces = [netns] }).Missing?.ToString());
    }
}
