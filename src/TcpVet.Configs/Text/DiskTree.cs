using TcpVet.Configs.Interop;

namespace TcpVet.Configs.Text;

/// <summary>The files of the machine.</summary>
/// <param name="systemRoot">What is taken for <c>/</c>; null for the process's own.</param>
internal sealed class DiskTree(string? systemRoot) : FileTree
{
    private readonly string prefix = systemRoot is null or "/" ? "" : systemRoot.TrimEnd('/');

    /// <inheritdoc/>
    public override string Full(string path) =>
        path.StartsWith('/') ? path : prefix.Length > 0 ? $"/{path}" : $"{Environment.CurrentDirectory}/{path}";

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

    /// <inheritdoc/>
    public override FileLook Look(string path) => OrdinaryFile.Look(prefix + path);

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Names(string path, int most)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(prefix + path).Take(most).Select(entry => Path.GetFileName(entry))];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override byte[]? Read(string path, int most, out string refusal) => OrdinaryFile.Read(prefix + path, most, out refusal);
}
