using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class TV203Tests
{
    [Theory]
    [InlineData("nginx-not-restarted", Severity.Critical, Confidence.Likely, "nginx (pid 702) on :80 has a queue of 128, somaxconn is 4,096 now: not restarted since")]
    [InlineData("cut-to-64", Severity.Warning, Confidence.Likely, "python3 (pid 4121) on :9001 has a queue of 64, all that somaxconn allows")]
    [InlineData("go-before-the-raise", Severity.Warning, Confidence.Likely, "api (pid 930) on :8080 has a queue of 128, somaxconn is 4,096 now: not restarted since")]
    [InlineData("perhaps-cut", Severity.Info, Confidence.Possible, "java (pid 812) on :8080 has a queue of 4,096, all that somaxconn allows")]
    public void Says_what_the_queue_should_have_been(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV203", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Theory]
    [InlineData("nginx-not-restarted", new[] { "TV203" })] // the cut explains the drops
    [InlineData("perhaps-cut", new[] { "TV202", "TV203" })] // a cut that is only possible explains nothing
    [InlineData("go-before-the-raise", new[] { "TV201" })] // it fills now: whoever does not accept comes first
    public void Explains_the_drops_only_when_it_is_likely(string name, string[] codes) =>
        Assert.Equal(codes, CaptureJudge.Diagnose(Captures.Read($"TV203/fires/{name}")).Findings.Select(finding => finding.Code));

    [Fact]
    public void A_listener_that_was_made_before_needs_a_restart_and_no_setting()
    {
        Finding finding = Captures.Only("TV203", "fires/nginx-not-restarted");

        Assert.DoesNotContain(finding.Remedies, remedy => remedy.Level == RemedyLevel.Kernel);
        Assert.Equal("511 unless configured otherwise", finding.Value("asked for"));
    }

    [Fact]
    public void Without_somaxconn_a_pressed_queue_cannot_be_judged()
    {
        Capture capture = Captures.Read("TV203/fires/cut-to-64");
        NetnsCapture netns = capture.Namespaces[0];

        RuleAnswer answer = Captures.Ask("TV203", capture with { Namespaces = [netns with { Sysctls = new Dictionary<string, string>() }] });

        Assert.False(answer.IsFiring);
        Assert.Equal("net.core.somaxconn (not in this record)", answer.Missing?.ToString());
    }
}
