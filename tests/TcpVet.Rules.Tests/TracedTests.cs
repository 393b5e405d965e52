using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>What <c>checkup --trace</c> adds to findings: evidence, and names where the state of sockets has none.</summary>
public sealed class TracedTests
{
    private static readonly ProcessRef Shop = new(4711, "shop");

    [Fact]
    public void Who_closes_first_is_told_of_a_service()
    {
        Finding finding = Assert.Single(Ask("TV104", "TV104/fires/busy-behind-balancer", netns => new ServiceTrace
        {
            Inbound = true,
            Service = netns.Listeners.First(listener => listener.States.ContainsKey(TcpState.TimeWait)).Local,
            ClosedHere = 98,
            ClosedThere = 2,
        }));

        Assert.Equal("98 / 2", finding.Value("closed first here / by the peer, in 10 s"));
    }

    [Fact]
    public void The_process_behind_TIME_WAIT_is_the_one_that_was_seen_to_connect()
    {
        Capture capture = Captures.Read("TV105/fires/half-the-ports");
        NetnsCapture netns = capture.Namespaces[0];
        PortTuple tuple = netns.PortTuples.First(tuple => tuple.TimeWait > 0) with { Process = null };
        ServiceTrace seen =
            new()
            {
                Inbound = false, Service = new(tuple.Destination.Addr.Unmapped, tuple.Destination.Port), Process = Shop, Opened =
                10, ClosedHere = 10
            };
        Finding finding =
            Captures.Ask("TV105", capture with { Namespaces = [netns with { PortTuples = [tuple], Trace = Facts(seen) }] }).Findings[0];

        Assert.Equal(Shop, finding.Subject.Process);
        Assert.StartsWith("shop (pid 4711)", finding.Cause.ToString(), StringComparison.Ordinal);
        Assert.Equal("10 / 0", finding.Value("closed first here / by the peer"));
    }

    [Fact]
    public void Churn_that_leaves_no_TIME_WAIT_here_has_a_place_and_a_process()
    {
        Capture capture = Captures.Read("TV115/fires/who-is-unknown");
        NetnsCapture netns = capture.Namespaces[0];
        ServiceTrace seen =
            new() { Inbound = false, Service = new(InetAddress.Parse("192.0.2.7"), 5432), Process = Shop, Opened = 300, MedianMs = 21 };
        Finding finding =
            Captures.Ask("TV115", capture with { Namespaces = [netns with { Listeners = [], PortTuples = [], Trace = Facts(seen) }] }).Findings[
                0];

        Assert.Equal((Shop, seen.Service), (finding.Subject.Process, finding.Subject.Peer!.Value));
        Assert.Contains("most to 192.0.2.7:5432", finding.Title.ToString(), StringComparison.Ordinal);
        Assert.Equal("300 by shop (pid 4711), half of them for less than 21 ms", finding.Value("made towards 192.0.2.7:5432 in 10 s"));
        Assert.DoesNotContain("do not tell", finding.Cause.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TV407", true, "reset towards 192.0.2.9, service :8080, in 10 s", "40 of shop (pid 4711) (tcp_abort_on_close)")]
    [InlineData("TV408", false, "reset by 192.0.2.9, service :8080, in 10 s", "40 of shop (pid 4711)")]
    public void Resets_are_told_by_peer_and_reason(string code, bool sent, string what, string value)
    {
        string name = Captures.Names($"{code}/fires").First(name => name.Contains("lab-", StringComparison.Ordinal));
        Capture capture = Captures.Read(name);
        TraceFacts facts = new()
        {
            DurationMs = 10_000,
            Resets =
                [new TracedResets { Sent = sent, Inbound = true, Port = 8080, Peer = InetAddress.Parse("192.0.2.9"), Reason = sent
                    ? "tcp_abort_on_close"
                    : null, Process = Shop, Count = 40 }],
        };
        IReadOnlyList<Finding> findings =
            Captures.Ask(code, capture with { Namespaces = [capture.Namespaces[0] with { Trace = facts }] }).Findings;

        Assert.Contains(findings, finding =>
            finding.Evidence.Any(evidence => evidence.What.ToString() == what && evidence.Value.ToString() == value));
        Assert.Equal(sent, findings.Any(finding => finding.Subject.Process == Shop));
        Assert.DoesNotContain(findings, finding => finding.Subject.Process == Shop
            && finding.Remedies.Any(remedy => remedy.Action.ToString().StartsWith("Find the program", StringComparison.Ordinal)));
    }

    [Fact]
    public void Ports_that_are_held_by_TIME_WAIT_have_the_process_that_was_seen_to_connect()
    {
        string name = Captures.Names("TV301/fires").First(name => Captures.Read(name).Namespaces[0].PortTuples.Count > 0);
        Capture capture = Captures.Read(name);
        NetnsCapture netns = capture.Namespaces[0];
        PortTuple tuple = netns.PortTuples[0];
        ServiceTrace seen = new()
        {
            Inbound = false, Service = new(tuple.Destination.Addr.Unmapped, tuple.Destination.Port), Process = Shop, Opened = 10,
        };

        Finding finding = Captures.Ask("TV301", capture with
        {
            Namespaces = [netns with { PortTuples = [tuple with { Process = null }], Trace = Facts(seen) }],
        }).Findings[0];

        Assert.Equal(Shop, finding.Subject.Process);
    }

    [Fact]
    public void Without_a_trace_nothing_is_said_of_one() =>
        Assert.DoesNotContain(Captures.Findings("TV104", "fires/busy-behind-balancer")[0].Evidence, evidence =>
            evidence.Source.ToString().StartsWith("trace", StringComparison.Ordinal));

    [Fact]
    public void A_record_keeps_the_facts()
    {
        Capture capture = Captures.Read(Captures.Names("TV407/fires").First(name => name.EndsWith("unread-data", StringComparison.Ordinal)));
        TraceFacts facts =
            Facts(new ServiceTrace
            {
                Inbound = true, Service = new(InetAddress.AnyIPv4, 80), Process = Shop, CloseWaits =
                3, CloseWaitsLeft = 1, CloseWaitOldestMs = 900, MedianMs = 1.5
            });
        Capture again = CaptureJson.Read(CaptureJson.Write(capture with { Namespaces = [capture.Namespaces[0] with { Trace = facts }] }));

        Assert.Equal(facts.Services, again.Namespaces[0].Trace!.Services);
    }

    private static TraceFacts Facts(ServiceTrace service) => new() { DurationMs = 10_000, Services = [service] };

    private static IReadOnlyList<Finding> Ask(string code, string name, Func<NetnsCapture, ServiceTrace> seen)
    {
        Capture capture = Captures.Read(name);
        NetnsCapture netns = capture.Namespaces[0];
        return Captures.Ask(code, capture with { Namespaces = [netns with { Trace = Facts(seen(netns)) }] }).Findings;
    }
}
