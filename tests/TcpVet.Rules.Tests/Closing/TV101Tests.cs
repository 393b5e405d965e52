using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

public sealed class TV101Tests
{
    [Theory]
    [InlineData("young-server", Severity.Info, Confidence.Possible, "python3 (pid 4121) does not close 12 connections on :8080 after EOF")]
    [InlineData("old-client-pool", Severity.Warning, Confidence.Likely, "java (pid 812) does not close 312 connections to 10.0.3.7:5432 after EOF")]
    [InlineData("many-clients-one-each", Severity.Warning, Confidence.Likely, "apache2 (pid 900) does not close 40 connections on :80 after EOF")]
    [InlineData("descriptors-nearly-gone", Severity.Critical, Confidence.Likely, "python3 (pid 4121) does not close 900 connections on :8443 after EOF")]
    [InlineData("owner-unknown", Severity.Warning, Confidence.Likely, "An unidentified process does not close 60 connections on :8080 after EOF")]
    public void Names_who_how_many_and_how_grave(string name, Severity severity, Confidence confidence, string title)
    {
        Finding finding = Captures.Only("TV101", $"fires/{name}");

        Assert.Equal((severity, confidence, title), (finding.Severity, finding.Confidence, finding.Title.ToString()));
    }

    [Fact]
    public void An_unknown_owner_is_said_with_what_would_show_it() =>
        Assert.Contains(Captures.Only("TV101", "fires/owner-unknown").Evidence, evidence => evidence == new Evidence("process", "unknown", "owners (CAP_SYS_PTRACE)"));

    [Fact]
    public void The_one_with_more_of_both_kinds_speaks()
    {
        Assert.Empty(Captures.Ask("TV101", Captures.Read("TV102/fires/both-kinds")).Findings);
        Assert.Equal("10 / 20 / 0", Captures.Only("TV102", "fires/both-kinds").Value("of them, end of stream read"));
    }

    [Theory]
    [InlineData(1, 12_000, true)] // one alone, but no burst any more
    [InlineData(1, 9_000, false)]
    [InlineData(3, 2_000, true)]
    [InlineData(3, 1_900, false)]
    [InlineData(2, 3_000, false)]
    public void Small_numbers_must_be_older(long count, long ageMs, bool fires) =>
        Assert.Equal(fires,
            Captures.Ask(
                "TV101", With(group => group with { Count = count, CountFirst = count, RecvQ0 = count, OldestAtLeastMs = ageMs })).IsFiring);

    [Fact]
    public void Many_that_grow_are_a_warning_before_they_are_old()
    {
        RuleAnswer growing =
            Captures.Ask("TV101", With(group => group with { Count = 60, CountFirst = 40, RecvQ0 = 60, OldestAtLeastMs = 4_000 }));
        RuleAnswer steady =
            Captures.Ask("TV101", With(group => group with { Count = 60, CountFirst = 60, RecvQ0 = 60, OldestAtLeastMs = 4_000 }));

        Assert.Equal(Severity.Warning, Assert.Single(growing.Findings).Severity);
        Assert.Equal(Severity.Info, Assert.Single(steady.Findings).Severity);
    }

    [Fact]
    public void Sockets_that_no_group_holds_keep_it_from_saying_no()
    {
        Capture capture = Captures.Read("TV101/quiet/no-close-wait");
        NetnsCapture netns = capture.Namespaces[0];
        Dictionary<TcpState, long> counts = new(netns.Tcp.Counts) { [TcpState.CloseWait] = 500 };

        RuleAnswer answer =
            Captures.Ask("TV101", capture with { Namespaces = [netns with { Tcp = new StateCounts { Counts = counts }, GroupsLeftOut = 500 }] });

        Assert.Equal("who holds 500 more CLOSE_WAIT sockets (beyond the record's limit of groups)", answer.Missing?.ToString());
    }

    private static Capture With(Func<SocketGroup, SocketGroup> change)
    {
        Capture capture = Captures.Read("TV101/fires/young-server");
        NetnsCapture netns = capture.Namespaces[0];
        return capture with { Namespaces = [netns with { Groups = [change(netns.Groups[0])] }] };
    }

    [Fact]
    public void A_proxy_has_no_responses_to_close()
    {
        Capture capture = Captures.Read("TV101/fires/old-client-pool");

        Finding finding = Assert.Single(Captures.Ask("TV101", capture with
        {
            Processes = [.. capture.Processes.Select(process => process with { Name = "haproxy" })],
        }).Findings);

        Assert.Contains("timeout client-fin", finding.Remedies[0].Action.ToString(), StringComparison.Ordinal);
    }
}
