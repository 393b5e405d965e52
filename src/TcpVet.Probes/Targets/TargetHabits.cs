using TcpVet.Model;

namespace TcpVet.Probes.Targets;

/// <summary>What a target means that leaves something out.</summary>
/// <param name="Protocol">The protocol of a target that names none.</param>
/// <param name="Here">The address of this host, for a target without a host.</param>
public sealed record TargetHabits(Protocol Protocol, InetAddress Here)
{
    /// <summary>TCP, and 127.0.0.1.</summary>
    public static TargetHabits Usual { get; } = new(Protocol.Tcp, new InetAddress(AddressFamily.IPv4, 0x7F000001));
}
