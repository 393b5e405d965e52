using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>TV213: who leaves clients in a queue that is not full, and what keeps them.</summary>
public sealed class AcceptStalledTests
{
    private const string Stalled = "fires/lab-accept-stalled";

    [Fact]
    public void Names_who_does_not_accept_and_since_when()
    {
        Finding finding = Captures.Only("TV213", Stalled);

        Assert.Equal((Severity.Critical, Confidence.Certain), (finding.Severity, finding.Confidence));
        Assert.Matches(@"^orders \(pid \d+\) on :8080 does not accept: 40 wait, the oldest for \d+ s$", finding.Title.ToString());
        Assert.Contains(finding.Figures, figure => figure is { Name: "oldest", Kind: FigureKind.Duration, Value: > 10_000 });
    }

    [Theory]
    [InlineData(40, 2_999, null)]
    [InlineData(40, 3_000, Severity.Info)]
    [InlineData(40, 5_000, Severity.Warning)]
    [InlineData(40, 10_000, Severity.Critical)]
    [InlineData(2, 10_000, Severity.Warning)]
    [InlineData(1, 29_999, Severity.Info)] // a data connection that waits for its command
    [InlineData(1, 30_000, Severity.Warning)]
    [InlineData(0, 30_000, null)]
    public void Weighs_how_many_wait_and_how_long(long waiting, long ageMs, Severity? severity)
    {
        RuleAnswer answer = Captures.Ask("TV213", With(Stalled, netns => netns with
        {
            Listeners = [netns.Listeners[0] with { Queue = waiting }],
            Connections = netns.Connections! with
            {
                Groups = [.. netns.Connections.Groups.Select(group => group with { UnacceptedLongestMs = ageMs })],
            },
        }));

        Assert.Equal(severity, answer.IsFiring ? answer.Findings[0].Severity : null);
    }

    [Fact]
    public void Without_ages_it_cannot_tell()
    {
        RuleAnswer answer = Captures.Ask("TV213", With(Stalled, netns => netns with { Connections = null }));

        Assert.Empty(answer.Findings);
        Assert.NotNull(answer.Missing);
    }

    [Fact]
    public void Of_several_listeners_the_one_whose_queue_holds_them_is_named()
    {
        Capture capture = Captures.Read("TV213/fires/lab-accept-stalled-worker");

        Finding finding = Assert.Single(Captures.Ask("TV213", capture).Findings);
        Assert.Equal("worker-2", finding.Subject.Process?.Name);
        Assert.Equal("4, 1", finding.Value("sockets that share the port"));
        Assert.Contains(finding.Remedies, remedy => remedy.Command == $"kill {finding.Subject.Process!.Pid}");
        // Nobody else is blamed for the same connections.
        Assert.All(CaptureJudge.Diagnose(capture).Findings.Where(found => found.Subject.Process is not null),
            found => Assert.Equal("worker-2", found.Subject.Process!.Name));
    }

    [Fact]
    public void A_stopped_process_is_continued_first()
    {
        Capture capture = Captures.Read("TV213/fires/lab-accept-stalled-worker");
        Finding finding = Assert.Single(Captures.Ask("TV213", capture with
        {
            Processes = [.. capture.Processes.Select(process => process with { Stopped = process.Name == "worker-2" })],
        }).Findings);

        Assert.StartsWith("kill -CONT ", finding.Remedies[0].Command, StringComparison.Ordinal);
        Assert.Contains("stopped (state T)", finding.Cause.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_that_serve_a_silent_client_each_are_the_cause()
    {
        Finding finding = Captures.Only("TV213", "fires/lab-silent-clients-hold-workers");

        Assert.StartsWith("All 3 processes that could accept serve one client each", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Contains("and 3 other processes on :8080 do not accept", finding.Title.ToString(), StringComparison.Ordinal);
        Assert.Equal("3", finding.Value("of them, kept by one connection"));
    }

    // A worker that computes an answer is silent too: its client spoke last.
    [Fact]
    public void Workers_that_owe_an_answer_do_not_wait_for_their_clients()
    {
        Finding finding = Assert.Single(Captures.Ask("TV213", With("fires/lab-silent-clients-hold-workers", netns => netns with
        {
            Connections = netns.Connections! with
            {
                Groups = [.. netns.Connections.Groups.Select(group => group with { AwaitingPeer = 0 })],
            },
        })).Findings);

        Assert.StartsWith("None of the processes that hold the listener calls accept()", finding.Cause.ToString(), StringComparison.Ordinal);
    }

    // Busy, blocked, or a request that is not whole: what decides comes first, and each of them has its remedy.
    [Fact]
    public void Workers_that_have_not_answered_may_work_or_wait()
    {
        Finding finding = Assert.Single(Captures.Ask("TV213", With("fires/lab-silent-clients-hold-workers", netns => netns with
        {
            Connections = netns.Connections! with
            {
                Groups = [.. netns.Connections.Groups.Select(group => group with { AwaitingPeer = 0, OwingAnswer = group.AwaitingPeer })],
            },
        })).Findings);

        Assert.Matches("^All 3 processes that could accept serve one client each, and nothing has moved there for seconds", finding.Cause.ToString());
        Assert.Equal("See what keeps the program from calling accept()", finding.Remedies[0].Action.ToString());
        Assert.Contains(finding.Remedies, remedy => remedy.Action.ToString().StartsWith("Bound the wait for a client's next word", StringComparison.Ordinal));
    }

    private static Capture With(string name, Func<NetnsCapture, NetnsCapture> change)
    {
        Capture capture = Captures.Read($"TV213/{name}");
        return capture with { Namespaces = [change(capture.Namespaces[0])] };
    }
}
