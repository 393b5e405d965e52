using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Operations.Files;

/// <summary>What this machine, or another one whose files stand in a folder, sets at boot.</summary>
public static class SystemSettings
{
    /// <summary>Reads sysctl.d in the order in which it is applied.</summary>
    /// <param name="systemRoot">Where the system's files stand; null for <c>/</c>.</param>
    /// <returns>Null when it has none.</returns>
    public static Configuration? Read(string? systemRoot = null) =>
        SystemSysctls.Read(DiskTree.Source(new ConfigScope { SystemRoot = systemRoot, AllowOutside = true }));
}
