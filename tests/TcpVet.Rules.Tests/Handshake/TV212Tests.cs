using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

public sealed class TV212Tests
{
    [Theory]
    [InlineData("loopback-in-container", Severity.Warning, "worker (pid 4121) is refused by 10.55.0.2:5432: 20 times in 1 s")]
    [InlineData("once", Severity.Info, "worker (pid 4121) is refused by 203.0.113.9:5432: 1 time in 1 s")]
    [InlineData("unnamed-process", Severity.Warning, "An unidentified process is refused by 203.0.113.9:5432: 6 times in 1 s")]
    [InlineData("dns-refused", Severity.Warning, "worker (pid 4121) is refused by UDP 127.0.0.53:53: 8 times in 1 s")]
    [InlineData("statsd-to-nowhere", Severity.Info, "worker (pid 4121) is refused by UDP 127.0.0.1:8125: 400 times in 1 s")]
    [InlineData("falls-back-to-ipv4", Severity.Info, "worker (pid 4121) is refused by [::1]:8080: 40 times in 1 s")]
    [InlineData("many-destinations", Severity.Info, "30 destinations refuse worker (pid 4121): 30 times in 1 s")]
    public void Says_who_is_refused_by_whom_and_how_often(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV212", $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Theory]
    [InlineData("loopback-in-container", "postgres (pid 22263) listens on 127.0.0.1:5432 in network namespace net:[4026532385]: the loopback address only", "Let postgres (pid 22263) listen on 10.55.0.2:5432, or on all addresses (0.0.0.0), instead of 127.0.0.1:5432")]
    [InlineData("loopback-here", "webapp (pid 700) listens on 127.0.0.1:8080: the loopback address only", "Let webapp (pid 700) listen on 10.0.0.5:8080, or on all addresses (0.0.0.0), instead of 127.0.0.1:8080")]
    [InlineData("falls-back-to-ipv4", "webapp (pid 700) listens on 127.0.0.1:8080: the loopback address only", "Let webapp (pid 700) listen on [::1]:8080 too (the address ::), or have the client use 127.0.0.1:8080")]
    [InlineData("nobody-listens", "127.0.0.1:6379 is an address of this host, and nobody listens on that port", "Start the service, or look why it ended; compare its port with the client's")]
    [InlineData("other-namespace", "Nobody listens on port 5432. postgres (pid 22263) does, in network namespace blue on 0.0.0.0:5432", "If postgres (pid 22263) is meant, connect to an address of its namespace, or publish its port here")]
    [InlineData("rule-rejects", "A firewall rule of this host in network namespace net:[4026532385] rejects it: rule 4 of chain input of nftables", "Let the port through in that rule, or connect to what it lets through")]
    [InlineData("firewall-between", "The refusal is an ICMP message. A kernel without a listener answers a SYN with a RST: a firewall rejects it", "Let the port through in the firewalls between")]
    [InlineData("other-host", "The other host is up and refuses: nobody listens there", "On that host, look who listens on port 5432, and on which address")]
    [InlineData("comes-and-goes", "redis-server (pid 701) listens on 0.0.0.0:6379 now.", "Look whether that service restarts again and again")]
    public void The_cause_is_what_this_host_knows_of_the_destination(string name, string cause, string remedy)
    {
        Finding finding = Captures.Only("TV212", $"fires/{name}");

        Assert.StartsWith(cause, finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal(remedy, finding.Remedies[0].Action.ToString());
    }

    [Fact]
    public void Without_listening_it_cannot_tell_and_says_why()
    {
        Capture capture = Captures.Read("TV212/quiet/nothing-failed");
        Capture deaf = capture with
        {
            Namespaces = [capture.Namespaces[0] with { Heard = null }],
            Missing = [new MissingFact(FactNames.Events, "--no-trace")],
        };

        RuleAnswer answer = Captures.Ask("TV212", deaf);

        Assert.Equal((false, "events (--no-trace)"), (answer.IsFiring, answer.Missing?.ToString()));
    }

    [Fact]
    public void No_command_holds_a_foreign_byte()
    {
        Finding finding = Captures.Only("TV212", "fires/hostile-names");

        Assert.All(finding.Remedies, remedy => Assert.Matches("^[ -~]*$", remedy.Command ?? ""));
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("$(", remedy.Command ?? "", StringComparison.Ordinal));
    }
}
