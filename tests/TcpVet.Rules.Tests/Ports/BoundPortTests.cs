using CsCheck;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV302, TV303 and TV304: ports that bind() takes, cannot take, or may not get.</summary>
public sealed class BoundPortTests
{
    [Theory]
    [InlineData("TV302", "two-thirds", Severity.Warning, Confidence.Certain, "haproxy (pid 780) holds 18,000 of 28,232 ports of 10.0.0.5, each alone")]
    [InlineData("TV302", "nearly-all", Severity.Critical, Confidence.Likely, "haproxy (pid 780) holds 27,500 of 28,232 ports of 10.0.0.5, each alone")]
    [InlineData("TV303", "another-listens", Severity.Warning, Confidence.Certain, ":80 cannot be bound: nginx (pid 702) listens there")]
    [InlineData("TV303", "time-wait", Severity.Warning, Confidence.Possible, ":8080 cannot be bound: 3 connections of an earlier run in TIME_WAIT")]
    [InlineData("TV303", "outgoing", Severity.Warning, Confidence.Likely, ":50051 cannot be bound: an outgoing connection of batch (pid 1500) has it")]
    [InlineData("TV303", "udp", Severity.Warning, Confidence.Certain, "udp :53 cannot be bound: systemd-resolve (pid 610) has it")]
    [InlineData("TV304", "grpc", Severity.Info, Confidence.Certain, "Port 50051 of api (pid 930) lies in the ephemeral range and is not reserved")]
    [InlineData("TV304", "several", Severity.Info, Confidence.Certain, "4 ports of services lie in the ephemeral range and are not reserved")]
    public void Names_the_port_and_who_has_it(string code, string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    // bind() takes its own half of the range first, connect() the other; 60 % of 28,232 are 16,940.
    [Theory]
    [InlineData(16_939, 14_116, null)]
    [InlineData(16_940, 14_116, Severity.Warning)]
    [InlineData(16_940, 12_704, null)]
    [InlineData(16_940, 12_705, Severity.Warning)]
    [InlineData(23_998, 14_116, Severity.Critical)] // 85 %
    [InlineData(26_821, 14_116, null)] // from 95 % on both look alike
    public void The_parity_of_ports_tells_bind_from_connect(int ports, int ofBindParity, Severity? severity)
    {
        RuleAnswer answer =
            Captures.Ask("TV302",
                With(source =>
                    source with
                    {
                        Ports = ports,
                        Connections = ports,
                        BindParityPorts = ofBindParity,
                        Destinations = 1,
                        ExpectedShared =
                        0
                    }));

        Assert.Equal(severity, answer.IsFiring ? answer.Findings[0].Severity : null);
    }

    [Fact]
    public void One_destination_that_takes_the_ports_itself_comes_first()
    {
        Capture capture = With(source => source with { Ports = 18_000, Connections = 18_000, BindParityPorts = 14_116 });
        NetnsCapture netns = capture.Namespaces[0];
        PortTuple tuple =
            new()
            {
                Source = InetAddress.Parse("10.0.0.5"), Destination = new(InetAddress.Parse("10.0.9.9"), 3306), Used = 17_500, TimeWait =
                0, Established = 17_500
            };

        Finding finding =
            Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [netns with { PortTuples = [tuple] }] }).Findings);

        Assert.Equal(("TV301", "TV302"), (finding.Code, Assert.Single(finding.Explains)));
    }

    [Fact]
    public void A_wildcard_meets_one_address() =>
        Assert.Contains("the wildcard would take that address in", Captures.Only("TV303", "fires/one-address-of-the-wildcard").Cause.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_port_given_away_is_reserved_and_what_is_reserved_stays()
    {
        Assert.Contains(Captures.Only("TV303", "fires/outgoing").Remedies, remedy => remedy.Command == "sysctl -w net.ipv4.ip_local_reserved_ports=50051");
        Assert.Equal("sysctl -w net.ipv4.ip_local_reserved_ports=20000-20100,27017-27018,50051,51820", Captures.Only("TV304", "fires/several").Remedies[0].Command);
    }

    [Fact]
    public void A_low_port_also_needs_a_privilege() =>
        Assert.Equal("1,024", Captures.Only("TV303", "fires/another-listens").Value("ports below it"));

    [Theory]
    [InlineData("", "")]
    [InlineData("8080,9148,10000-10002", "8080,9148,10000-10002")]
    [InlineData("3,1,2,5", "1-3,5")]
    [InlineData("65534-65535", "65534-65535")]
    [InlineData("$(reboot)", null)]
    [InlineData("5-3", null)]
    [InlineData("1-2-3", null)]
    [InlineData("65536", null)]
    public void A_set_of_ports_is_read_and_written_as_the_kernel_does(string text, string? written) =>
        Assert.Equal(written, PortSet.Parse(text)?.ToString());

    [Fact]
    public void A_set_of_ports_survives_its_own_text() => Gen.UShort.Array[0, 40].ForAll(ports =>
    {
        PortSet set = PortSet.Parse(string.Join(',', ports))!;
        PortSet again = PortSet.Parse(set.ToString())!;
        Assert.All(ports, port => Assert.True(again.Contains(port)));
        Assert.Equal(set.ToString(), again.ToString());
    });

    private static Capture With(Func<SourcePorts, SourcePorts> change)
    {
        Capture capture = Captures.Read("TV302/fires/two-thirds");
        NetnsCapture netns = capture.Namespaces[0];
        return capture with { Namespaces = [netns with { SourcePorts = [change(netns.SourcePorts![0])] }] };
    }
}
