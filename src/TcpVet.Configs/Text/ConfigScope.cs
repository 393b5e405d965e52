namespace TcpVet.Configs.Text;

/// <summary>Where a configuration may lead its reader.</summary>
public sealed record ConfigScope
{
    /// <summary>Includes stay in the folder of the first file.</summary>
    public static ConfigScope Default { get; } = new();

    /// <summary>
    /// The folder that includes may not leave, symbolic links resolved, and in which absolute paths of the configuration begin that do not
    /// lie in it already; null for the folder of the first file, and paths as they are.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>True to follow includes anywhere.</summary>
    public bool AllowOutside { get; init; }

    /// <summary>
    /// What the reader takes for <c>/</c>: <c>/proc/PID/root</c> for a process with a file system of its own. Symbolic links are resolved
    /// inside it, so that none leads out. Null for this process's own.
    /// </summary>
    public string? SystemRoot { get; init; }

    /// <summary>What it may cost.</summary>
    public ConfigLimits Limits { get; init; } = ConfigLimits.Default;
}
