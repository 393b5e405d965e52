using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.SysctlConf;

/// <summary>What a system sets at boot.</summary>
public static class SystemSysctls
{
    private const string Conf = "/etc/sysctl.conf";

    // sysctl.d(5) of systemd does not name /etc/sysctl.conf; distributions that want it link it into sysctl.d. procps' own "sysctl
    // --system" reads it last.
    private static readonly string[] SystemdSysctl = ["/usr/lib/systemd/systemd-sysctl", "/lib/systemd/systemd-sysctl"];

    /// <summary>Reads the files that the system reads at boot.</summary>
    /// <param name="source">The system's files; includes may lead anywhere.</param>
    /// <returns>Null when it has none.</returns>
    public static Configuration? Read(ConfigSource source)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        IEnumerable<string> folders = SysctlFolders.OfSystem.Where(folder => source.Look(folder) == FileLook.Folder);
        List<string> paths = [.. folders.Where(folder => seen.Add(source.Resolved(folder) ?? folder))];
        if (!Array.Exists(SystemdSysctl, program => source.Look(program) == FileLook.File) && source.Look(Conf) == FileLook.File)
        {
            paths.Add(Conf);
        }

        Configuration read = SysctlConfParser.Parse(source, paths, ConfigurationKind.SysctlConf, ConfigurationOrigin.System);
        return read.Files.Count > 0 || read.Problems.Count > 0 ? read : null;
    }
}
