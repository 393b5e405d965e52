using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

public sealed class TV218Tests
{
    [Theory]
    [InlineData("host-prohibited", Severity.Warning, "203.0.113.9:5432 is unreachable for worker (pid 4121): 20 times in 1 s")]
    [InlineData("once", Severity.Info, "203.0.113.9:5432 is unreachable for worker (pid 4121): 1 time in 1 s")]
    [InlineData("udp-unreachable", Severity.Warning, "UDP 203.0.113.9:514 is unreachable for worker (pid 4121): 8 times in 1 s")]
    [InlineData("falls-back-to-ipv4", Severity.Info, "[2001:db8::9]:443 is unreachable for worker (pid 4121): 8 times in 1 s")]
    [InlineData("short-timeout", Severity.Warning, "Connects of worker (pid 4121) to 203.0.113.9:5432 get no answer: 10 times in 1 s")]
    [InlineData("reset-elsewhere", Severity.Warning, "203.0.113.9:8443 resets worker (pid 4121) before a byte has come: 12 times in 1 s")]
    [InlineData("reset-some", Severity.Info, "203.0.113.9:8443 resets worker (pid 4121) before a byte has come: 4 times in 1 s")]
    [InlineData("many-destinations", Severity.Info, "30 destinations cannot be reached by worker (pid 4121): 30 times in 1 s")]
    [InlineData("no-route-here", Severity.Info, "20 packets and connects found no route in 1 s")]
    public void Says_who_failed_to_reach_whom_and_how_often(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV218", $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Theory]
    [InlineData("host-prohibited", "It came at once, by ICMP: a firewall rejects so that it looks like a missing host", "See who says so: the hop that the message comes from")]
    [InlineData("neighbour-silent", "Nobody answers for the address, or for the gateway to it, on the link", "See the neighbour: FAILED or INCOMPLETE means that nobody answers; correct the address, or bring the host up")]
    [InlineData("no-route-there", "A router on the way says that it has no route to that network (ICMP).", "See who says so: the hop that the message comes from")]
    [InlineData("prohibited-v6", "Somebody on the way, or this host's own rules, forbid it", "See who says so: the hop that the message comes from")]
    [InlineData("rule-drops", "A firewall rule of this host in network namespace net:[4026532385] stops it: rule 4 of chain input", "Let the port through in that rule of the firewall, or connect to what it lets through")]
    [InlineData("timed-out", "Nothing comes back, neither acceptance nor refusal", "See where the way ends")]
    [InlineData("timed-out-some", "The destination answers others of this host: its accept queue is full at times", "See where the way ends")]
    [InlineData("reset-by-proxy-here", "haproxy (pid 701) of this host accepts the connection and resets it", "Look in the log of haproxy (pid 701): the service behind it, its allow-list, its limit of connections")]
    [InlineData("reset-some", "The other side resets some of the connections as soon as they are made, and keeps others", "On that host, look who accepts on the port")]
    public void The_cause_is_what_this_host_knows(string name, string cause, string remedy)
    {
        Finding finding = Captures.Only("TV218", $"fires/{name}");

        Assert.StartsWith(cause, finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(remedy, finding.Remedies[0].Action.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_waits_for_the_same_destination_is_who_tried_before_anybody_listened()
    {
        Finding finding = Captures.Only("TV218", "fires/timed-out");

        Assert.Equal((4121, Severity.Warning, "4"), (finding.Subject.Process!.Pid, finding.Severity, finding.Value("others in SYN_SENT, waiting for it")));
    }

    [Fact]
    public void Silence_that_is_seen_waiting_is_said_once_and_counts_what_was_heard()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("TV218/quiet/seen-waiting"));

        Finding finding = Assert.Single(diagnosis.Findings, finding => finding.Code is "TV209" or "TV218");
        Assert.Equal(("TV209", "4"), (finding.Code, finding.Value("given up without an answer in 1 s")));
    }

    [Fact]
    public void A_silent_neighbour_is_said_once()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("TV218/fires/neighbour-silent"));

        Finding finding = Assert.Single(diagnosis.Findings);
        Assert.Equal(("TV218", "12"), (finding.Code, finding.Value("packets that found no link address")));
        Assert.Contains("TV209", finding.Explains);
    }

    [Fact]
    public void Without_listening_it_cannot_tell_and_says_why()
    {
        Capture capture = Captures.Read("TV218/quiet/nothing-failed");
        Capture deaf = capture with
        {
            Namespaces = [capture.Namespaces[0] with { Heard = null }],
            Missing = [new MissingFact(FactNames.Events, "--no-trace")],
        };

        RuleAnswer answer = Captures.Ask("TV218", deaf);

        Assert.Equal((false, "events (--no-trace)"), (answer.IsFiring, answer.Missing?.ToString()));
    }

    [Fact]
    public void No_command_holds_a_foreign_byte()
    {
        Finding finding = Captures.Only("TV218", "fires/hostile-names");

        Assert.All(finding.Remedies, remedy => Assert.Matches("^[ -~]*$", remedy.Command ?? ""));
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("$(", remedy.Command ?? "", StringComparison.Ordinal));
    }
}
