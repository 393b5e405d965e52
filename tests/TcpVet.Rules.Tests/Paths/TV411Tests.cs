using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>What TV411 says.</summary>
public sealed class TV411Tests
{
    [Theory]
    [InlineData("own-firewall", Severity.Warning, "app", "nft list ruleset")]
    [InlineData("service-behind-firewall", Severity.Info, "postgres", "nft list ruleset")]
    [InlineData("nobody-listens", Severity.Info, null, "tcpvet listeners -u")]
    [InlineData("wrong-checksums", Severity.Warning, null, null)]
    [InlineData("silent-next-hop", Severity.Info, null, "ip neigh show")]
    public void Each_reason_has_its_weight_owner_and_command(string capture, Severity severity, string? process, string? command)
    {
        Finding finding = Captures.Only("TV411", $"fires/{capture}");

        Assert.Equal((severity, process, command), (finding.Severity, finding.Subject.Process?.Name, finding.Remedies[0].Command));
    }

    [Fact]
    public void Hostile_names_stand_in_no_command() =>
        Assert.All(Captures.Only("TV411", "fires/hostile-names").Remedies,
            remedy => Assert.DoesNotContain("$(", remedy.Command ?? "", StringComparison.Ordinal));
}
