using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Rules.Settings;

/// <summary>Tells the first network namespace from the others: some settings exist in it alone.</summary>
internal static class FirstNamespace
{
    private static readonly string[] Telling = ["net.core.netdev_max_backlog", "net.core.netdev_budget", "net.ipv4.tcp_max_orphans", "net.ipv4.tcp_mem", "net.ipv4.udp_mem"];

    /// <summary>True when the namespace is known not to be the first: it has settings, and none of those that the first one alone
    /// has.</summary>
    public static bool IsAnother(NetnsCapture netns) =>
        netns.Sysctls.ContainsKey("net.ipv4.ip_local_port_range") && netns.Sysctls.ContainsKey("net.core.somaxconn") && !Array.Exists(Telling, netns.Sysctls.ContainsKey);

    /// <summary>True when the namespace is known to be the first.</summary>
    public static bool IsFirst(NetnsCapture netns) => Array.Exists(Telling, netns.Sysctls.ContainsKey);

    /// <summary>True for a setting that another namespace cannot set.</summary>
    public static bool Owns(KernelSetting setting) =>
        setting.Scope is SettingScope.Host or SettingScope.HostReadOnlyInside && !setting.Name.StartsWith("fs.", StringComparison.Ordinal);
}
