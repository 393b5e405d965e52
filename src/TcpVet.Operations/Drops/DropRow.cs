using TcpVet.Ebpf.Drops;
using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Operations.Drops;

/// <summary>How the process of a row is known.</summary>
public enum DropOwnerBy
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It holds the socket that the packet was of or for.</summary>
    Socket,

    /// <summary>It was sending when the packet was thrown away.</summary>
    Sending,

    /// <summary>It holds a socket on the port that the packet was for.</summary>
    Port,
}

/// <summary>Whose the packets were. Names are hostile.</summary>
/// <param name="By">How it is known.</param>
/// <param name="Process">The process; null when only the control group is known.</param>
/// <param name="Others">How many more processes hold the socket.</param>
/// <param name="Unit">The unit, container or pod; null when unknown.</param>
public readonly record struct DropOwner(DropOwnerBy By, ProcessRef? Process, int Others, string? Unit);

/// <summary>Packets that were thrown away for the same reason, at the same place, of the same owner.</summary>
public sealed record DropRow
{
    /// <summary>The reason.</summary>
    public required DropReason Reason { get; init; }

    /// <summary>What it means for these packets.</summary>
    public required DropKind Kind { get; init; }

    /// <summary>The namespace's label; raw text.</summary>
    public required string Netns { get; init; }

    /// <summary>Which way they went.</summary>
    public required DropWay Way { get; init; }

    /// <summary>The interface's name, raw text; null when it is unknown.</summary>
    public string? Interface { get; init; }

    /// <summary>The protocol: <c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>ip 47</c>, <c>frame 0x0806</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The IP protocol's number; 0 for what is no IP packet.</summary>
    public required byte ProtocolNumber { get; init; }

    /// <summary>The local port, or the destination's of what was forwarded; 0 where there is none or several.</summary>
    public required ushort Port { get; init; }

    /// <summary>How many ports were folded into this row; 1 for none.</summary>
    public int Ports { get; init; } = 1;

    /// <summary>Whose they were.</summary>
    public DropOwner Owner { get; init; }

    /// <summary>How many.</summary>
    public required long Packets { get; init; }

    /// <summary>Their bytes, as far as headers were still in front.</summary>
    public required long Bytes { get; init; }

    /// <summary>When the first of them came; null when that was before the time of this answer.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>When the last one came.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>Both ends of one of them; null for what is no IP packet.</summary>
    public DropEnds? Sample { get; init; }

    /// <summary>The kernel's function that threw it away; null when unknown.</summary>
    public string? Location { get; init; }

    /// <summary>TCP: they asked for a connection.</summary>
    public bool IsOpening { get; init; }

    /// <summary>Of netfilter's: the rules that may have stopped them; null when it was no firewall, or its rules could not
    /// be read.</summary>
    public IReadOnlyList<FirewallRule>? Rules { get; init; }

    /// <summary>True when the table was full: ports and owners are not told apart.</summary>
    public bool IsRest { get; init; }

    /// <summary>A row of what was counted, without the names and times that the count does not know.</summary>
    /// <param name="count">What was counted.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="owners">Knows whose they were.</param>
    internal static DropRow Of(DropCount count, DropReason reason, DropOwners owners) => new()
    {
        Reason = reason,
        Kind = DropJudgement.Kind(reason, count.Key),
        Netns = "",
        Way = count.Key.Way,
        Interface = owners.InterfaceOf(count),
        Protocol = DropJudgement.Protocol(count.Key),
        ProtocolNumber = count.Key.Protocol,
        Port = count.Key.Port,
        Owner = owners.Of(count),
        Packets = (long)count.Packets,
        Bytes = (long)count.Bytes,
        Last = default,
        Sample = count.Sample,
        IsOpening = count.Key.IsOpening,
        IsRest = count.Key.IsRest,
    };
}
