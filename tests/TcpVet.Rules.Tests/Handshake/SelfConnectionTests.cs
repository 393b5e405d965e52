using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>TV214: a client that has met itself.</summary>
public sealed class SelfConnectionTests
{
    private const string Recorded = "fires/lab-self-connection";

    [Fact]
    public void Names_the_client_and_keeps_the_port()
    {
        Finding finding = Captures.Only("TV214", Recorded);

        Assert.Equal((Severity.Warning, Confidence.Certain), (finding.Severity, finding.Confidence));
        Assert.Matches(@"^replica \(pid \d+\) is connected to itself on 127\.0\.0\.1:50004$", finding.Title.ToString());
        Assert.Contains(finding.Remedies, remedy => remedy.Change == new SettingChange("net.ipv4.ip_local_reserved_ports", "50004"));
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "tcpvet close 'src = 127.0.0.1:50004 and dst = 127.0.0.1:50004'");
    }

    // What is reserved already need not be reserved again.
    [Fact]
    public void A_reserved_port_is_not_reserved_again()
    {
        Capture capture = Captures.Read($"TV214/{Recorded}");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<string, string> sysctls = new(netns.Sysctls) { ["net.ipv4.ip_local_reserved_ports"] = "50000-50010" };

        Finding finding = Assert.Single(Captures.Ask("TV214", capture with { Namespaces = [netns with { Sysctls = sysctls }] }).Findings);

        Assert.DoesNotContain(finding.Remedies, remedy => remedy.Change is not null);
    }

    [Fact]
    public void Without_connections_it_cannot_tell()
    {
        Capture capture = Captures.Read($"TV214/{Recorded}");
        RuleAnswer answer = Captures.Ask("TV214", capture with { Namespaces = [capture.Namespaces[0] with { Connections = null }] });

        Assert.NotNull(answer.Missing);
    }
}
