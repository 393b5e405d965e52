using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>A protocol whose servers answer no stranger: only the host itself, or its counters, can say whether one listens.</summary>
internal sealed class SilentProtocol : UdpQuestion
{
    private const string OneWay = "only receives and never answers";

    private SilentProtocol(string name, string title, string why, params ushort[] ports)
    {
        (Name, Title, Ports) = (name, title, ports);
        CannotBeProbed = $"it {why}";
    }

    /// <summary>Those that are met in the field, each with the place that says so.</summary>
    public static IReadOnlyList<SilentProtocol> All { get; } =
    [
        // RFC 5426 section 3.1: datagrams go from sender to receiver, and nothing comes back.
        new("syslog", "syslog", OneWay, 514),
        // github.com/statsd/statsd docs/metric_types.md: lines over UDP, without an acknowledgement.
        new("statsd", "statsd", OneWay, 8125),
        // collectd(1), plug-in network: the binary protocol is a one-way stream of parts.
        new("collectd", "collectd", OneWay, 25826),
        // RFC 7011 section 8: on UDP a collector sends nothing back. NetFlow (RFC 3954) and sFlow 5 likewise.
        new("ipfix", "IPFIX", OneWay, 4739),
        new("netflow", "NetFlow", OneWay, 2055, 9995),
        new("sflow", "sFlow", OneWay, 6343),
        // Graylog Extended Log Format over UDP, docs.graylog.org: chunks without acknowledgement.
        new("gelf", "GELF", OneWay, 12201),
        // RFC 3416 section 4.2.6: a trap is not acknowledged. (An InformRequest would be, but only in a community that is known.)
        new("snmptrap", "SNMP traps", OneWay, 162),
        // wireguard.com/protocol: a message whose mac1 is not made with the receiver's public key is dropped in silence.
        new("wireguard", "WireGuard", "answers only who knows its public key", 51820),
        // RFC 7348 section 4: a frame goes into the tunnel, and no message of VXLAN itself comes back. Linux used 8472 before IANA's 4789.
        new("vxlan", "VXLAN", "carries frames and has no message that asks for an answer", 4789, 8472),
        // RFC 8926 section 3: the same for Geneve.
        new("geneve", "Geneve", "carries frames and has no message that asks for an answer", 6081),
        // RFC 8415 section 16: a server discards Solicit and Information-request messages that come by unicast.
        new("dhcpv6", "DHCPv6", "answers only its own link, by multicast", 547),
        // RFC 5880 section 6.8.6: a packet that belongs to no session is discarded. RFC 5881 section 4 for the ports.
        new("bfd", "BFD", "answers only the peers of its sessions", 3784, 4784),
        // mosh.org, State Synchronization Protocol: datagrams that fail AES-OCB authentication are dropped.
        new("mosh", "mosh", "answers only who holds the session's key", 60001),
    ];

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Title { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ushort> Ports { get; }

    /// <inheritdoc/>
    public override string CannotBeProbed { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Datagrams(QuestionContext context) => [];

    /// <inheritdoc/>
    public override ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent) => null;
}
