using System.Text;

namespace TcpVet.Configs.Text;

/// <summary>Texts under paths; folders are those that the paths name.</summary>
/// <param name="texts">Text by path; one without a slash before it stands in the root.</param>
/// <param name="links">Target by path of a symbolic link.</param>
internal sealed class MemoryTree(IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, string> links) : FileTree
{
    private readonly Dictionary<string, string> files = Absolute(texts);
    private readonly Dictionary<string, string> targets = Absolute(links);

    /// <inheritdoc/>
    public override string Full(string path) => path.StartsWith('/') ? path : $"/{path}";

    /// <inheritdoc/>
    protected internal override string? LinkAt(string path) => targets.GetValueOrDefault(path);

    /// <inheritdoc/>
    public override FileLook Look(string path)
    {
        if (files.ContainsKey(path))
        {
            return FileLook.File;
        }

        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return FileLook.Special;
        }

        string inside = path == "/" ? path : $"{path}/";
        return All.Any(file => file.StartsWith(inside, StringComparison.Ordinal)) ? FileLook.Folder : FileLook.Absent;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Names(string path, int most)
    {
        string inside = path == "/" ? path : $"{path}/";
        string[] names =
        [
            .. All.Where(file => file.StartsWith(inside, StringComparison.Ordinal)).Select(file => file[inside.Length..].Split('/')[0])
                .Distinct(StringComparer.Ordinal).Take(most),
        ];
        return names.Length > 0 ? names : null;
    }

    /// <inheritdoc/>
    public override byte[]? Read(string path, int most, out string refusal)
    {
        refusal = NoSuchFile;
        return files.TryGetValue(path, out string? text) ? Encoding.UTF8.GetBytes(text) : null;
    }

    private IEnumerable<string> All => files.Keys.Concat(targets.Keys);

    private static Dictionary<string, string> Absolute(IReadOnlyDictionary<string, string> named) =>
        named.ToDictionary(entry => entry.Key.StartsWith('/') ? entry.Key : $"/{entry.Key}", entry => entry.Value, StringComparer.Ordinal);
}
