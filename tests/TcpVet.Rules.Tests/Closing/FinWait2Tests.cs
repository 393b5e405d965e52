using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class FinWait2Tests
{
    [Theory]
    [InlineData("TV108", "clients-close-late", Severity.Info, "2,400 closed connections of nginx (pid 700) on :443 wait for the peers to close")]
    [InlineData("TV108", "half-of-the-places", Severity.Warning, "5,000 closed connections of nginx (pid 700) on :443 wait for the peers to close")]
    [InlineData("TV108", "full-sockets", Severity.Info, "1,500 closed connections to 10.0.4.4:9000 wait for the peers to close")]
    [InlineData("TV109", "half-close-subscriptions", Severity.Info, "relay (pid 901) keeps 120 half-closed connections on :7000 whose peers do not close")]
    [InlineData("TV109", "only-grows", Severity.Warning, "relay (pid 901) keeps 120 half-closed connections on :7000 whose peers do not close")]
    [InlineData("TV109", "descriptors-nearly-gone", Severity.Critical, "relay (pid 901) keeps 900 half-closed connections on :7000 whose peers do not close")]
    public void Says_who_and_how_grave(string code, string name, Severity severity, string title)
    {
        Finding finding = Captures.Only(code, $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Fact]
    public void The_one_case_where_tcp_fin_timeout_is_the_lever()
    {
        Assert.Contains(Captures.Only("TV108", "fires/half-of-the-places").Remedies, remedy => remedy.Command == "sysctl -w net.ipv4.tcp_fin_timeout=20");
        Assert.DoesNotContain(Captures.Only("TV108", "fires/clients-close-late").Remedies, remedy => remedy.Command?.Contains("fin_timeout", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Orphans_that_fill_the_places_explain_the_overflow()
    {
        Capture capture = Captures.Read("TV108/fires/half-of-the-places");
        NetnsCapture netns = capture.Namespaces[0];
        Capture full =
            capture with { Namespaces = [netns with { Counters = new Dictionary<string, Reading>(netns.Counters) { ["TcpExt.TCPTimeWaitOverflow"] = new(0, 50) } }] };

        Finding finding = Assert.Single(CaptureJudge.Diagnose(full).Findings);

        Assert.Equal(("TV108", "TV106"), (finding.Code, Assert.Single(finding.Explains)));
    }

    [Fact]
    public void A_program_of_this_host_that_does_not_close_explains_its_peers_wait()
    {
        InetEndpoint service = new(InetAddress.Parse("127.0.0.1"), 8080);
        Capture capture = Captures.Read("TV101/fires/grows-over-samples");
        NetnsCapture netns = capture.Namespaces[0];
        SocketGroup client = new()
        {
            State = TcpState.FinWait2, Ownership = Ownership.Process, Process = new ProcessRef(77, "client"), Inbound = false,
            Local = new(InetAddress.AnyIPv4, 0), Peer = service, Count = 22, Old = 22, Aged = 22, OldestAtLeastMs = 61_000,
        };

        Finding finding =
            Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [netns with { Groups = [.. netns.Groups, client] }] })
                .Findings);

        Assert.Equal(("TV101", "TV109"), (finding.Code, Assert.Single(finding.Explains)));
    }
}
