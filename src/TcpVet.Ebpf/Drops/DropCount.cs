using TcpVet.Model;

namespace TcpVet.Ebpf.Drops;

/// <summary>Which way a packet went that was thrown away.</summary>
public enum DropWay
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>To this host.</summary>
    In,

    /// <summary>From this host.</summary>
    Out,

    /// <summary>Through this host.</summary>
    Forward,
}

/// <summary>What packets were counted by.</summary>
/// <param name="Reason">The kernel's number of the reason.</param>
/// <param name="Netns">The inode of the network namespace.</param>
/// <param name="Interface">The index of the interface that they came in by or should have left by; 0 when unknown.</param>
/// <param name="Way">Which way they went.</param>
/// <param name="Family">The family; null for what is no IP packet.</param>
/// <param name="Ethertype">The protocol of the frame.</param>
/// <param name="Protocol">The IP protocol; 0 for what is no IP packet.</param>
/// <param name="Port">The local port, or the destination's of what was forwarded; 0 where there is none or it is not told apart.</param>
public readonly record struct DropKey(
    uint Reason, uint Netns, uint Interface, DropWay Way, AddressFamily? Family, ushort Ethertype, byte Protocol, ushort Port)
{
    /// <summary>The inode of the socket that they were of or for; 0 for none.</summary>
    public uint Inode { get; init; }

    /// <summary>They came to a group of hosts or to all: multicast, broadcast.</summary>
    public bool IsGroup { get; init; }

    /// <summary>They are SYNs that ask for a connection.</summary>
    public bool IsOpening { get; init; }

    /// <summary>The address of the code that threw them away, where the reason says nothing; else 0.</summary>
    public ulong Location { get; init; }

    /// <summary>Both ends, where they are told apart.</summary>
    public DropEnds? Ends { get; init; }

    /// <summary>True for those that found no room where ports, sockets and addresses are told apart.</summary>
    public bool IsRest { get; init; }
}

/// <summary>Both ends of a packet.</summary>
/// <param name="Local">This host's; the destination of what was forwarded.</param>
/// <param name="Peer">The other.</param>
public readonly record struct DropEnds(InetEndpoint Local, InetEndpoint Peer);

/// <summary>How many packets were thrown away, and the first of them.</summary>
public sealed record DropCount
{
    /// <summary>What they were counted by.</summary>
    public required DropKey Key { get; init; }

    /// <summary>How many.</summary>
    public required ulong Packets { get; init; }

    /// <summary>Bytes of them, as far as their headers were still in front.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>When the first one came, in nanoseconds of CLOCK_MONOTONIC.</summary>
    public required ulong First { get; init; }

    /// <summary>When the last one came.</summary>
    public required ulong Last { get; init; }

    /// <summary>The address of the code that threw the first one away.</summary>
    public required ulong Location { get; init; }

    /// <summary>Both ends of the first one; null for what is no IP packet.</summary>
    public DropEnds? Sample { get; init; }

    /// <summary>The control group (version 2) of the socket; 0 when unknown.</summary>
    public ulong Cgroup { get; init; }

    /// <summary>Who made the socket; null without one.</summary>
    public uint? Uid { get; init; }

    /// <summary>Who was sending the first one; null when nobody was seen to. The name is hostile.</summary>
    public ProcessRef? Sender { get; init; }

    /// <summary>The index of the interface by which it should have gone on; 0 for none.</summary>
    public uint OutInterface { get; init; }

    /// <summary>The name of the interface, hostile; empty when the packet did not say it.</summary>
    public string InterfaceName { get; init; } = "";
}
