using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Files;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tune;

/// <summary>What the host sets when it starts, and what of it would come behind our own file.</summary>
internal sealed class BootFiles
{
    private readonly Dictionary<string, BootLine> later = new(StringComparer.Ordinal);

    private BootFiles(Configuration? boot, string root = "")
    {
        // In the order in which they are applied: the last one wins. A key that a pattern fits gives way to a key that is written out.
        foreach (ConfigDirective line in boot?.Directives ?? [])
        {
            string file = boot!.Files[line.File];
            if (ComesLater(file))
            {
                later[SettingKnowledge.Canonical(line.Name)] = new BootLine(root + file, line.Line, line.Argument);
            }
        }
    }

    /// <summary>
    /// The files that are read beside those of a folder: the host's own for the standard one, those of another system's root below one that
    /// ends like it.
    /// </summary>
    public static BootFiles Beside(string folder)
    {
        string plain = folder.TrimEnd('/');
        if (plain.EndsWith(PersistedFile.StandardFolder, StringComparison.Ordinal))
        {
            string root = plain[..^PersistedFile.StandardFolder.Length];
            return new BootFiles(SystemSettings.Read(root.Length == 0 ? null : root), root);
        }

        ConfigSource source = DiskTree.Source(new ConfigScope { AllowOutside = true });
        return new BootFiles(Directory.Exists(plain)
            ? SysctlConfParser.Parse(source, [plain], ConfigurationKind.SysctlConf, ConfigurationOrigin.System) : null);
    }

    /// <summary>The line that would win over ours; null when none would.</summary>
    public BootLine? WinnerOver(string setting) => later.GetValueOrDefault(setting);

    // Fragments are applied by name whatever their folder (sysctl.d(5)); /etc/sysctl.conf comes last where it is read at all.
    private static bool ComesLater(string file) =>
        string.CompareOrdinal(Path.GetFileName(file), PersistedFile.FileName) > 0
        || file.EndsWith("/etc/sysctl.conf", StringComparison.Ordinal);
}
