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
