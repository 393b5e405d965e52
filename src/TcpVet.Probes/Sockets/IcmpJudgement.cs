using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Sockets;

/// <summary>What an ICMP error makes of a probe: the same message means different things from the target, a router and this host.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Why">Why, in words.</param>
internal readonly record struct IcmpJudgement(ProbeVerdict Verdict, string Why)
{
    /// <summary>Judges.</summary>
    /// <param name="error">The message.</param>
    /// <param name="protocol">What was asked over.</param>
    /// <param name="target">The address that was asked.</param>
    /// <param name="own">This host's end of the asking socket.</param>
    public static IcmpJudgement Of(in IcmpError error, Protocol protocol, InetAddress target, InetAddress? own)
    {
        bool fromTarget = error.Sender == target;
        string sender = fromTarget ? $"{target}, the target itself," : error.Sender.ToString();
        string words = $"{sender} says {error.Words}";
        return error.Meaning switch
        {
            // RFC 1122 §4.1.3.1: a host SHOULD say so of a UDP port that nobody has. Of TCP hosts answer with a reset instead (RFC 9293
            // §3.5.2), so that it is a rule that speaks.
            IcmpMeaning.PortUnreachable when fromTarget && protocol == Protocol.Udp => new(ProbeVerdict.Closed, $"{sender} says port unreachable ({Numbers(error)}): no socket is bound there"),
            IcmpMeaning.PortUnreachable when fromTarget => new(ProbeVerdict.Filtered, $"{words}: a firewall rule that rejects, for a host answers TCP with a reset"),
            IcmpMeaning.PortUnreachable => new(ProbeVerdict.Filtered, $"{words}: it is not the target, so a firewall or address translation there rejects"),
            IcmpMeaning.Prohibited => new(ProbeVerdict.Filtered, $"{words}: a firewall or a route that forbids it"),
            // The kernel tells its own sockets so when nobody answered ARP or neighbour discovery (ipv4_link_failure, ip6_link_failure).
            IcmpMeaning.Unreachable when own is { } self && error.Sender == self && self != target =>
                new(ProbeVerdict.Unreachable, $"nobody on the link has {(error.Family == AddressFamily.IPv4 ? "the address: no answer to ARP" : "the address: no answer to neighbour discovery")} ({error.Words}, from this host itself)"),
            IcmpMeaning.Unreachable when fromTarget => new(ProbeVerdict.Filtered, $"{words}: it answers, so a firewall rule there rejects"),
            IcmpMeaning.Unreachable => new(ProbeVerdict.Unreachable, $"{words}: no way to the target from there, or a rule that claims so"),
            _ => new(ProbeVerdict.Filtered, words),
        };
    }

    private static string Numbers(in IcmpError error) => $"{(error.Family == AddressFamily.IPv4 ? "ICMP" : "ICMPv6")} {error.Type}/{error.Code}";
}
