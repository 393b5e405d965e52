using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Kinds;

/// <summary>The configuration that a running server reads.</summary>
/// <param name="Paths">The files and folders that it begins with, in their order.</param>
/// <param name="Read">Reads it; the caller has made sure that the server itself may.</param>
public sealed record ServerFiles(IReadOnlyList<string> Paths, Func<ConfigSource, Configuration> Read)
{
    /// <summary>A further file that tells the product's version; null where the program file told it, or nothing does.</summary>
    public VersionFile? VersionFile { get; init; }
}

/// <summary>A file beside the configuration that tells the product's version.</summary>
/// <param name="Path">The file.</param>
/// <param name="Read">Reads the version from its bytes, a seekable stream; null when it is not in them.</param>
public sealed record VersionFile(string Path, Func<Stream, string?> Read);
