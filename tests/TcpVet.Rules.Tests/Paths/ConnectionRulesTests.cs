using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV401 to TV403 and TV405: what open connections say of their peers and readers.</summary>
public sealed class ConnectionRulesTests
{
    // One reading cannot tell a peer that reads slowly from one that does not read.
    [Theory]
    [InlineData("slow-database", Confidence.Likely, "12 of 12")]
    [InlineData("some-get-on", Confidence.Likely, "12 of 20")]
    [InlineData("one-reading", Confidence.Possible, "12 of 12")]
    public void A_window_that_was_seen_closed_once_is_less_certain(string name, Confidence confidence, string stuck)
    {
        Finding finding = Captures.Only("TV401", $"fires/{name}");

        Assert.Equal((confidence, stuck), (finding.Confidence, finding.Value("at zero window")));
    }

    [Theory]
    [InlineData("TV401/fires/slow-database", Severity.Warning, "10.0.9.9:5432 does not read what python3 (pid 4121) sends: 12 connections at zero window")]
    [InlineData("TV401/fires/clients-of-a-service", Severity.Warning, "Clients of python3 (pid 4121) on :8080 do not read: 20 connections at zero window")]
    [InlineData("TV401/fires/one-for-an-hour", Severity.Warning, "10.0.9.9:5432 does not read what python3 (pid 4121) sends: 1 connection at zero window")]
    [InlineData("TV401/fires/holds-the-memory", Severity.Critical, "10.0.9.9:5432 does not read what python3 (pid 4121) sends: 300 connections at zero window")]
    [InlineData("TV401/fires/sampled", Severity.Warning, "10.0.9.9:5432 does not read what python3 (pid 4121) sends: 100 connections at zero window")]
    [InlineData("TV402/fires/database-gone", Severity.Critical, "10.0.9.9:5432 acknowledges nothing of python3 (pid 4121): 20 connections, up to 25 s")]
    [InlineData("TV402/fires/three-of-many", Severity.Info, "10.0.9.9:5432 acknowledges nothing of python3 (pid 4121): 3 connections, up to 12 s")]
    [InlineData("TV402/fires/half-of-the-clients", Severity.Warning, "30 client connections of python3 (pid 4121) on :8080 acknowledge nothing for up to 40 s")]
    [InlineData("TV402/fires/both-ends-here", Severity.Critical, "127.0.0.1:8080 acknowledges nothing of python3 (pid 4121): 8 connections, up to 12 s")]
    [InlineData("TV403/fires/blocked-thread", Severity.Warning, "python3 (pid 4121) does not read on :8080: 6 connections, data up to 35 s old")]
    [InlineData("TV403/fires/nobody-accepts", Severity.Info, "python3 (pid 4121) does not read on :8080: 4 connections, data up to 90 s old")]
    [InlineData("TV403/fires/slow-consumer", Severity.Warning, "python3 (pid 4121) does not read from 10.0.9.9:9092: 1 connection, data up to 22 s old")]
    [InlineData("TV403/fires/holds-the-memory", Severity.Critical, "python3 (pid 4121) does not read on :8080: 400 connections, data up to 90 s old")]
    [InlineData("TV405/fires/long-path", Severity.Info, "python3 (pid 4121) to 10.0.9.9:5432: send buffers of 64 KB hold back 6 connections")]
    public void Says_who_and_how_grave(string name, Severity severity, string title)
    {
        Finding finding = Assert.Single(Captures.Ask(name[..5], Captures.Read(name)).Findings);

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
        Assert.Equal(4121, finding.Subject.Process?.Pid);
    }

    [Fact]
    public void A_stalled_reader_on_loopback_is_one_finding()
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read("Engine/whole/stalled-reader-on-loopback")).Findings);

        Assert.Equal(("TV403", Severity.Warning), (finding.Code, finding.Severity));
        Assert.Equal(["TV401"], finding.Explains);
    }

    [Theory]
    [InlineData("TV401/fires/holds-the-memory", "TV401")]
    [InlineData("TV403/fires/holds-the-memory", "TV403")]
    public void Who_holds_the_memory_explains_that_it_is_short(string name, string code)
    {
        Finding finding = Assert.Single(CaptureJudge.Diagnose(Captures.Read(name)).Findings);

        Assert.Equal(code, finding.Code);
        Assert.Equal(["TV501"], finding.Explains);
    }

    [Fact]
    public void Unknown_activity_matters_only_where_there_are_connections()
    {
        Capture capture = Captures.Read("TV402/fires/database-gone");
        NetnsCapture unknown = capture.Namespaces[0] with { Connections = null };
        StateCounts none = StateCounts.From(new long[16], exact: true);

        Assert.NotNull(Captures.Ask("TV402", capture with { Namespaces = [unknown] }).Missing);
        Assert.True(Captures.Ask("TV402", capture with { Namespaces = [unknown with { Tcp = none }] }).IsQuiet);
    }

    [Fact]
    public void A_sample_is_said_to_be_one() =>
        Assert.Equal("a sample of 100 of 1,000 established connections", Captures.Only("TV401", "fires/sampled").Value("looked at"));
}
