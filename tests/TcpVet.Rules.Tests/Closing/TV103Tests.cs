using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class TV103Tests
{
    [Theory]
    [InlineData("grows", Severity.Warning, Confidence.Likely, "java (pid 812) keeps 240 descriptors of connections that are gone")]
    [InlineData("limit-near", Severity.Critical, Confidence.Likely, "java (pid 812) keeps 880 descriptors of connections that are gone")]
    [InlineData("stale-pool", Severity.Info, Confidence.Possible, "java (pid 812) keeps 150 descriptors of connections that are gone")]
    public void A_leak_is_told_from_a_pool_that_looks_later(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV103", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void The_slope_is_evidence() =>
        Assert.Equal("200 → 240 in 15 s over 4 samples, 2.7 more each second", Captures.Only("TV103", "fires/grows").Value("over the samples"));

    [Fact]
    public void A_process_of_two_namespaces_is_spoken_of_once()
    {
        Capture capture = Captures.Read("TV103/fires/grows");
        NetnsCapture own = capture.Namespaces[0];
        NetnsCapture other = own with { Netns = new NetnsIdentity { Inode = 4_026_532_000, Name = "blue" }, Listeners = [] };

        // The first one names nobody: the process is the second one's, and of the first one when none names it.
        Finding named = Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [other, own] }).Findings);
        Finding unnamed = Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [other, own with { Listeners = [] }] }).Findings);

        Assert.Equal(("TV103", null), (named.Code, named.Subject.Netns));
        Assert.Equal(("TV103", "blue"), (unnamed.Code, unnamed.Subject.Netns));
    }

    [Fact]
    public void Sockets_that_nobody_compared_are_said()
    {
        Capture capture = Captures.Read("TV103/fires/grows");
        Capture blind =
            capture with
            {
                Processes = [capture.Processes[0] with { HiddenSockets = null }],
                Missing =
                [new MissingFact(FactNames.Owners, "CAP_SYS_PTRACE")]
            };

        Assert.Equal("which descriptors have no connection: owners (CAP_SYS_PTRACE)", Captures.Ask("TV103", blind).Missing?.ToString());
    }
}
