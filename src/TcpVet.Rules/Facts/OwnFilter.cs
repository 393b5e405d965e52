using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>What this host itself threw away of the talk with a destination that seems not to answer (eBPF).</summary>
internal sealed class OwnFilter
{
    private const int Tcp = 6;

    private readonly List<DroppedPackets> groups;

    private OwnFilter(List<DroppedPackets> groups) => this.groups = groups;

    /// <summary>True when answers came and were thrown away; else it was what was sent.</summary>
    private bool Answered => groups.Exists(group => group.Way == PacketWay.In);

    private bool ByRoute => groups[0].Reason == "ip_rpfilter";

    /// <summary>What was thrown away to or from a destination by a firewall rule or the reverse-path filter; null when nothing was, or
    /// nobody listened.</summary>
    public static OwnFilter? Between(InetEndpoint destination, RuleInput input) =>
        Dropped.Of(input, group => group is { Reason: "netfilter_drop" or "ip_rpfilter", Protocol: Tcp, Way: PacketWay.In or PacketWay.Out }
            && Related.SameEndpoint(group.Peer, destination)) is { Count: > 0 } groups ? new OwnFilter(groups) : null;

    /// <summary>The packets.</summary>
    public IEnumerable<Evidence> Evidence => FirewallRules.Beside(Dropped.Evidence(groups), groups);

    /// <summary>What it did.</summary>
    public Phrase Cause => (Answered, ByRoute) switch
    {
        (_, true) => "The answers arrive, and this host's reverse-path filter throws them away: its way back to the destination is another interface (TV409).",
        (true, _) => "The answers arrive, and a firewall rule of this host throws them away: nothing lets in what belongs to connections that this host began.",
        _ => "A firewall rule of this host throws away what the program sends: nothing reaches the destination.",
    };

    /// <summary>What to do about it.</summary>
    public Remedy Remedy(RuleInput input) => ByRoute
        ? new(RemedyLevel.Network, "Set rp_filter to 2 (loose) on the interface where the answers come in, or mend the route", input.Inside($"ip route get {groups[0].Peer.Addr.Unmapped}"))
        : new(RemedyLevel.Network, Answered
            ? (Phrase)"Let answers in before the rule that drops: ct state established,related accept; this shows what stops them"
            : (Phrase)"Let the destination through in this host's own rules for what goes out; this shows what stops it",
            FirewallRules.Command(FirewallRules.Of(groups), input));
}
