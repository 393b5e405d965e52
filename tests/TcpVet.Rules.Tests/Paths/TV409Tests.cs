using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>What TV409 says.</summary>
public sealed class TV409Tests
{
    [Fact]
    public void A_service_that_never_sees_its_clients_is_named_with_interface_setting_and_lever()
    {
        Finding finding = Captures.Only("TV409", "fires/service-unreachable");

        Assert.Equal((Severity.Warning, Confidence.Certain), (finding.Severity, finding.Confidence));
        Assert.Equal(("httpd", "net.ipv4.conf.v0.rp_filter"), (finding.Subject.Process?.Name, finding.Subject.Setting));
        Assert.Equal((ushort)80, finding.Subject.Local?.Port);
        Assert.Equal(new SettingChange("net.ipv4.conf.v0.rp_filter", "2"), finding.Remedies[0].Change);
        Assert.Equal("sysctl -w net.ipv4.conf.v0.rp_filter=2", finding.Remedies[0].Command);
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "ip route get 10.77.0.9");
        Assert.Contains(finding.Remedies, remedy => remedy.Command == "ip rule add from 10.55.0.1 table 100");
    }

    [Fact]
    public void Without_ebpf_the_counter_names_the_one_strict_interface()
    {
        Finding finding = Captures.Only("TV409", "fires/counted-only");

        Assert.Equal((Severity.Warning, Confidence.Likely), (finding.Severity, finding.Confidence));
        Assert.Equal("net.ipv4.conf.v0.rp_filter", finding.Subject.Setting);
        Assert.Equal("sysctl -w net.ipv4.conf.v0.rp_filter=2", finding.Remedies[0].Command);
    }

    /// <summary>Loose mode refuses what cannot be answered at all: looser it does not get.</summary>
    [Fact]
    public void A_loose_filter_is_not_made_looser()
    {
        Finding finding = Captures.Only("TV409", "fires/no-way-back");

        Assert.Equal(Severity.Info, finding.Severity);
        Assert.Contains("no route back", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.All(finding.Remedies, remedy => Assert.Null(remedy.Change));
    }

    [Fact]
    public void A_hostile_interface_stands_in_no_command() =>
        Assert.All(Captures.Only("TV409", "fires/hostile-interface").Remedies,
            remedy => Assert.DoesNotContain("reboot", remedy.Command ?? "", StringComparison.Ordinal));
}
