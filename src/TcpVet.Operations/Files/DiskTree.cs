using TcpVet.Configs.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Operations.Files;

/// <summary>The files of this machine, for the parsers of configurations.</summary>
/// <param name="systemRoot">What is taken for <c>/</c>; null for the process's own.</param>
public sealed class DiskTree(string? systemRoot) : FileTree
{
    private readonly string prefix = systemRoot is null or "/" ? "" : systemRoot.TrimEnd('/');

    /// <summary>A source of configurations that reads the files of this machine.</summary>
    /// <param name="scope">Where it may go and what it may cost; null for the folder of the first file and the usual limits.</param>
    public static ConfigSource Source(ConfigScope? scope = null) => ConfigSource.In(new DiskTree(scope?.SystemRoot), scope);

    /// <inheritdoc/>
    public override string Full(string path) =>
        path.StartsWith('/') ? path : prefix.Length > 0 ? $"/{path}" : $"{Environment.CurrentDirectory}/{path}";

    /// <inheritdoc/>
    public override FileLook Look(string path) => FileKind.Of(prefix + path) switch
    {
        PathKind.File => FileLook.File,
        PathKind.Folder => FileLook.Folder,
        PathKind.Special => FileLook.Special,
        _ => FileLook.Absent,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Names(string path, int most)
    {
        try
        {
            List<string> names = [];
            foreach (string entry in Directory.EnumerateFileSystemEntries(prefix + path))
            {
                if (names.Count == most)
                {
                    break;
                }

                names.Add(Path.GetFileName(entry));
            }

            return names;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override byte[]? Read(string path, int most, out string refusal) => OrdinaryFile.Read(prefix + path, most, out refusal);

    /// <inheritdoc/>
    protected override string? LinkAt(string path)
    {
        try
        {
            return new FileInfo(prefix + path).LinkTarget;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
