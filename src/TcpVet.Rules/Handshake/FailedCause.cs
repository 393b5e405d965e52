using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>Why connects fail that are not refused, as far as this host knows it, and what to do about it.</summary>
internal sealed record FailedCause
{
    // net/core/neighbour.c: mcast_solicit 3, retrans_time_ms 1 s; an ICMP message may take a repeated SYN, which is 1 s.
    private const double ResolvingMs = 2500;

    /// <summary>The cause.</summary>
    public required Phrase Cause { get; init; }

    /// <summary>How sure it is.</summary>
    public Confidence Confidence { get; init; } = Confidence.Likely;

    /// <summary>What to do.</summary>
    public required IReadOnlyList<Remedy> Remedies { get; init; }

    /// <summary>What it stands on.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>True when the program has the service all the same.</summary>
    public bool IsHarmless { get; init; }

    /// <summary>Finds it.</summary>
    public static FailedCause Of(FailedAttempts failed, RuleInput input)
    {
        FailedCause cause = failed.Heard.Destination is { Netns: { } netns, Rule: { } rule } known && failed.Kind != FailedKind.Reset
            ? ByRule(known, rule, netns)
            : failed.Kind switch
            {
                FailedKind.Unreachable => Unreachable(failed, input),
                FailedKind.Reset => Reset(failed, input),
                _ => Silent(failed, input),
            };
        return cause with { IsHarmless = cause.IsHarmless || HasOtherFamily(failed, input) };
    }

    private static FailedCause ByRule(DestinationFacts known, string rule, NetnsIdentity netns) => new()
    {
        Cause = $"A firewall rule of this host{(known.Here ? "" : (Phrase)$" in network namespace {Phrase.Verbatim(netns.Label)}")} {(known.RuleStops ? (Phrase)"stops it" : "may stop it")}: {Phrase.Verbatim(rule)}.",
        Confidence = known.RuleStops ? Confidence.Certain : Confidence.Likely,
        Remedies =
        [
            new(RemedyLevel.Network, "Let the port through in that rule of the firewall, or connect to what it lets through",
                netns.Own ? "nft list ruleset" : netns.Pid is { } pid ? $"nsenter -t {pid} -n nft list ruleset" : null),
        ],
    };

    private static FailedCause Unreachable(FailedAttempts failed, RuleInput input)
    {
        InetAddress far = failed.Peer.Addr;
        long unresolved = input.Netns.Dropped?.Groups
            .Where(group => group.Reason == "neigh_failed" && Dropped.To(group).Addr == far).Sum(group => group.Packets) ?? 0;
        ConnectFailure most = failed.Heard.Failures.Where(failure => FailedAttempts.KindOf(failure.Reason) == FailedKind.Unreachable)
            .MaxBy(failure => failure.Count)!;
        Remedy route = new(RemedyLevel.Network, "See the route that it takes", input.Inside($"ip route get {far}"));
        if (unresolved > 0 || (most.Reason == FailureReason.HostUnreachable && most.LongestMs >= ResolvingMs))
        {
            return new()
            {
                Cause = "Nobody answers for the address, or for the gateway to it, on the link: the host is down, has another address, or is in another VLAN or network than this host believes.",
                Confidence = unresolved > 0 ? Confidence.Certain : Confidence.Likely,
                Evidence = unresolved > 0 ? [new("packets that found no link address", Figure.Of(unresolved), $"{Dropped.Source} NEIGH_FAILED")] : [],
                Remedies =
                [
                    new(RemedyLevel.Network, "See the neighbour: FAILED or INCOMPLETE means that nobody answers; correct the address, or bring the host up", input.Inside("ip neigh show")),
                    route,
                ],
            };
        }

        return new()
        {
            Cause = most.Reason switch
            {
                FailureReason.NetworkUnreachable => "A router on the way says that it has no route to that network (ICMP).",
                FailureReason.Prohibited => "Somebody on the way, or this host's own rules, forbid it: an administrator's filter.",
                _ => "It came at once, by ICMP: a firewall rejects so that it looks like a missing host (icmp-host-prohibited, as firewalld and Red Hat's iptables do), or the last router finds nobody there.",
            },
            Remedies =
            [
                new(RemedyLevel.Network, "See who says so: the hop that the message comes from", input.Inside($"tracepath -n {far}")),
                most.Reason == FailureReason.HostUnreachable
                    ? new(RemedyLevel.Network, $"On that host, let port {failed.Peer.Port} through (firewall-cmd --add-port={failed.Peer.Port}/{(failed.Proto == Protocol.Udp ? "udp" : "tcp")}; nft list ruleset)")
                    : new(RemedyLevel.Network, "Mend the route or the filter there"),
                route,
            ],
        };
    }

