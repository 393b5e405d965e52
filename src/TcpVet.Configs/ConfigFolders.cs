using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>Finds the configuration that a folder holds: the first file of a server's, the fragments of sysctl.d.</summary>
public static class ConfigFolders
{
    // Below the folder, as distributions and the projects' own archives lay them out.
    private static readonly (ConfigurationKind Kind, string File)[] FirstFiles =
    [
        (ConfigurationKind.Nginx, "nginx.conf"),
        (ConfigurationKind.Nginx, "conf/nginx.conf"),
        (ConfigurationKind.Tomcat, "server.xml"),
        (ConfigurationKind.Tomcat, "conf/server.xml"),
        (ConfigurationKind.Httpd, "apache2.conf"),
        (ConfigurationKind.Httpd, "httpd.conf"),
        (ConfigurationKind.Httpd, "conf/httpd.conf"),
    ];

    /// <summary>Looks into a folder.</summary>
    /// <param name="source">Lists and opens.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="forced">The kind that the user says it is; null to find out.</param>
    /// <param name="why">What told it, or what was looked for in vain.</param>
    /// <returns>The kind, and the paths to give to its parser; null when none is found, or several are.</returns>
    public static (ConfigurationKind Kind, IReadOnlyList<string> Files)? Look(ConfigSource source, string folder, ConfigurationKind? forced, out string why)
    {
        List<(ConfigurationKind Kind, IReadOnlyList<string> Files)> found = [.. All(source, folder.Length > 1 ? folder.TrimEnd('/') : folder, forced).DistinctBy(entry => entry.Kind)];
        why = found.Count switch
        {
            0 when forced is null => "the folder has no fragments of sysctl.d, no nginx.conf, server.xml, apache2.conf or httpd.conf, and no .cfg of HAProxy",
            0 => $"the folder has no configuration of the kind {forced.Value.Word()}",
            1 => "what is in the folder says so",
            _ => $"the folder has configurations of {string.Join(" and ", found.Select(entry => entry.Kind.Word()).Order(StringComparer.Ordinal))}",
        };
        return found.Count == 1 ? found[0] : null;
    }

    private static IEnumerable<(ConfigurationKind Kind, IReadOnlyList<string> Files)> All(ConfigSource source, string folder, ConfigurationKind? forced)
    {
        bool Wanted(ConfigurationKind kind) => forced is null || forced == kind;
        foreach ((ConfigurationKind kind, string file) in FirstFiles.Where(entry => Wanted(entry.Kind)))
        {
            string path = Below(folder, file);
            if (source.Look(path) == FileLook.File)
            {
                yield return (kind, [path]);
            }
        }

        IReadOnlyList<string> names = source.Names(folder);
        string[] pieces = [.. names.Where(name => name.EndsWith(".cfg", StringComparison.Ordinal) && name[0] != '.').Select(name => Below(folder, name))];
        if (Wanted(ConfigurationKind.HAProxy) && pieces.Length > 0 && (forced is not null || Is(source, pieces, ConfigurationKind.HAProxy)))
        {
            // haproxy -f FOLDER reads every .cfg in it, in the order of the names (management guide, chapter 3).
            yield return (ConfigurationKind.HAProxy, pieces);
        }

        string[] fragments = [.. names.Where(name => name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => Below(folder, name))];
        bool isSystem = SysctlFolders.OfSystem.Any(inside => source.Look(folder.TrimEnd('/') + inside) == FileLook.Folder);
        if (Wanted(ConfigurationKind.SysctlConf) && (isSystem || (fragments.Length > 0 && (forced is not null || Is(source, fragments, ConfigurationKind.SysctlConf)))))
        {
            yield return (ConfigurationKind.SysctlConf, [folder]);
        }
    }

    // The first files that say what they are speak for the folder.
    private static bool Is(ConfigSource source, string[] paths, ConfigurationKind kind)
    {
        const int enough = 16;
        foreach (string path in paths.Take(enough))
        {
            if (source.Open(path) is { } text && ConfigKindDetector.Detect(text.Text, path).Kind is { } detected)
            {
                return detected == kind;
            }
        }

        return false;
    }

    private static string Below(string folder, string file) => folder == "/" ? $"/{file}" : $"{folder}/{file}";
}
