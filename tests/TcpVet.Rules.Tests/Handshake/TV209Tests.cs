using TcpVet.Model;

namespace TcpVet.Rules.Tests;

public sealed class TV209Tests
{
    [Theory]
    [InlineData("one-to-firewall", Severity.Info, "192.0.2.10:443 does not answer curl (pid 5150): 1 in SYN_SENT")]
    [InlineData("ten-to-firewall", Severity.Warning, "192.0.2.10:443 does not answer curl (pid 5150): 10 in SYN_SENT")]
    [InlineData("own-host-filtered", Severity.Warning, "10.0.0.5:9999 does not answer python3 (pid 4121): 6 in SYN_SENT")]
    public void Names_the_destination(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV209", $"fires/{name}");

        Assert.Equal((severity, Confidence.Likely, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void Ten_processes_to_one_destination_are_one_finding() =>
        Assert.Equal("curl (pid 5150) (1), curl (pid 5151) (1), curl (pid 5152) (1) and 7 others", Captures.Only("TV209", "fires/ten-to-firewall").Value("processes"));

    [Fact]
    public void Many_small_ones_are_one_finding_and_a_large_one_stays_its_own()
    {
        IReadOnlyList<Finding> findings = Captures.Findings("TV209", "fires/many-destinations");

        Assert.Equal(["192.0.2.10:443 does not answer java (pid 812): 8 in SYN_SENT", "30 destinations do not answer python3 (pid 4121): 30 in SYN_SENT"], findings.Select(finding => finding.Title.ToString()));
        Assert.Contains("near this host", findings[1].Cause.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_destination_on_this_host_points_to_this_host() =>
        Assert.StartsWith("The destination is this host", Captures.Only("TV209", "fires/own-host-filtered").Cause.ToString(), StringComparison.Ordinal);
}
