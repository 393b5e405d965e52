namespace TcpVet.Knowledge;

/// <summary>Settings of Multipath TCP.</summary>
internal static class MptcpSettings
{
    private const string Doc = "Documentation/networking/mptcp-sysctl.rst";
    private const string Control = "net/mptcp/ctrl.c";

    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        Setting("enabled", 1, SettingRange.Bit, "Lets programs open Multipath TCP sockets.",
            "It concerns sockets of IPPROTO_MPTCP alone (mptcpize makes them of others): plain TCP is the same with 0 and 1. Off, socket() fails with ENOPROTOOPT, \"Protocol not available\" (measured).", "switch"),
        Setting("add_addr_timeout", 120, SettingRange.Seconds(), "After how long an address that was told to the peer and not confirmed is told again.",
            "0 switches the repetition off. A middlebox that strips the option makes it repeat in vain.", "seconds"),
        Setting("allow_join_initial_addr_port", 1, SettingRange.Bit, "Lets peers open further paths to the address and port of the first one.",
            "0 tells the peer not to: for servers behind a balancer that would send the second path to another server.", "switch"),
        Setting("blackhole_timeout", 3600, SettingRange.Between(0, int.MaxValue), "For how long MPTCP is not tried after SYNs with its option were lost and one without got through.",
            "The time doubles with each such loss. 0 switches the detection off.", "seconds"),
        Setting("checksum_enabled", 0, SettingRange.Bit, "Adds checksums over the data of all paths.",
            "They find middleboxes that change the data; either end can ask for them.", "switch"),
        Setting("close_timeout", 60, SettingRange.Seconds(), "For how long a connection without any path is kept.",
            "A peer that loses its only path can come back within it.", "seconds"),
        Setting("stale_loss_cnt", 4, SettingRange.Between(0, uint.MaxValue), "After how many retransmission intervals a path that acknowledges nothing is not used any more.",
            "Its data goes over the other paths; 0 switches it off.", "timeouts"),
        Setting("syn_retrans_before_tcp_fallback", 2, SettingRange.Between(0, 255), "After how many lost SYNs the next one goes out without the option.",
            "A firewall that drops SYNs with MPTCP then costs so many seconds and not the connection.", "retransmissions"),
        Setting("pm_type", 0, SettingRange.Bit, "Who decides on further paths: 0 the kernel, 1 a program.",
            "path_manager has taken its place from Linux 6.15 on; they show each other.", "mode"),
        Setting("path_manager", null, new SettingRange { Format = SettingFormat.Text }, "Who decides on further paths, by name: kernel or userspace.",
            "`ip mptcp endpoint` and `ip mptcp limits` set what the kernel does.", "name"),
        Setting("scheduler", null, new SettingRange { Format = SettingFormat.Text }, "What chooses the path of each segment.",
            "default is always there; others are BPF programs.", "name"),
    ];

    private static KernelSetting Setting(string name, long? value, SettingRange range, string summary, string meaning, string unit) => new()
    {
        Name = $"net.mptcp.{name}",
        Summary = summary,
        Meaning = meaning,
        Unit = unit,
        Defaults = value is { } number
            ? [new(null, number.ToString(System.Globalization.CultureInfo.InvariantCulture), [number])]
            : [new(null, name == "scheduler" ? "default" : "kernel")],
        Range = range,
        Scope = SettingScope.Namespace,
        ReadWhen = name == "enabled" ? SettingRead.AtSocket : SettingRead.Live,
        SeeAlso = name == "enabled" ? ["net.mptcp.path_manager", "net.mptcp.checksum_enabled"] : ["net.mptcp.enabled"],
        Sources = [Doc, Control, Cite.Measured + " (default, range)"],
    };
}
