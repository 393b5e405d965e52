using TcpVet.Model;

namespace TcpVet.Probes.Results;

/// <summary>What an ICMP error says about a port.</summary>
public enum IcmpMeaning
{
    /// <summary>Nobody has the port: "port unreachable".</summary>
    PortUnreachable,

    /// <summary>A rule forbids it.</summary>
    Prohibited,

    /// <summary>The network or host cannot be reached from the sender.</summary>
    Unreachable,

    /// <summary>Another error, such as "protocol unreachable".</summary>
    Other,

    /// <summary>No error at all for a probe: the packet was too big for a link, and the kernel sends it again.</summary>
    TooBig,
}

/// <summary>An ICMP error that one of the probe's own packets provoked, as the socket's error queue has it.</summary>
/// <param name="Family">ICMP for IPv4 (RFC 792) or ICMPv6 (RFC 4443).</param>
/// <param name="Type">Its type.</param>
/// <param name="Code">Its code.</param>
/// <param name="Sender">Who sent it: the target, a router, or this host itself.</param>
public readonly record struct IcmpError(AddressFamily Family, byte Type, byte Code, InetAddress Sender)
{
    private const byte DestinationUnreachable = 3;
    private const byte DestinationUnreachable6 = 1;
    private const byte TimeExceeded = 11;
    private const byte TimeExceeded6 = 3;

    /// <summary>What it says; RFC 792, RFC 1122 §3.2.2.1 and RFC 1812 §5.2.7.1 for ICMP, RFC 4443 §3.1 for ICMPv6.</summary>
    public IcmpMeaning Meaning => Family == AddressFamily.IPv4
        ? (Type, Code) switch
        {
            (DestinationUnreachable, 3) => IcmpMeaning.PortUnreachable,
            (DestinationUnreachable, 9 or 10 or 13) => IcmpMeaning.Prohibited,
            (DestinationUnreachable, 4) => IcmpMeaning.TooBig,
            (DestinationUnreachable, 2) => IcmpMeaning.Other,
            (DestinationUnreachable, _) or (TimeExceeded, 0) => IcmpMeaning.Unreachable,
            _ => IcmpMeaning.Other,
        }
        : (Type, Code) switch
        {
            (DestinationUnreachable6, 4) => IcmpMeaning.PortUnreachable,
            (DestinationUnreachable6, 1 or 5 or 6) => IcmpMeaning.Prohibited,
            (DestinationUnreachable6, 0 or 2 or 3) or (TimeExceeded6, 0) => IcmpMeaning.Unreachable,
            (2, _) => IcmpMeaning.TooBig,
            _ => IcmpMeaning.Other,
        };

    /// <summary>Its name in the RFCs, with type and code: <c>host unreachable (ICMP 3/1)</c>.</summary>
    public string Words => $"{Name} ({(Family == AddressFamily.IPv4 ? "ICMP" : "ICMPv6")} {Type}/{Code})";

    private string Name => Family == AddressFamily.IPv4
        ? (Type, Code) switch
        {
            (DestinationUnreachable, 0) => "network unreachable",
            (DestinationUnreachable, 1) => "host unreachable",
            (DestinationUnreachable, 2) => "protocol unreachable",
            (DestinationUnreachable, 3) => "port unreachable",
            (DestinationUnreachable, 4) => "fragmentation needed",
            (DestinationUnreachable, 5) => "source route failed",
            (DestinationUnreachable, 6) => "network unknown",
            (DestinationUnreachable, 7) => "host unknown",
            (DestinationUnreachable, 8) => "source host isolated",
            (DestinationUnreachable, 9) => "network administratively prohibited",
            (DestinationUnreachable, 10) => "host administratively prohibited",
            (DestinationUnreachable, 11) => "network unreachable for this type of service",
            (DestinationUnreachable, 12) => "host unreachable for this type of service",
            (DestinationUnreachable, 13) => "communication administratively prohibited",
            (DestinationUnreachable, 14) => "host precedence violation",
            (DestinationUnreachable, 15) => "precedence cutoff in effect",
            (TimeExceeded, 0) => "time to live exceeded in transit",
            (TimeExceeded, _) => "fragment reassembly time exceeded",
            (12, _) => "parameter problem",
            (4, _) => "source quench",
            (5, _) => "redirect",
            _ => "an ICMP error",
        }
        : (Type, Code) switch
        {
            (DestinationUnreachable6, 0) => "no route to destination",
            (DestinationUnreachable6, 1) => "communication administratively prohibited",
            (DestinationUnreachable6, 2) => "beyond scope of source address",
            (DestinationUnreachable6, 3) => "address unreachable",
            (DestinationUnreachable6, 4) => "port unreachable",
            (DestinationUnreachable6, 5) => "source address failed ingress/egress policy",
            (DestinationUnreachable6, 6) => "reject route to destination",
            (2, _) => "packet too big",
            (TimeExceeded6, 0) => "hop limit exceeded in transit",
            (TimeExceeded6, _) => "fragment reassembly time exceeded",
            (4, _) => "parameter problem",
            _ => "an ICMPv6 error",
        };
}
