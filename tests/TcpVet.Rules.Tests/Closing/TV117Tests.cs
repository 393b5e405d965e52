using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class TV117Tests
{
    [Theory]
    [InlineData("overflow", Severity.Warning, Confidence.Likely, "orders (pid 4121): 8 idle connections to 10.0.3.7:5432, and 600 others closed there in a minute")]
    [InlineData("workers", Severity.Warning, Confidence.Likely, "orders (pid 10): 6 idle connections to 10.0.3.7:5432, and 400 others closed there in a minute")]
    [InlineData("once-a-second", Severity.Info, Confidence.Likely, "orders (pid 4121): 8 idle connections to 10.0.3.7:5432, and 70 others closed there in a minute")]
    [InlineData("another-program", Severity.Info, Confidence.Possible, "orders (pid 4121): 8 idle connections to 10.0.3.7:5432, and 600 others closed there in a minute")]
    public void Says_what_is_idle_and_what_is_thrown_away(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV117", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void Names_the_setting_of_the_pools_that_the_program_may_have()
    {
        Finding finding = Captures.Only("TV117", "fires/overflow");

        Assert.Contains("pool_size (default 5)", finding.Remedies[0].Action.ToString(), StringComparison.Ordinal);
        Assert.Contains("pool_maxsize", finding.Remedies[1].Action.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_several_programs_are_connected_it_says_how_to_see_who_connects()
    {
        Finding finding = Captures.Only("TV117", "fires/another-program");

        Assert.StartsWith("unknown", finding.Value("who closed those"), StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Command?.StartsWith("tcpvet trace", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Connections_that_are_not_reused_are_told_once()
    {
        Capture capture = Captures.Read("TV117/fires/overflow");
        NetnsCapture netns = capture.Namespaces[0];
        InetEndpoint database = netns.Closed![0].Peer;
        PortTuple tuple = new() { Source = InetAddress.Parse("10.0.0.5"), Destination = database, Used = 9009, TimeWait = 9000, Established = 9 };
        Capture churn = capture with
        {
            Namespaces = [netns with { PortTuples = [tuple], Closed = [new(database, 9000)] }],
        };

        Finding finding = Assert.Single(CaptureJudge.Diagnose(churn).Findings, finding => finding.Subject.Peer == database);

        Assert.Equal("TV117", finding.Code);
        Assert.Contains("TV105", finding.Explains);
    }

    [Fact]
    public void Without_what_was_closed_it_cannot_tell_where_much_is_idle()
    {
        Capture capture = Captures.Read("TV117/fires/overflow");
        Capture old = capture with { Namespaces = [capture.Namespaces[0] with { Closed = null }] };

        RuleAnswer answer = Captures.Ask("TV117", old);

        Assert.Equal((false, "closed (not in this record)"), (answer.IsFiring, answer.Missing?.ToString()));
    }

    [Fact]
    public void Without_tcp_info_it_cannot_tell()
    {
        Capture capture = Captures.Read("TV117/fires/overflow");
        Capture blind = capture with { Namespaces = [capture.Namespaces[0] with { Connections = null }] };

        RuleAnswer answer = Captures.Ask("TV117", blind);

        Assert.Equal((false, "tcp_info (not in this record)"), (answer.IsFiring, answer.Missing?.ToString()));
    }
}
