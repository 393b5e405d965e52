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

    /// <summary>What the kernel was heard to throw away decides between the own host and all the rest.</summary>
    [Theory]
    [InlineData("netfilter_drop", PacketWay.In, "The answers arrive, and a firewall rule of this host throws them away", "nft list ruleset")]
    [InlineData("netfilter_drop", PacketWay.Out, "A firewall rule of this host throws away what the program sends", "nft list ruleset")]
    [InlineData("ip_rpfilter", PacketWay.In, "The answers arrive, and this host's reverse-path filter throws them away", "ip route get 192.0.2.10")]
    public void What_this_host_threw_away_is_the_cause(string reason, PacketWay way, string cause, string command)
    {
        Finding finding = Assert.Single(Captures.Ask("TV209", Dropping(reason, way, 443)).Findings);

        Assert.Equal(Confidence.Certain, finding.Confidence);
        Assert.StartsWith(cause, finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal(command, finding.Remedies[0].Command);
        Assert.Contains(finding.Evidence, evidence => evidence.Value.ToString().StartsWith($"7 ({reason})", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("netfilter_drop", PacketWay.In, 444)]
    [InlineData("netfilter_drop", PacketWay.Forward, 443)]
    [InlineData("no_socket", PacketWay.In, 443)]
    public void What_was_thrown_away_of_others_is_not(string reason, PacketWay way, ushort port) =>
        Assert.StartsWith("Nothing comes back", Assert.Single(Captures.Ask("TV209", Dropping(reason, way, port)).Findings).Cause.ToString(), StringComparison.Ordinal);

    private static Capture Dropping(string reason, PacketWay way, ushort port)
    {
        Capture capture = Captures.Read("TV209/fires/ten-to-firewall");
        DroppedPackets packets = new()
        {
            Reason = reason, Way = way, Protocol = 6, Packets = 7, Port = 40000,
            Local = new(InetAddress.Parse("10.0.0.5"), 40000), Peer = new(InetAddress.Parse("192.0.2.10"), port),
        };
        DroppedFacts dropped = new() { DurationMs = 1000, Groups = [packets] };
        return capture with { Namespaces = [capture.Namespaces[0] with { Dropped = dropped }] };
    }
}
