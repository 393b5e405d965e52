using TcpVet.Model;
using TcpVet.Probes.Firewalls;
using TcpVet.Probes.Local;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Tests.Local;

/// <summary>What the kernel of this host makes of an answer, or of silence.</summary>
public sealed class LocalJudgeTests
{
    private static readonly InetEndpoint Peer = new(InetAddress.Parse("192.0.2.2"), 9000);

    [Fact]
    public void A_full_accept_queue_is_no_firewall()
    {
        ProbeResult result = Judge(Silence(Protocol.Tcp, ProbeVerdict.Filtered), Look(Socket(Protocol.Tcp, "0.0.0.0", queue: 6, limit: 5)));

        Assert.Equal((ProbeVerdict.Filtered, "overflowing"), (result.Verdict, result.State));
        Assert.Contains("not a firewall: app[7] does not accept, accept queue 6 of 5", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_of_a_listener_with_room_is_a_firewall()
    {
        ProbeResult result = Judge(Silence(Protocol.Tcp, ProbeVerdict.Filtered), Look(Socket(Protocol.Tcp, "0.0.0.0", queue: 0, limit: 5)));

        Assert.Equal("filtered", result.State);
        Assert.Contains("the SYNs do not reach it", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_with_a_known_rule_names_the_rule()
    {
        ProbeResult result =
            Judge(Silence(Protocol.Tcp, ProbeVerdict.Filtered), Look(Socket(Protocol.Tcp, "0.0.0.0", queue: 0, limit: 5)),
                new FirewallWord(true, "a rule drops them"));

        Assert.EndsWith("a rule drops them", result.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "app[7] is bound to 127.0.0.1:9000, to loopback only")]
    [InlineData("192.0.2.9", "app[7] is bound to 192.0.2.9:9000 only")]
    public void Who_is_bound_elsewhere_is_told(string bound, string words)
    {
        foreach (Protocol protocol in (Protocol[])[Protocol.Tcp, Protocol.Udp])
        {
            ProbeResult result = Judge(Answer(protocol, ProbeVerdict.Closed), Look(Socket(protocol, bound)));

            Assert.Equal((ProbeVerdict.Closed, "closed"), (result.Verdict, result.State));
            Assert.Contains(words, result.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_reset_behind_the_handshake_is_the_servers_own()
    {
        ProbeResult reset = Answer(Protocol.Tcp, ProbeVerdict.Open) with { State = ProbeResult.OpenThenReset };

        ProbeResult result = Judge(reset, Look(Socket(Protocol.Tcp, "0.0.0.0", queue: 0, limit: 5)));

        Assert.Equal((ProbeVerdict.Open, ProbeResult.OpenThenReset), (result.Verdict, result.State));
        Assert.Contains("app[7] reset the connection at once: no firewall", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_although_somebody_is_there_is_a_firewall()
    {
        foreach (Protocol protocol in (Protocol[])[Protocol.Tcp, Protocol.Udp])
        {
            ProbeResult result = Judge(Answer(protocol, ProbeVerdict.Closed), Look(Socket(protocol, "::", limit: 5)));

            Assert.Equal((ProbeVerdict.Filtered, "filtered"), (result.Verdict, result.State));
        }
    }

    [Fact]
    public void A_refusal_older_than_the_socket_is_no_firewall()
    {
        foreach (Protocol protocol in (Protocol[])[Protocol.Tcp, Protocol.Udp])
        {
            ProbeResult result = Judge(Answer(protocol, ProbeVerdict.Closed), Look(Socket(protocol, "::", limit: 5)), before: Look());

            Assert.Equal((ProbeVerdict.Closed, "closed"), (result.Verdict, result.State));
            Assert.Contains("only meanwhile", result.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_lies_in_the_queue_is_not_read()
    {
        ProbeResult result =
            Judge(Silence(Protocol.Udp, ProbeVerdict.OpenOrFiltered), Look(Socket(Protocol.Udp, "0.0.0.0", queue: 100)),
                before: Look(Socket(Protocol.Udp, "0.0.0.0", queue: 20)));

        Assert.Equal((ProbeVerdict.OpenOrFiltered, "bound but silent"), (result.Verdict, result.State));
        Assert.Contains(result.Notes, note => note.Contains("receive queue 100 bytes of 1000, 80 more than before", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_dropped_overflows()
    {
        ProbeResult result =
            Judge(Silence(Protocol.Udp, ProbeVerdict.OpenOrFiltered), Look(Socket(Protocol.Udp, "0.0.0.0", queue: 1000, drops: 5)),
                before: Look(Socket(Protocol.Udp, "0.0.0.0", queue: 1000, drops: 2)));

        Assert.Equal("overflowing", result.State);
        Assert.Contains("dropped 3 datagrams", result.Why, StringComparison.Ordinal);
    }

    // Three datagrams were sent to it, and three or more to other bound ports of the namespace.
    [Theory]
    [InlineData(3, 3, "receiving only", ProbeVerdict.OpenOrFiltered)]
    [InlineData(0, 3, "filtered", ProbeVerdict.Filtered)]
    [InlineData(3, 6, "bound but silent", ProbeVerdict.OpenOrFiltered)]
    public void What_was_read_is_counted_for_all_ports_together(long read, long sent, string state, ProbeVerdict verdict)
    {
        NamespaceLook after = Look(Socket(Protocol.Udp, "0.0.0.0")) with { Counters = new Dictionary<string, long> { ["Udp.InDatagrams"] = 10 + read } };
        NamespaceLook before = after with { Counters = new Dictionary<string, long> { ["Udp.InDatagrams"] = 10 } };

        ProbeResult result = Judge(Silence(Protocol.Udp, ProbeVerdict.OpenOrFiltered), after, before: before, sent: sent);

        Assert.Equal((verdict, state), (result.Verdict, result.State));
    }

    [Fact]
    public void Silence_where_nobody_is_bound_is_a_firewall()
    {
        ProbeResult result = Judge(Silence(Protocol.Udp, ProbeVerdict.OpenOrFiltered), Look());

        Assert.Equal((ProbeVerdict.Filtered, "filtered"), (result.Verdict, result.State));
    }

    [Fact]
    public void A_connection_that_waits_for_accept_is_told()
    {
        ProbeResult result = Judge(Answer(Protocol.Tcp, ProbeVerdict.Open), Look(Socket(Protocol.Tcp, "0.0.0.0", queue: 6, limit: 5)));

        Assert.Equal((ProbeVerdict.Open, "overflowing"), (result.Verdict, result.State));
    }

    [Theory]
    [InlineData("0.0.0.0", false, "192.0.2.2", true)]
    [InlineData("::", false, "192.0.2.2", true)]
    [InlineData("::", true, "192.0.2.2", false)]
    [InlineData("::", true, "2001:db8::1", true)]
    [InlineData("0.0.0.0", false, "2001:db8::1", false)]
    [InlineData("::ffff:192.0.2.2", false, "192.0.2.2", true)]
    [InlineData("192.0.2.3", false, "192.0.2.2", false)]
    public void A_socket_takes_what_its_address_meets(string bound, bool v6Only, string asked, bool takes) => Assert.Equal(
        takes, new BoundSocket(Protocol.Tcp, new InetEndpoint(InetAddress.Parse(bound), 1), v6Only, 1, 1, 0, 0, 0).Takes(
            InetAddress.Parse(asked)));

    private static ProbeResult Judge(ProbeResult result, NamespaceLook after, FirewallWord? rule = null, NamespaceLook? before = null,
        long sent = 3) =>
        new LocalJudge(text => text).Judge(result, new LocalView(null, before ?? after, after, Peer, result.Protocol, sent), rule);

    private static NamespaceLook Look(params BoundSocket[] sockets) => new(sockets, new Dictionary<string, long>());

    private static BoundSocket Socket(Protocol protocol, string bound, uint queue = 0, uint limit = 1000, uint drops = 0) =>
        new(protocol, new InetEndpoint(InetAddress.Parse(bound), Peer.Port), false, 77, 88, queue, limit,
            drops)
        { Processes = [new ProcessRef(7, "app")] };

    private static ProbeResult Silence(Protocol protocol, ProbeVerdict verdict) => Answer(protocol, verdict) with { Silent = true };

    private static ProbeResult Answer(Protocol protocol, ProbeVerdict verdict) =>
        new() { Target = $"x://{Peer}", Protocol = protocol, Peer = Peer, Verdict = verdict, Why = "", Attempts = 3 };
}