    private static FailedCause Reset(FailedAttempts failed, RuleInput input)
    {
        // One that is seen open may be the next to be reset.
        bool some = FailedAttempts.Kept(failed.Peer, input) >= failed.Count;
        Remedy probe = new(RemedyLevel.Network, "Ask it from here: the answer tells who accepts and what it speaks", input.Tcpvet($"probe '{Who.InCommand(failed.Peer)}'"));
        if (failed.Takers.FirstOrDefault() is { } taker)
        {
            return new()
            {
                Cause = $"{Who.Process(taker)} of this host accepts the connection and resets it: it passes connections on and reaches nobody, or it closes what it does not want without reading it.",
                IsHarmless = some,
                Remedies =
                [
                    new(RemedyLevel.Configuration, $"Look in the log of {Who.Process(taker)}: the service behind it, its allow-list, its limit of connections", "tcpvet checkup -N all"),
                    probe,
                ],
            };
        }

        return new()
        {
            Cause = some
                ? "The other side resets some of the connections as soon as they are made, and keeps others: a limit of connections, or one of several servers behind the address is sick."
                : "The other side accepts and resets before a byte: a proxy, a balancer or a published port without a living service behind it, an allow-list, a limit of connections, or a port that speaks another protocol.",
            IsHarmless = some,
            Remedies =
            [
                new(RemedyLevel.Configuration, "On that host, look who accepts on the port, and in its log; behind a proxy or a published port, whether the service is up and listens on an address that they reach", "tcpvet checkup -N all"),
                probe,
            ],
        };
    }

    private static FailedCause Silent(FailedAttempts failed, RuleInput input)
    {
        bool local = input.IsLocalAddress(failed.Peer.Addr);
        bool some = FailedAttempts.Kept(failed.Peer, input) > 0;
        return new()
        {
            Cause = local
                ? "The destination is this host, and it drops the SYN: a packet filter here, or a listener that cannot take more."
                : some ? "The destination answers others of this host: its accept queue is full at times, or packets are lost on the way."
                : "Nothing comes back, neither acceptance nor refusal: a firewall drops the SYN or the reply, the host is down, or its accept queue is full. A service that is merely not running would refuse at once.",
            Confidence = failed.Heard.Failures.Any(failure => failure.Repeated > 0) ? Confidence.Likely : Confidence.Possible,
            Remedies =
            [
                local ? new(RemedyLevel.Network, "Look for a rule that drops on this host", input.Inside("nft list ruleset"))
                    : new(RemedyLevel.Network, "See where the way ends", input.Inside($"tracepath -n {failed.Peer.Addr}")),
                new(RemedyLevel.Network, "Let the port through in the firewalls between, and see whether the service is up there and its accept queue has room"),
                .. failed.Heard.Failures.Any(failure => failure.Reason == FailureReason.TimedOut)
                    ? KnownSoftware.Remedies(Fault.NoConnectTimeout, input.Process(failed.Process)) : [],
                new(RemedyLevel.Application, "Stop trying for a while after failures (a circuit breaker)"),
            ],
        };
    }

    // A name with both families: the program goes on to the address that answers.
    private static bool HasOtherFamily(FailedAttempts failed, RuleInput input) => failed.Kind != FailedKind.Reset
        && failed.Process is { } process
        && input.Netns.Connections?.Groups.Any(group => !group.Inbound && group.Process?.Pid == process.Pid
            && group.Peer.Port == failed.Peer.Port && group.Peer.Addr.Unmapped.Family != failed.Peer.Addr.Family) == true;
}
