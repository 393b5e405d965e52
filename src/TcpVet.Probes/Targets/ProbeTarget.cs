using TcpVet.Model;

namespace TcpVet.Probes.Targets;

/// <summary>A target as a user wrote it: a protocol, a host and ports.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Host">The address or the name, without brackets and zone.</param>
/// <param name="Zone">The interface of a link-local address (RFC 4007 §11), <c>eth0</c>; null for none.</param>
/// <param name="Address">The address; null when the host is a name.</param>
/// <param name="Ports">The ports in the order of writing.</param>
public sealed record ProbeTarget(Protocol Protocol, string Host, string? Zone, InetAddress? Address, IReadOnlyList<PortRange> Ports)
{
    /// <summary>How many ports.</summary>
    public int PortCount => Ports.Sum(range => range.Count);

    /// <summary>Each port once.</summary>
    public IEnumerable<ushort> EachPort =>
        Ports.SelectMany(range => Sequence.Range(range.First, range.Count)).Select(port => (ushort)port).Distinct();

    /// <summary>The full form of one port: <c>tcp://www.example.net:443</c>, <c>udp://[fe80::1%eth0]:53</c>.</summary>
    public string TextOf(ushort port)
    {
        string host = Zone is null ? Host : $"{Host}%{Zone}";
        return $"{(Protocol == Protocol.Tcp ? "tcp" : "udp")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
    }
}
