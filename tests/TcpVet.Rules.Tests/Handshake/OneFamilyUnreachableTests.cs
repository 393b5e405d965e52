using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV216: one address family answers and the other does not.</summary>
public sealed class OneFamilyUnreachableTests
{
    private const string Dead = "fires/ipv6-leads-nowhere";

    [Fact]
    public void Names_the_family_and_asks_both_addresses()
    {
        Finding finding = Captures.Only("TV216", Dead);

        Assert.Equal((Severity.Warning, Confidence.Likely), (finding.Severity, finding.Confidence));
        Assert.Matches(@"gets no answer over IPv6 on port 443, and is connected over IPv4: \d+ wait$", finding.Title.ToString());
        Assert.Equal("tcpvet probe '[2001:db8:55::2]:443' '192.0.2.2:443'", finding.Remedies[0].Command);
        Assert.Contains(finding.Remedies, remedy => remedy.Action.ToString().Contains("/etc/gai.conf", StringComparison.Ordinal));
    }

    [Fact]
    public void It_explains_that_the_destination_is_silent()
    {
        IReadOnlyList<Finding> findings = CaptureJudge.Diagnose(Captures.Read($"TV216/{Dead}")).Findings;

        Assert.DoesNotContain(findings, finding => finding.Code == "TV209");
        Assert.Contains("TV209", findings.First(finding => finding.Code == "TV216").Explains);
    }

    [Fact]
    public void Without_connections_it_cannot_tell()
    {
        Capture capture = Captures.Read($"TV216/{Dead}");
        RuleAnswer answer = Captures.Ask("TV216", capture with { Namespaces = [capture.Namespaces[0] with { Connections = null }] });

        Assert.NotNull(answer.Missing);
    }
}
