using System.Net;
using System.Net.Sockets;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Tests.Engine;

namespace TcpVet.Probes.Tests;

/// <summary>Verdicts of the real kernel over a cable, with firewall rules of every kind.</summary>
public sealed class ProbeRunTests
{
    private static readonly ProbeOptions Quick = new() { Timeout = TimeSpan.FromSeconds(1), Rate = 1000 };

    [Fact]
    public void An_open_port_is_open_and_leaves_no_time_wait()
    {
        using TwoHosts hosts = TwoHosts.Make();
        Listening.Make(hosts.There, InetAddress.AnyIPv6, port: 80);

        Dictionary<string, ProbeResult> results = hosts.Ask(Quick, "192.0.2.2:80,81", "[2001:db8::2]:80,81");

        foreach (string address in (string[])["192.0.2.2", "[2001:db8::2]"])
        {
            ProbeResult open = results[$"tcp://{address}:80"];
            Assert.Equal((ProbeVerdict.Open, 1), (open.Verdict, open.Attempts));
            Assert.InRange(open.RttUs!.Value, 1, 1_000_000);
            Assert.NotEqual(0, open.Local!.Value.Port);
            Assert.Equal(ProbeVerdict.Closed, results[$"tcp://{address}:81"].Verdict);
        }

        Assert.DoesNotContain(hosts.Here.Sockets.Read(), row => row.State == TcpState.TimeWait);
    }

    [Fact]
    public void Every_rejecting_rule_is_told_with_its_message_and_sender()
    {
        using TwoHosts hosts = TwoHosts.Make();
        (string Word, byte Type, byte Code)[] v4 = [("net-unreachable", 3, 0), ("host-unreachable", 3, 1), ("prot-unreachable", 3, 2), ("port-unreachable", 3, 3), ("net-prohibited", 3, 9), ("host-prohibited", 3, 10), ("admin-prohibited", 3, 13)];
        (string Word, byte Type, byte Code)[] v6 = [("no-route", 1, 0), ("admin-prohibited", 1, 1), ("addr-unreachable", 1, 3), ("port-unreachable", 1, 4), ("policy-fail", 1, 5), ("reject-route", 1, 6)];
        // One message a second is all that Linux sends one host: TCP and UDP rules of the same kind get a host's patience each.
        hosts.There.SetSysctl("net.ipv4.icmp_ratelimit", "0");
        hosts.There.SetSysctl("net.ipv6.icmp.ratelimit", "0");
        hosts.Rules([
            .. v4.Select((kind, i) => $"meta nfproto ipv4 th dport {100 + i} reject with icmp type {kind.Word}"),
            .. v6.Select((kind, i) => $"meta nfproto ipv6 th dport {100 + i} reject with icmpv6 type {kind.Word}"),
            "tcp dport 120 reject with tcp reset", "th dport 121 drop"]);

        Dictionary<string, ProbeResult> results = hosts.Ask(
            Quick, "192.0.2.2:100-106,120,121", "[2001:db8::2]:100-105,120,121", "udp://192.0.2.2:100-106,121,122", "udp://[2001:db8::2]:100-105,121,122");

        foreach ((string address, (string Word, byte Type, byte Code)[] kinds) in new[] { ("192.0.2.2", v4), ("[2001:db8::2]", v6) })
        {
            for (int i = 0; i < kinds.Length; i++)
            {
                ProbeResult tcp = results[$"tcp://{address}:{100 + i}"];
                ProbeResult udp = results[$"udp://{address}:{100 + i}"];
                Assert.Equal(ProbeVerdict.Filtered, tcp.Verdict);
                Assert.Equal(kinds[i].Word == "port-unreachable" ? ProbeVerdict.Closed : ProbeVerdict.Filtered, udp.Verdict);
                foreach (ProbeResult result in (ProbeResult[])[tcp, udp])
                {
                    Assert.Equal((kinds[i].Type, kinds[i].Code, address.Trim('[', ']')),
                        (result.Icmp!.Value.Type, result.Icmp.Value.Code, result.Icmp.Value.Sender.ToString()));
                }
            }

            Assert.Equal(ProbeVerdict.Closed, results[$"tcp://{address}:120"].Verdict);
            Assert.Null(results[$"tcp://{address}:120"].Icmp);
            Assert.Equal(ProbeVerdict.Filtered, results[$"tcp://{address}:121"].Verdict);
            Assert.Equal(ProbeVerdict.OpenOrFiltered, results[$"udp://{address}:121"].Verdict);
            // Three rounds, and one slow question more, as the host has refused others.
            Assert.Equal(4, results[$"udp://{address}:121"].Attempts);
            Assert.Equal(ProbeVerdict.Closed, results[$"udp://{address}:122"].Verdict);
        }
    }

