namespace TcpVet.Knowledge;

/// <summary>
/// The kernel settings that TCP and UDP depend on: meaning, default and range by kernel version, scope, and what is wrongly said of them.
/// The table of <c>explain</c>, and of whatever checks configuration files.
/// </summary>
public static class SettingKnowledge
{
    private static readonly Dictionary<string, KernelSetting> ByName;

    static SettingKnowledge()
    {
        All = [.. new[]
        {
            ClosingSettings.All, HandshakeSettings.All, KeepaliveSettings.All, RetransmissionSettings.All,
            PortSettings.All, MemorySettings.All, LimitSettings.All, ConntrackSettings.All,
            RecoverySettings.All, CongestionSettings.All, SegmentSettings.All, DeviceSettings.All, UdpSettings.All, InternetSettings.All,
            NeighbourSettings.All, MptcpSettings.All, RouteCacheSettings.All, RetiredSettings.All,
        }.SelectMany(settings => settings).Select(SettingHistory.Of).OrderBy(setting => setting.Name, StringComparer.Ordinal)];
        ByName = All.ToDictionary(setting => setting.Name, StringComparer.Ordinal);
    }

    /// <summary>Every setting, by name.</summary>
    public static IReadOnlyList<KernelSetting> All { get; }

    /// <summary>
    /// The setting of a name as people write it: full with dots or slashes, under /proc/sys, or its last component alone.
    /// Where the last component alone fits several, it is that of net.ipv4. Null when there is none.
    /// </summary>
    public static KernelSetting? Find(string name)
    {
        string full = Canonical(name);
        if (ByName.TryGetValue(full, out KernelSetting? setting))
        {
            return setting;
        }

        // ip_local_port_range is a sysctl, IP_LOCAL_PORT_RANGE a socket option: the letters' case decides first, then the sysctl.
        return All.Where(entry => IsCalled(entry, full))
            .OrderBy(entry => entry.Kind)
            .ThenBy(entry => entry.Name.StartsWith("net.ipv4.", StringComparison.Ordinal) ? 0 : 1)
            .FirstOrDefault();
    }

    /// <summary>The setting of a full name with dots, spelled exactly; null when there is none. The kernel's names have a case.</summary>
    public static KernelSetting? Exact(string name) =>
        ByName.TryGetValue(name, out KernelSetting? setting) && setting.Kind == SettingKind.Sysctl ? setting : null;

    /// <summary>
    /// A sysctl's name with dots: <c>/proc/sys/net/ipv4/tcp_mem</c> and <c>net/ipv4/tcp_mem</c> become <c>net.ipv4.tcp_mem</c>.
    /// As in sysctl.d(5), the separator that comes first separates and the other one stands for a character of a name:
    /// <c>net/ipv4/conf/eth0.1/x</c> becomes <c>net.ipv4.conf.eth0/1.x</c>.
    /// </summary>
    public static string Canonical(string name)
    {
        string text = name.Trim();
        if (text.StartsWith("/proc/sys/", StringComparison.Ordinal))
        {
            text = text["/proc/sys/".Length..];
        }

        int separator = text.AsSpan().IndexOfAny('.', '/');
        return separator >= 0 && text[separator] == '/'
            ? string.Create(text.Length, text, static (swapped, original) =>
            {
                for (int i = 0; i < swapped.Length; i++)
                {
                    swapped[i] = original[i] switch { '/' => '.', '.' => '/', char other => other };
                }
            })
            : text;
    }

    private static bool IsCalled(KernelSetting setting, string name) =>
        setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || setting.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase);
}
