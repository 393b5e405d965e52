namespace TcpVet.Knowledge;

/// <summary>Settings that kernels of today no longer have, and that guides still set.</summary>
internal static class RetiredSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.tcp_abc",
            Summary = "Does not exist any more. It let the congestion window grow by bytes instead of acknowledgements.",
            Meaning = "In 2.6.15 to 3.8; the kernel counts right by itself.",
            Unit = "mode",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Removed = new(3, 9),
            Sources = [Cite.Tcp7],
        },
        new()
        {
            Name = "net.ipv4.tcp_bic",
            Summary = "Does not exist any more. It chose BIC as congestion control.",
            Meaning = "Until 2.6.13; the congestion control is chosen by name now.",
            Unit = "switch",
            Defaults = [new(null, "0")],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Removed = new(2, 6, 14),
            Successor = "net.ipv4.tcp_congestion_control = bic",
            Sources = [Cite.Tcp7],
        },
        new()
        {
            Name = "net.ipv4.tcp_vegas_cong_avoid",
            Summary = "Does not exist any more. It chose Vegas as congestion control.",
            Meaning = "Until 2.6.13; the congestion control is chosen by name now.",
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Removed = new(2, 6, 14),
            Successor = "net.ipv4.tcp_congestion_control = vegas",
            Sources = [Cite.Tcp7],
        },
        new()
        {
            Name = "net.ipv4.tcp_westwood",
            Summary = "Does not exist any more. It chose Westwood+ as congestion control.",
            Meaning = "Until 2.6.13; the congestion control is chosen by name now.",
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Removed = new(2, 6, 14),
            Successor = "net.ipv4.tcp_congestion_control = westwood",
            Sources = [Cite.Tcp7],
        },
    ];
}
