namespace TcpVet.Model.Knowledge;

/// <summary>
/// The kernel settings that TCP and UDP depend on: meaning, default and range by kernel version, scope, and what is wrongly said of them.
/// The table of <c>explain</c>, and of whatever checks configuration files.
/// </summary>
public static class SettingKnowledge
{
    private static readonly Dictionary<string, KernelSetting> ByName;
    private static readonly ILookup<string, KernelSetting> ByShortName;

    static SettingKnowledge()
    {
        All = [.. new[]
        {
            ClosingSettings.All, HandshakeSettings.All, KeepaliveSettings.All, RetransmissionSettings.All,
            PortSettings.All, MemorySettings.All, LimitSettings.All, ConntrackSettings.All,
        }.SelectMany(settings => settings).OrderBy(setting => setting.Name, StringComparer.Ordinal)];
        ByName = All.ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);
        ByShortName = All.ToLookup(setting => setting.ShortName, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every setting, by name.</summary>
    public static IReadOnlyList<KernelSetting> All { get; }

    /// <summary>
    /// The setting of a name as people write it: full with dots or slashes, under /proc/sys, or its last component alone.
    /// Null when there is none, or when the last component alone fits several.
    /// </summary>
    public static KernelSetting? Find(string name)
    {
        string full = Canonical(name);
        if (ByName.TryGetValue(full, out KernelSetting? setting))
        {
            return setting;
        }

        KernelSetting[] named = full.Contains('.') ? [] : [.. ByShortName[full]];
        return named.Length == 1 ? named[0] : null;
    }

    /// <summary>
    /// A sysctl's name with dots: <c>/proc/sys/net/ipv4/tcp_mem</c> and <c>net/ipv4/tcp_mem</c> become <c>net.ipv4.tcp_mem</c>.
    /// As in sysctl(8), the separator that comes first separates, so that <c>net/ipv4/conf/eth0.1/x</c> keeps its dot.
    /// </summary>
    public static string Canonical(string name)
    {
        string text = name.Trim();
        if (text.StartsWith("/proc/sys/", StringComparison.Ordinal))
        {
            text = text["/proc/sys/".Length..];
        }

        int separator = text.AsSpan().IndexOfAny('.', '/');
        return separator >= 0 && text[separator] == '/' ? text.Replace('/', '.') : text;
    }
}
