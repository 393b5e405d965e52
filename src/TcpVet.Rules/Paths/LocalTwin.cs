using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Paths;

/// <summary>Connections of which both ends are on this host are seen twice: what one end suffers, the other end does.</summary>
internal static class LocalTwin
{
    /// <summary>True when a finding about one end and a finding about the other end can be of the same connections.</summary>
    public static bool Cross(FindingSubject one, FindingSubject other, RuleInput input) =>
        Meet(one.Peer, other.Local, input) || Meet(other.Peer, one.Local, input);

    /// <summary>True when a group's connections can be the other ends of a pile's.</summary>
    public static bool Cross(ConnectionPile pile, ConnectionGroup group, RuleInput input) =>
        pile.Inbound != group.Inbound && (pile.Inbound ? Meet(group.Peer, pile.End, input) : Meet(pile.End, group.Local, input));

    // The client's remote end is the service's local one.
    private static bool Meet(InetEndpoint? remote, InetEndpoint? service, RuleInput input) =>
        remote is { Port: > 0 } far
            && service is { } near
            && Related.SameEndpoint(near, far)
            && (!near.Addr.IsAny || input.IsLocalAddress(far.Addr));
}
