namespace TcpVet.Configs.Text;

/// <summary>
/// What reading a configuration may cost. Files are other people's: one of a gigabyte, or one that includes itself, ends in a problem,
/// not in a full memory.
/// </summary>
public sealed record ConfigLimits
{
    /// <summary>The limits of the program.</summary>
    public static ConfigLimits Default { get; } = new();

    /// <summary>Bytes of one file.</summary>
    public int FileBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of all files, one that is included twice counted twice.</summary>
    public long TotalBytes { get; init; } = 64L << 20;

    /// <summary>Files read, one that is included twice counted twice: a snippet of nginx stands in every server.</summary>
    public int Files { get; init; } = 4096;

    /// <summary>How deep includes may nest; the first file is at 0.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Names of folders that patterns may look at, in all.</summary>
    public int Entries { get; init; } = 100_000;

    /// <summary>Problems kept; a last one says how many there were beyond.</summary>
    public int Problems { get; init; } = 200;
}