    /// <summary>Linux tells one host of a closed port once a second, after six at once.</summary>
    [Fact]
    public void Closed_udp_ports_are_closed_although_the_host_limits_its_refusals()
    {
        using TwoHosts hosts = TwoHosts.Make();

        Dictionary<string, ProbeResult> results = hosts.Ask(Quick with { Timeout = TimeSpan.FromMilliseconds(300) }, "udp://192.0.2.2:2001-2009");

        Assert.All(results.Values, result => Assert.Equal(ProbeVerdict.Closed, result.Verdict));
    }

    [Fact]
    public void What_this_host_cannot_send_is_an_error_of_this_host()
    {
        using TwoHosts hosts = TwoHosts.Make();
        InetAddress foreign = InetAddress.Parse("192.0.2.77");

        Assert.Equal(ProbeVerdict.Error, Only(hosts.Ask(Quick, "198.51.100.1:80")).Verdict);
        Assert.Equal(ProbeVerdict.Error, Only(hosts.Ask(Quick, "udp://198.51.100.1:53")).Verdict);
        Assert.Contains("not one of this host's", Only(hosts.Ask(Quick with { Source = foreign }, "192.0.2.2:80")).Why, StringComparison.Ordinal);
        Assert.Contains("other family", Only(hosts.Ask(Quick with { Source = foreign }, "[2001:db8::2]:80")).Why, StringComparison.Ordinal);

        hosts.Here.SetSysctl("net.ipv4.ip_local_port_range", "50000 50000");
        LabSocket held = hosts.Here.Tcp(Model.AddressFamily.IPv4).Bind(new InetEndpoint(InetAddress.AnyIPv4, 50000));
        ProbeResult noPort = Only(hosts.Ask(Quick, "192.0.2.2:80"));
        Assert.Equal(ProbeVerdict.Error, noPort.Verdict);
        Assert.Contains("this host, not the target, is the problem", noPort.Why, StringComparison.Ordinal);
        held.Dispose();
    }

    [Fact]
    public void An_address_that_nobody_has_is_unreachable()
    {
        using TwoHosts hosts = TwoHosts.Make();
        // As a link with little patience: three requests, a quarter of a second apart.
        hosts.Here.SetSysctl("net.ipv4.neigh.cable.retrans_time_ms", "200");

        ProbeResult result = Only(hosts.Ask(Quick with { Timeout = TimeSpan.FromSeconds(4) }, "192.0.2.99:80"));

        Assert.Equal(ProbeVerdict.Unreachable, result.Verdict);
        Assert.Contains("no answer to ARP", result.Why, StringComparison.Ordinal);
    }

    // SO_LINGER 0 and close(): the reset is there before the probe looks, and SO_ERROR tells of nothing else.
    [Fact]
    public void A_server_that_accepts_and_resets_is_open_each_time()
    {
        const int Times = 12;
        using TwoHosts hosts = TwoHosts.Make();
        LabSocket listener = hosts.There.Tcp(Model.AddressFamily.IPv4).Bind(new InetEndpoint(InetAddress.AnyIPv4, 7001)).Listen(64);
        Thread server = new(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                using LabSocket connection = listener.Accept();
                connection.ResetOnClose();
            }
        });
        server.Start();

        List<ProbeResult> results = [];
        for (int i = 0; i < Times; i++)
        {
            results.Add(Only(hosts.Ask(Quick with { Timeout = TimeSpan.FromSeconds(5) }, "192.0.2.2:7001")));
        }

        server.Join();
        Assert.All(results, result => Assert.Equal((ProbeVerdict.Open, ProbeResult.OpenThenReset), (result.Verdict, result.State)));
    }

    [Fact]
    public void An_answer_makes_a_udp_port_open()
    {
        using TwoHosts hosts = TwoHosts.Make();
        using Socket server = hosts.There.Run(() =>
        {
            Socket made =
                new(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
            made.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7000));
            return made;
        });
        Thread echo = new(() =>
        {
            EndPoint client = new IPEndPoint(IPAddress.Any, 0);
            server.ReceiveFrom(new byte[100], ref client);
            server.SendTo("\e[2Jhello"u8, client);
        });
        echo.Start();

        ProbeResult result = Only(hosts.Ask(Quick with { Timeout = TimeSpan.FromSeconds(5), Payload = "hi"u8.ToArray() }, "udp://192.0.2.2:7000"));

        echo.Join();
        Assert.Equal((ProbeVerdict.Open, "two-way"), (result.Verdict, result.State));
        Assert.Equal(@"9 bytes: \x1b[2Jhello", result.Reply!.Summary);
    }

    private static ProbeResult Only(Dictionary<string, ProbeResult> results) => Assert.Single(results).Value;
}
