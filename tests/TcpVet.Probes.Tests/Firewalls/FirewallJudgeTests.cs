using TcpVet.Lab;
using TcpVet.Model;
using TcpVet.Probes.Firewalls;

namespace TcpVet.Probes.Tests.Firewalls;

/// <summary>Rules as nft makes them and the kernel gives them back, played on packets.</summary>
public sealed class FirewallJudgeTests
{
    private static readonly InetEndpoint From = new(InetAddress.Parse("192.0.2.1"), 50000);

    [Theory]
    [InlineData("tcp dport 80 drop", true)]
    [InlineData("tcp dport 81 drop", null)]
    [InlineData("udp dport 80 drop", null)]
    [InlineData("tcp dport 70-90 drop", true)]
    [InlineData("tcp dport { 22, 80, 443 } drop", true)]
    [InlineData("tcp dport { 22, 443 } drop", null)]
    [InlineData("tcp dport { 1-79, 81-90 } drop", null)]
    [InlineData("tcp dport { 1-79, 80-90 } counter drop", true)]
    [InlineData("tcp dport != { 22, 80 } drop", null)]
    [InlineData("tcp dport != 22 drop", true)]
    [InlineData("ip saddr 192.0.2.0/24 tcp dport 80 reject with tcp reset", true)]
    [InlineData("ip saddr 198.51.100.0/24 drop", null)]
    [InlineData("ip daddr 192.0.2.2 th dport 80 reject", true)]
    [InlineData("meta nfproto ipv6 drop", null)]
    [InlineData("ct state new drop", true)]
    [InlineData("ct state established,related drop", null)]
    [InlineData("tcp flags syn drop", true)]
    [InlineData("limit rate over 5/second drop", false)]
    [InlineData("iifname \"cable\" drop", false)]
    [InlineData("meta mark 7 drop", false)]
    [InlineData("counter", null)]
    [InlineData("tcp dport 80 jump other", true)]
    [InlineData("tcp dport 81 jump other", null)]
    [InlineData("tcp dport 80 accept ; add rule inet t i drop", null)]
    [InlineData("tcp dport 81 accept ; add rule inet t i drop", true)]
    [InlineData("meta mark 7 accept ; add rule inet t i drop", false)]
    [InlineData("tcp dport vmap { 80 : drop }", null)]
    public void A_rule_of_nft_is_played(string rule, bool? drops)
    {
        using Sandbox there = Require.Sandbox();
        there.Exec("nft", $"add table inet t; add chain inet t other; add rule inet t other drop; add chain inet t i {{ type filter hook input priority 0 ; }}; add rule inet t i {rule}").Checked("nft");

        FirewallWord? word =
            new FirewallJudge(there.Run(NftSource.Read)).RuleThatStops(new ProbePacket(
                Protocol.Tcp, From, new InetEndpoint(InetAddress.Parse("192.0.2.2"), 80), OverLoopback: false));

        Assert.Equal(drops, word?.Drops);
        if (word is not null)
        {
            Assert.Contains("table inet t, chain", word.Words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_policy_is_the_last_rule_and_loopback_has_a_name()
    {
        using Sandbox there = Require.Sandbox();
        there.Exec("nft", "add table ip6 p; add chain ip6 p i { type filter hook input priority 0 ; policy drop ; }; add rule ip6 p i iifname lo accept").Checked("nft");
        FirewallJudge judge = new(there.Run(NftSource.Read));
        InetEndpoint to6 = new(InetAddress.Parse("2001:db8::2"), 80);

        Assert.Contains("the policy of chain i",
            judge.RuleThatStops(new ProbePacket(
                Protocol.Udp, new InetEndpoint(InetAddress.Parse("2001:db8::1"), 1), to6, OverLoopback: false))?.Words, StringComparison.Ordinal);
        Assert.Null(judge.RuleThatStops(new ProbePacket(Protocol.Udp, to6, to6, OverLoopback: true)));
        Assert.Null(judge.RuleThatStops(new ProbePacket(
            Protocol.Udp, From, new InetEndpoint(InetAddress.Parse("192.0.2.2"), 80), OverLoopback: false)));
    }

    /// <summary>A packet in the middle of a connection that netfilter is known to have dropped: which rules can have done it.</summary>
    [Theory]
    [InlineData(PacketRoute.In, "input", "tcp sport 443 drop", 1)]
    [InlineData(PacketRoute.In, "input", "tcp sport 444 drop", 0)]
    [InlineData(PacketRoute.In, "input", "iifname \"cable\" drop", 1)]
    [InlineData(PacketRoute.In, "input", "iifname \"cab*\" drop", 1)]
    [InlineData(PacketRoute.In, "input", "iifname \"eth0\" drop", 0)]
    [InlineData(PacketRoute.In, "input", "ct state established accept ; add rule inet t h drop", 1)]
    [InlineData(PacketRoute.In, "input", "ct state invalid drop ; add rule inet t h tcp sport 443 drop ; add rule inet t h drop", 2)]
    [InlineData(PacketRoute.In, "input", "tcp flags syn drop ; add rule inet t h meta mark 7 reject", 2)]
    [InlineData(PacketRoute.In, "output", "tcp sport 443 drop", 0)]
    [InlineData(PacketRoute.In, "forward", "tcp sport 443 drop", 0)]
    [InlineData(PacketRoute.Out, "output", "oifname \"cable\" tcp dport 50000 drop", 1)]
    [InlineData(PacketRoute.Out, "postrouting", "drop", 1)]
    [InlineData(PacketRoute.Out, "input", "drop", 0)]
    [InlineData(PacketRoute.Forward, "forward", "ip daddr 192.0.2.1 jump other", 1)]
    [InlineData(PacketRoute.Forward, "input", "drop", 0)]
    public void The_rules_that_can_have_stopped_a_packet_are_found(PacketRoute route, string hook, string rule, int count)
    {
        using Sandbox there = Require.Sandbox();
        there.Exec("nft", $"add table inet t; add chain inet t other; add rule inet t other drop; add chain inet t h {{ type filter hook {hook} priority 0 ; }}; add rule inet t h {rule}").Checked("nft");

        IReadOnlyList<FirewallRule> rules = new FirewallJudge(there.Run(NftSource.Read)).RulesThatMayStop(new ProbePacket(
            Protocol.Tcp, new InetEndpoint(InetAddress.Parse("192.0.2.2"), 443), From, OverLoopback: false)
        {
            Route = route,
            InInterface = route == PacketRoute.Out ? null : "cable",
            OutInterface = route == PacketRoute.Out ? "cable" : null,
            IsFirst = false,
        });

        Assert.Equal(count, rules.Count);
        Assert.All(rules, found => Assert.Equal(("inet", "t", true), (found.Family, found.Table, found.Handle > 0)));
    }

    [Fact]
    public void A_policy_can_have_stopped_it_too()
    {
        using Sandbox there = Require.Sandbox();
        there.Exec("nft", "add table ip p; add chain ip p i { type filter hook input priority 0 ; policy drop ; }; add rule ip p i iifname lo accept").Checked("nft");

        Assert.Equal([new FirewallRule("ip", "p", "i", null)], new FirewallJudge(there.Run(NftSource.Read)).RulesThatMayStop(
            new ProbePacket(Protocol.Udp, From, From, OverLoopback: false) { InInterface = "cable" }));
    }

    [Fact]
    public void Broken_messages_are_survived() => Fuzz.Broken(Rule()).ForAll(
        bytes =>
        {
            NftRule rule = NftTables.Rule(1, bytes);
            List<NftElement> elements = [];
            NftTables.Elements(bytes, elements);
            NftChain chain = NftTables.Chain(1, bytes) with { Table = rule.Table, Name = rule.Chain, Hook = 1, Type = "filter" };
            NftTables tables =
                new([chain], [rule],
                    new Dictionary<(byte, string, string), IReadOnlyList<NftElement>> { [(1, rule.Table, "s")] = elements });
            new FirewallJudge(tables).RuleThatStops(new ProbePacket(Protocol.Tcp, From, From, true));
        },
        iter: Fuzz.Iterations);

    // tcp dport 80 drop: meta l4proto, cmp 6, payload 2 bytes at 2 of the transport header, cmp 80, immediate drop.
    private static byte[] Rule() =>
    [
        .. Attribute(1, [.. "t\0"u8]), .. Attribute(2, [.. "i\0"u8]), .. Attribute(3, [0, 0, 0, 0, 0, 0, 0, 5]),
        .. Attribute(4,
        [
            .. Expression("meta", [.. Attribute(1, [0, 0, 0, 1]), .. Attribute(2, [0, 0, 0, 16])]),
            .. Expression("cmp", [.. Attribute(1, [0, 0, 0, 1]), .. Attribute(2, [0, 0, 0, 0]), .. Attribute(3, Attribute(1, [6]))]),
            .. Expression("payload",
                [.. Attribute(1, [0, 0, 0, 1]), .. Attribute(2, [0, 0, 0, 2]), .. Attribute(3, [0, 0, 0, 2]),
                    .. Attribute(4, [0, 0, 0, 2])]),
            .. Expression("cmp", [.. Attribute(1, [0, 0, 0, 1]), .. Attribute(2, [0, 0, 0, 0]), .. Attribute(3, Attribute(1, [0, 80]))]),
            .. Expression("immediate", [.. Attribute(1, [0, 0, 0, 0]), .. Attribute(2, Attribute(2, Attribute(1, [0, 0, 0, 0])))]),
        ]),
    ];

    private static byte[] Expression(string name, byte[] data) =>
        Attribute(1, [.. Attribute(1, [.. System.Text.Encoding.ASCII.GetBytes(name), 0]), .. Attribute(2, data)]);

    private static byte[] Attribute(ushort type, byte[] value) =>
        [.. BitConverter.GetBytes((ushort)(4 + value.Length)), .. BitConverter.GetBytes(type), .. value,
            .. new byte[(4 - (value.Length % 4)) % 4]];
}
