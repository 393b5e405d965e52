using TcpVet.Model;

namespace TcpVet.Rules.Tests;

public sealed class TV507Tests
{
    [Theory]
    [InlineData("dns-dead", Severity.Warning, "worker (pid 4121) gets no answer from 10.55.0.2:53 (DNS): 24 questions without one")]
    [InlineData("dns-waits", Severity.Warning, "worker (pid 4121) gets no answer from 10.55.0.2:53 (DNS): 12 questions without one")]
    [InlineData("dns-once", Severity.Info, "worker (pid 4121) gets no answer from 10.55.0.2:53 (DNS): 1 question without one")]
    [InlineData("radius-dead", Severity.Warning, "worker (pid 4121) gets no answer from 10.55.0.9:1812 (RADIUS): 5 questions without one")]
    [InlineData("unknown-port", Severity.Info, "worker (pid 4121) gets no answer from UDP 10.55.0.9:7777: 60 questions without one")]
    public void Says_who_asks_whom_in_vain(string name, Severity severity, string title)
    {
        Finding finding = Captures.Only("TV507", $"fires/{name}");

        Assert.Equal((severity, title), (finding.Severity, finding.Title.ToString()));
    }

    [Fact]
    public void A_resolver_of_this_host_that_hangs_is_named() =>
        Assert.StartsWith("resolver (pid 333) is bound to that port here and does not answer", Captures.Only("TV507", "fires/local-resolver-hangs").Cause.ToString(), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void DNS_has_its_own_lever() =>
        Assert.Contains(Captures.Only("TV507", "fires/dns-dead").Remedies, remedy => remedy.Action.ToString().Contains("/etc/resolv.conf", StringComparison.Ordinal));

    [Fact]
    public void Without_what_it_needs_it_cannot_tell()
    {
        Capture capture = Captures.Read("TV507/quiet/answered");
        Capture deaf = capture with { Namespaces = [capture.Namespaces[0] with { Heard = null }] };
        Capture old = capture with
        {
            Namespaces = [capture.Namespaces[0] with { Heard = capture.Namespaces[0].Heard! with { Datagrams = null, Silent = [] } }],
        };

        Assert.Equal("events (not in this record)", Captures.Ask("TV507", deaf).Missing?.ToString());
        Assert.Contains("Linux 6.3", Captures.Ask("TV507", old).Missing?.ToString(), StringComparison.Ordinal);
    }
}
