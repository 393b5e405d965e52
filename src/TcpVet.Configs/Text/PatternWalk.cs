using TcpVet.Model;

namespace TcpVet.Configs.Text;

/// <summary>Turns patterns and folders into files, in the order of the servers.</summary>
/// <param name="tree">The files.</param>
/// <param name="confines">Folders outside are not listed.</param>
/// <param name="most">How many names it may look at in all.</param>
internal sealed class PatternWalk(FileTree tree, Confines confines, int most)
{
    private int seen;
    private string? refusal;

    /// <summary>Why the last walk left something out; null when it did not. Asking forgets it.</summary>
    public string? TakeRefusal()
    {
        string? told = refusal;
        refusal = null;
        return told;
    }

    /// <summary>The names in a folder, sorted by their bytes.</summary>
    public string[] Names(string folder)
    {
        if (tree.Resolve(tree.Full(folder.Length == 0 ? "." : folder)) is not { } resolved
            || tree.Names(resolved, most - seen + 1) is not { } names)
        {
            return [];
        }

        if (names.Count > most - seen)
        {
            refusal = $"more than {most} names to look at; not read";
            return [];
        }

        seen += names.Count;
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The paths that fit a pattern, sorted as glob(3) sorts in the C locale.</summary>
    public IReadOnlyList<string> Expand(string pattern)
    {
        List<string> found = [pattern.StartsWith('/') ? "/" : ""];
        string[] parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            bool last = i == parts.Length - 1;
            found = PathGlob.IsPattern(part)
                ? [.. found.SelectMany(folder => Matching(folder, part, last))]
                : [.. found.Select(folder => Join(folder, part)).Where(path => !last || Exists(path))];
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Puts the files of a folder, and of the folders in it, in the place of the folder.</summary>
    public IReadOnlyList<string> Unfold(IReadOnlyList<string> paths, ConfigInclude how) =>
        [.. paths.SelectMany(path => Files(path, how, depth: 0))];

    private IEnumerable<string> Files(string path, ConfigInclude how, int depth)
    {
        if (tree.Resolve(tree.Full(path)) is not { } resolved || tree.Look(resolved) != FileLook.Folder)
        {
            return depth == 0 || path.EndsWith(how.Suffix, StringComparison.Ordinal) ? [path] : [];
        }

        if (!Allowed(resolved) || depth > 16 || (depth > 0 && !how.Folders))
        {
            return [];
        }

        return Names(path).SelectMany(name => Files(Join(path, name), how, depth + 1));
    }

    private IEnumerable<string> Matching(string folder, string pattern, bool last)
    {
        if (tree.Resolve(tree.Full(folder.Length == 0 ? "." : folder)) is not { } resolved || !Allowed(resolved))
        {
            return [];
        }

        string[] names = Names(folder);
        if (names.Length == 0 && tree.Look(resolved) == FileLook.Folder && tree.Names(resolved, 1) is null)
        {
            refusal ??= $"{resolved} may not be listed";
        }

        return names
            .Where(name => PathGlob.Matches(pattern, name))
            .Select(name => Join(folder, name))
            .Where(path => last || IsFolder(path));
    }

    private bool Allowed(string resolved)
    {
        bool allowed = confines.LeadsInside(resolved);
        refusal ??= allowed ? null : $"{resolved} lies outside {confines.Root} and was not searched";
        return allowed;
    }

    private bool Exists(string path) => tree.Resolve(tree.Full(path)) is { } resolved && tree.Look(resolved) != FileLook.Absent;

    private bool IsFolder(string path) => tree.Resolve(tree.Full(path)) is { } resolved && tree.Look(resolved) == FileLook.Folder;

    private static string Join(string folder, string name) => folder.Length == 0 ? name : folder == "/" ? $"/{name}" : $"{folder}/{name}";
}
