namespace TcpVet.Linux.Interop;

/// <summary>What a path leads to, behind symbolic links as well.</summary>
public enum PathKind
{
    /// <summary>Nothing, or nothing that may be seen.</summary>
    Absent,

    /// <summary>An ordinary file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a FIFO or a socket.</summary>
    Special,
}
