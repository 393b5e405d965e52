using CsCheck;
using TcpVet.Model;
using TcpVet.Rules.Watching;

namespace TcpVet.Rules.Tests;

/// <summary>Findings appear and clear with hysteresis.</summary>
public sealed class FindingTrackerTests
{
    private static readonly InetEndpoint Local = new(InetAddress.AnyIPv4, 80);

    private static Finding Found(Severity severity, string code = "TV101", FindingSubject? subject = null) => new()
    {
        Code = code,
        Name = "n",
        Severity = severity,
        Confidence = Confidence.Certain,
        Title = "t",
        Subject = subject ?? new FindingSubject { Local = Local },
        Evidence = [],
        Cause = "",
    };

    // '.' nothing, 'w' warning, 'c' critical, '?' cannot tell; answers 'A' appeared, 'W' worsened, 'C' cleared.
    private static string Play(string rounds)
    {
        FindingTracker tracker = new();
        return string.Concat(rounds.Select((round, i) =>
        {
            Finding[] findings = round switch { 'w' => [Found(Severity.Warning)], 'c' => [Found(Severity.Critical)], _ => [] };
            IReadOnlyList<FindingEvent> events = tracker.Next(findings, round == '?' ? ["TV101"] : [], DateTimeOffset.UnixEpoch.AddSeconds(i));
            return events.Count == 0 ? "-" : string.Concat(events.Select(entry => entry.Change.ToString()[0]));
        }));
    }

    [Theory]
    [InlineData("w..w...", "-------")]
    [InlineData("ww", "-A")]
    [InlineData("w.w", "--A")]
    [InlineData("c", "A")]
    [InlineData("c...", "A--C")]
    [InlineData("ww..w...", "-A-----C")]
    [InlineData("wwcw...", "-AW---C")]
    [InlineData("cwc", "A--")]
    [InlineData("cwwwc", "A---W")]
    [InlineData("c...c", "A--CA")]
    [InlineData("c??...", "A----C")]
    [InlineData("c??????????", "A---------C")]
    [InlineData("c.?w.?w", "A------")]
    public void Plays(string rounds, string events) => Assert.Equal(events, Play(rounds));

    [Fact]
    public void A_peer_that_is_not_the_only_one_any_more_changes_no_identity()
    {
        FindingTracker tracker = new();
        ProcessRef process = new(7, "java");
        FindingSubject one = new() { Process = process, Local = Local, Peer = new InetEndpoint(InetAddress.AnyIPv4, 1) };

        Assert.Single(tracker.Next([Found(Severity.Critical, subject: one)], [], default));
        Assert.Empty(tracker.Next([Found(Severity.Critical, subject: one with { Peer = null })], [], default));
        // Another process is another finding, and so is another namespace.
        Assert.Single(tracker.Next([
            Found(Severity.Critical, subject: one), Found(Severity.Critical, subject: one with { Process = new(8, "java") })], [], default));
        Assert.Single(tracker.Next([Found(Severity.Critical, subject: one with { Netns = "blue" })], [], default));
    }

    [Fact]
    public void A_restart_of_the_service_is_no_other_finding_and_keeps_its_identity()
    {
        FindingTracker tracker = new();
        FindingSubject before = new() { Process = new ProcessRef(7, "java"), Cgroup = "shop.service", Local = Local };
        Finding first = Assert.Single(tracker.Next([Found(Severity.Critical, subject: before)], [], default)).Finding;

        Assert.Empty(tracker.Next([Found(Severity.Critical, subject: before with { Process = new ProcessRef(8, "java") })], [], default));

        Finding present = Assert.Single(tracker.Present);
        Assert.Equal((8, first.Identity), (present.Subject.Process!.Pid, present.Identity));
        // Another program on the same port is another trouble.
        Assert.Single(tracker.Next([Found(Severity.Critical, subject: before with { Process = new ProcessRef(9, "node") })], [], default));
    }

    [Fact]
    public void Events_alternate_and_agree_with_what_is_present() =>
        Gen.Int[0, 3].Array[0, 60].ForAll(rounds =>
        {
            FindingTracker tracker = new();
            bool shown = false;
            int absent = 0;
            foreach (int round in rounds)
            {
                IReadOnlyList<FindingEvent> events = tracker.Next(round == 0 ? [] : [Found((Severity)(round - 1))], [], default);
                absent = round == 0 ? absent + 1 : 0;
                foreach (FindingEvent entry in events)
                {
                    Assert.Equal(entry.Change != FindingChange.Appeared, shown);
                    shown = entry.Change != FindingChange.Cleared;
                }

                Assert.Equal(shown, tracker.Present.Count == 1);
                Assert.False(shown && absent >= FindingTracker.ClearsAfter);
                Assert.True(shown || round != 3);
            }
        });

    [Fact]
    public void Flickers_leave_nothing_behind()
    {
        FindingTracker tracker = new();
        for (ushort port = 1; port <= 200; port++)
        {
            Assert.Empty(tracker.Next([Found(Severity.Warning,
                subject: new FindingSubject { Local = new InetEndpoint(InetAddress.AnyIPv4, port) })], [], default));
        }

        Assert.Empty(tracker.Present);
        Assert.Empty(tracker.Next([Found(Severity.Warning,
            subject: new FindingSubject { Local = new InetEndpoint(InetAddress.AnyIPv4, 1) })], [], default));
    }
}
