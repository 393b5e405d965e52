namespace TcpVet.Configs.Text;

/// <summary>What a path leads to.</summary>
public enum FileLook
{
    /// <summary>Nothing, or nothing that may be seen.</summary>
    Absent,

    /// <summary>An ordinary file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a FIFO or a socket: never opened for its content.</summary>
    Special,
}
