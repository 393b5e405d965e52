namespace TcpVet.Ebpf.Drops;

/// <summary>Which thrown away packets are counted, and by what.</summary>
/// <param name="Netns">The inode of the only network namespace; 0 for all.</param>
public readonly record struct DropRequest(uint Netns)
{
    /// <summary>Tells apart by addresses and the peer's port, too, in a larger table.</summary>
    public bool Peers { get; init; }

    /// <summary>Counts what is no IP packet, too.</summary>
    public bool Others { get; init; }

    /// <summary>Whether packets with a reason are not counted, by its name as <see cref="DropReasonNames"/> has it; null to count
    /// all.</summary>
    public Func<string, bool>? IsIgnored { get; init; }

    /// <summary>The most different keys that are counted.</summary>
    public uint Room => Peers ? 32_768u : 8_192u;
}
