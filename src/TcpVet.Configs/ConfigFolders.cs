using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>Finds the configuration that a folder holds: the first file of a server's, the fragments of sysctl.d.</summary>
public static class ConfigFolders
{
    // So many files say what they are before the search ends.
    private const int Enough = 16;

    /// <summary>Looks into a folder.</summary>
    /// <param name="source">Lists and opens.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="forced">The kind that the user says it is; null to find out.</param>
    /// <param name="why">What told it, or what was looked for in vain.</param>
    /// <returns>The kind, and the paths to give to its parser; null when none is found, or several are.</returns>
    public static (ConfigurationKind Kind, IReadOnlyList<string> Files)? Look(
        ConfigSource source, string folder, ConfigurationKind? forced, out string why)
    {
        folder = folder.Length > 1 ? folder.TrimEnd('/') : folder;
        List<(ConfigurationKind Kind, IReadOnlyList<string> Files)> found = [];
        foreach (ConfigKind kind in ConfigKinds.All)
        {
            if ((forced is null || forced == kind.Kind) && kind.Inside(source, folder) is { } inside
                && (forced is not null || inside.Witnesses.Count == 0 || Is(source, inside.Witnesses, kind.Kind)))
            {
                found.Add((kind.Kind, inside.Paths));
            }
        }

        why = found.Count switch
        {
            0 when forced is null => $"the folder has no {LookedFor()}",
            0 => $"the folder has no configuration of the kind {forced.Value.Word()}",
            1 => "what is in the folder says so",
            _ => $"the folder has configurations of {Words(found)}",
        };
        return found.Count == 1 ? found[0] : null;
    }

    private static string Words(List<(ConfigurationKind Kind, IReadOnlyList<string> Files)> found) =>
        string.Join(" and ", found.Select(entry => entry.Kind.Word()).Order(StringComparer.Ordinal));

    // "fragments of sysctl.d, no nginx.conf, server.xml, apache2.conf or httpd.conf, and no .cfg of HAProxy"
    private static string LookedFor()
    {
        string[] names =
        [
            .. ConfigKinds.All.SelectMany(kind => kind.FirstFiles).Select(file => file[(file.LastIndexOf('/') + 1)..]).Distinct(),
        ];
        string[] signs = [.. ConfigKinds.All.Select(kind => kind.FolderSign).OfType<string>()];
        return string.Join(", no ", [.. signs[..^1], $"{string.Join(", ", names[..^1])} or {names[^1]}"]) + $", and no {signs[^1]}";
    }

    // The first files that say what they are speak for the folder.
    private static bool Is(ConfigSource source, IReadOnlyList<string> paths, ConfigurationKind kind)
    {
        foreach (string path in paths.Take(Enough))
        {
            if (source.Open(path) is { } text && ConfigKindDetector.Detect(text.Text, path).Kind is { } detected)
            {
                return detected == kind;
            }
        }

        return false;
    }
}
