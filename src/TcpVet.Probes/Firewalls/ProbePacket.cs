using System.Buffers.Binary;
using TcpVet.Model;

namespace TcpVet.Probes.Firewalls;

/// <summary>Which hooks a packet passes.</summary>
public enum PacketRoute
{
    /// <summary>To this namespace.</summary>
    In,

    /// <summary>From this namespace.</summary>
    Out,

    /// <summary>Through it.</summary>
    Forward,
}

/// <summary>A packet as far as its bytes are known: the rest depends on the kernel, the path or the moment. Pure.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="From">The sender; port 0 when it is not known.</param>
/// <param name="To">The receiver.</param>
/// <param name="OverLoopback">Whether it stays within the namespace: then it arrives over <c>lo</c>.</param>
public sealed record ProbePacket(Protocol Protocol, InetEndpoint From, InetEndpoint To, bool OverLoopback)
{
    /// <summary>Which hooks it passes.</summary>
    public PacketRoute Route { get; init; }

    /// <summary>The interface that it came in by; null when it is not known.</summary>
    public string? InInterface { get; init; }

    /// <summary>The interface that it leaves by; null when it is not known.</summary>
    public string? OutInterface { get; init; }

    /// <summary>Whether it is known to be the first of its connection, a SYN of TCP: else its flags and what is tracked are not.</summary>
    public bool IsFirst { get; init; } = true;

    /// <summary>Bytes of the network header; null when one of them is not known.</summary>
    internal byte[]? Network(int offset, int length)
    {
        bool v4 = To.Addr.Family == AddressFamily.IPv4;
        int size = To.Addr.Family == AddressFamily.IPv4 ? 4 : 16;
        int source = v4 ? 12 : 8;
        // The protocol of IPv4 at 9, the next header of IPv6 at 6, where no extension stands before it.
        if (length == 1 && offset == (v4 ? 9 : 6))
        {
            return [(byte)Protocol];
        }

        Span<byte> addresses = stackalloc byte[32];
        From.Addr.Write(addresses);
        To.Addr.Write(addresses[size..]);
        return offset >= source && offset + length <= source + (2 * size) ? addresses.Slice(offset - source, length).ToArray() : null;
    }

    /// <summary>Bytes of the transport header; null when one of them is not known.</summary>
    internal byte[]? Transport(int offset, int length)
    {
        byte[] ports = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, From.Port);
        BinaryPrimitives.WriteUInt16BigEndian(ports.AsSpan(2), To.Port);
        if (offset + length <= 4)
        {
            return From.Port == 0 && offset < 2 ? null : ports[offset..(offset + length)];
        }

        // The flags of a first SYN, less those of ECN (RFC 3168), which a setting may add.
        return IsFirst && Protocol == Protocol.Tcp && (offset, length) == (13, 1) ? [2] : null;
    }
}
