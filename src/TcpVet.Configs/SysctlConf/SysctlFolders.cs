using TcpVet.Configs.Text;

namespace TcpVet.Configs.SysctlConf;

/// <summary>Which files of sysctl.d folders are read, and in which order: sysctl.d(5), CONFIGURATION DIRECTORIES AND PRECEDENCE.</summary>
public static class SysctlFolders
{
    /// <summary>The folders of a system, the one whose files mask the others' first.</summary>
    public static IReadOnlyList<string> OfSystem { get; } =
        ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d"];

    /// <summary>Files in the order in which they are applied.</summary>
    /// <param name="source">Knows what is a folder.</param>
    /// <param name="paths">Files, folders of fragments, or the root of a system that has such folders.</param>
    internal static IReadOnlyList<string> InOrder(ConfigSource source, IReadOnlyList<string> paths)
    {
        List<string> folders = [];
        List<string> files = [];
        foreach (string path in paths)
        {
            if (source.Look(path) != FileLook.Folder)
            {
                files.Add(path);
                continue;
            }

            IEnumerable<string> known = OfSystem.Select(folder => path.TrimEnd('/') + folder);
            string[] inside = [.. known.Where(folder => source.Look(folder) == FileLook.Folder)];
            folders.AddRange(inside.Length > 0 ? inside : [path]);
        }

        return [.. Fragments(source, folders), .. files];
    }

    /// <summary>
    /// The fragments that count, by name whatever their folder. A name in a folder with precedence masks the same name in the others, and
    /// so does a symbolic link to /dev/null, which is then not read either.
    /// </summary>
    private static IEnumerable<string> Fragments(ConfigSource source, IReadOnlyList<string> folders)
    {
        SortedDictionary<string, string> chosen = new(StringComparer.Ordinal);
        foreach (string folder in folders.OrderBy(Rank))
        {
            foreach (string name in source.Names(folder).Where(name => name.EndsWith(".conf", StringComparison.Ordinal)))
            {
                chosen.TryAdd(name, folder.EndsWith('/') ? folder + name : $"{folder}/{name}");
            }
        }

        return chosen.Values.Where(path => source.Resolved(path) != "/dev/null");
    }

    // A folder that is none of the system's keeps its place behind those that are.
    private static int Rank(string folder)
    {
        string plain = folder.TrimEnd('/');
        for (int i = 0; i < OfSystem.Count; i++)
        {
            if (plain.EndsWith(OfSystem[i], StringComparison.Ordinal)
                && !(i == OfSystem.Count - 1 && plain.EndsWith("/usr/lib/sysctl.d", StringComparison.Ordinal)))
            {
                return i;
            }
        }

        return OfSystem.Count;
    }
}
