using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Facts;

/// <summary>What the kernel threw away while the check-up listened (eBPF), for rules that each speak of some reasons.</summary>
internal static class Dropped
{
    /// <summary>Where the figures come from, for evidence.</summary>
    public const string Source = "skb:kfree_skb: reason";

    private const int Tcp = 6;
    private const int Udp = 17;
    private const int Named = 3;

    /// <summary>The groups whose reason a rule speaks of; null when nobody listened.</summary>
    /// <param name="input">The facts.</param>
    /// <param name="speaks">Whether the rule speaks of a group.</param>
    public static List<DroppedPackets>? Of(RuleInput input, Func<DroppedPackets, bool> speaks) =>
        input.Netns.Dropped is { } dropped ? [.. dropped.Groups.Where(speaks)] : null;

    /// <summary>What is lacking when nobody listened.</summary>
    public static Phrase Lacks(RuleInput input) => input.Lacks(FactNames.Drops, FactNames.Events);

    /// <summary>How long was counted.</summary>
    public static Phrase Time(RuleInput input) => Figure.Time(input.Netns.Dropped?.DurationMs ?? 0);

    /// <summary>The same as a figure of a finding.</summary>
    public static FindingFigure Listened(RuleInput input) => FindingFigure.Duration("listened", input.Netns.Dropped?.DurationMs ?? 0);

    /// <summary>What they were, with the reason in the kernel's words: <c>12 of udp :53 in by eth0 (netfilter_drop)</c>.</summary>
    public static IEnumerable<Evidence> Evidence(IReadOnlyList<DroppedPackets> groups) => groups
        .OrderByDescending(group => group.Packets)
        .Take(Named)
        .Select(group => new Evidence(
            $"thrown away{Way(group.Way)}{(group.Interface is { } name ? (Phrase)$" at {Phrase.Verbatim(name)}" : "")}, {Transport(group)}",
            $"{Figure.Of(group.Packets)} ({group.Reason}), one of them from {Who.Endpoint(From(group))} to {Who.Endpoint(To(group))}",
            Source));

    /// <summary>The protocol and port: <c>UDP :53</c>.</summary>
    public static Phrase Transport(DroppedPackets group) => group switch
    {
        { Protocol: Tcp, Port: 0 } => "TCP",
        { Protocol: Udp, Port: 0 } => "UDP",
        { Protocol: Tcp } => (Phrase)$"TCP :{group.Port}",
        { Protocol: Udp } => (Phrase)$"UDP :{group.Port}",
        { Protocol: 1 } => "ICMP",
        { Protocol: 58 } => "ICMPv6",
        _ => (Phrase)$"IP protocol {group.Protocol}",
    };

    /// <summary>The end that a packet came from.</summary>
    public static InetEndpoint From(DroppedPackets group) => group.Way == PacketWay.Out ? group.Local : group.Peer;

    /// <summary>The end that a packet was for.</summary>
    public static InetEndpoint To(DroppedPackets group) => group.Way == PacketWay.Out ? group.Peer : group.Local;

    /// <summary>All packets of groups.</summary>
    public static long Sum(IEnumerable<DroppedPackets> groups) => groups.Sum(group => group.Packets);

    /// <summary>What is known of a group's reason.</summary>
    public static DropReason Reason(DroppedPackets group) => DropReasons.Of(group.Reason);

    private static Phrase Way(PacketWay way) => way switch
    {
        PacketWay.In => " on its way in",
        PacketWay.Out => " on its way out",
        PacketWay.Forward => " on its way through",
        _ => "",
    };
}
