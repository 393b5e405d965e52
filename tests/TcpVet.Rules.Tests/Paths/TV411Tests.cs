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

    /// <summary>One rule is the rule; of several one decides; without any the whole ruleset is shown.</summary>
    [Theory]
    [InlineData(1, "the rule", "table inet filter chain output handle 7", "nft -a list chain inet filter output")]
    [InlineData(2, "rules that may be it", "table inet filter chain output handle 7, table inet filter chain output handle 8", "nft -a list chain inet filter output")]
    public void The_firewall_rule_is_named(int count, string what, string value, string command)
    {
        FirewallRule[] rules = [.. Enumerable.Range(7, count).Select(handle => new FirewallRule("inet", "filter", "output", handle))];
        Finding finding = Assert.Single(Captures.Ask("TV411", With(rules)).Findings);

        Assert.Equal((value, command), (finding.Value(what), finding.Remedies[0].Command));
    }

    [Theory]
    [InlineData("$(id)", "c")]
    [InlineData("t", "c; id")]
    [InlineData("-f", "/etc/passwd")]
    public void A_hostile_rule_stands_in_no_command(string table, string chain) =>
        Assert.Equal("nft list ruleset", Assert.Single(Captures.Ask("TV411", With([new FirewallRule("inet", table, chain, 3)])).Findings).Remedies[0].Command);

    private static Capture With(IReadOnlyList<FirewallRule> rules)
    {
        Capture capture = Captures.Read("TV411/fires/own-firewall");
        NetnsCapture netns = capture.Namespaces[0];
        DroppedFacts dropped = netns.Dropped! with { Groups = [.. netns.Dropped.Groups.Select(group => group with { Rules = rules })] };
        return capture with { Namespaces = [netns with { Dropped = dropped }] };
    }

    [Fact]
    public void Hostile_names_stand_in_no_command() =>
        Assert.All(Captures.Only("TV411", "fires/hostile-names").Remedies,
            remedy => Assert.DoesNotContain("$(", remedy.Command ?? "", StringComparison.Ordinal));
}
