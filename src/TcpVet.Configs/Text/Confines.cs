namespace TcpVet.Configs.Text;

/// <summary>The folder that includes may not leave.</summary>
/// <param name="tree">The files.</param>
/// <param name="scope">The user's wish.</param>
internal sealed class Confines(FileTree tree, ConfigScope scope)
{
    private readonly List<string> roots = [];

    /// <summary>The folder, for messages.</summary>
    public string Root => roots.Count > 0 ? roots[0] : "/";

    /// <summary>Takes the folder of the first file; a file that is a symbolic link has two, and both are its own.</summary>
    /// <param name="full">The first file's absolute path.</param>
    /// <param name="resolved">The same behind symbolic links.</param>
    /// <param name="home">The folder of the product's layout that it stands in; null for its own.</param>
    public void Begin(string full, string resolved, string? home)
    {
        if (roots.Count > 0)
        {
            return;
        }

        string[] wanted = scope.Root is { } root ? [tree.Full(root)] : home is not null ? [tree.Full(home)]
            : [ConfigText.FolderOf(full), ConfigText.FolderOf(resolved)];
        roots.AddRange(wanted.Select(folder => tree.Resolve(folder) ?? folder).Distinct(StringComparer.Ordinal));
    }

    /// <summary>True when a resolved path may be read or listed.</summary>
    public bool Holds(string resolved) =>
        scope.AllowOutside || roots.Exists(root => root == "/" || resolved == root || IsBelow(resolved, root));

    /// <summary>True when the way to a folder inside may lead through this one.</summary>
    public bool LeadsInside(string resolved) =>
        Holds(resolved) || resolved == "/" || roots.Exists(root => IsBelow(root, resolved));

    /// <summary>The folder in which a path would lead to the folder of the first file, or to one above it; null when there is
    /// none.</summary>
    /// <param name="path">Absolute, as the configuration names it.</param>
    public string? CopyOf(string path)
    {
        string own = Root;
        for (string part = ConfigText.FolderOf(path); part.Length > 1; part = ConfigText.FolderOf(part))
        {
            int at = own.IndexOf(part + "/", StringComparison.Ordinal);
            at = at < 0 && own.EndsWith(part, StringComparison.Ordinal) ? own.Length - part.Length : at;
            if (at > 0)
            {
                return own[..at];
            }
        }

        return null;
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/';
}
