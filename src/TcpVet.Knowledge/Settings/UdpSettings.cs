namespace TcpVet.Knowledge;

/// <summary>Settings of UDP.</summary>
internal static class UdpSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.udp_mem",
            Summary = "The limits of memory of all UDP sockets of the host.",
            Meaning = "Three numbers of pages of 4096 bytes, as in tcp_mem: below the first all is well, above the third packets are dropped and counted in Udp.MemErrors.",
            Unit = "pages",
            Defaults = [new(null, "9.37 %, 12.5 % and 18.75 % of the pages free at boot (575805 767741 1151610 on a host of 24 GB)")],
            Range = SettingRange.Vector(3, 0, null, "order is not checked"),
            Scope = SettingScope.Host,
            ReadWhen = SettingRead.Live,
            Rules = ["TV620"],
            SeeAlso = ["tcp_mem", "udp_rmem_min"],
            Sources = [Cite.IpSysctl, "udp(7)", Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv4.udp_rmem_min",
            Summary = "What a UDP socket may receive even when memory is short.",
            Meaning = "Below it a socket is not asked for memory; it is no buffer size.",
            Unit = "bytes",
            Defaults = [new(null, "4096", [4096])],
            Range = SettingRange.Between(1, int.MaxValue),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["udp_mem", "rmem_default"],
            Sources = [Cite.IpSysctl, "udp(7)", Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv4.udp_wmem_min",
            Summary = "What a UDP socket may send even when memory is short.",
            Meaning = "The kernel has the setting and accounts no memory of sent packets by it.",
            Unit = "bytes",
            Defaults = [new(null, "4096", [4096])],
            Range = SettingRange.Between(1, int.MaxValue),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["udp_mem", "wmem_default"],
            Sources = [Cite.IpSysctl, "udp(7)", Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv4.udp_early_demux",
            Summary = "Finds the socket of a packet before the route.",
            Meaning = "Cheaper for connected UDP sockets; off can pay on routers.",
            Unit = "switch",
            Defaults = [new(null, "1", [1])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["ip_early_demux"],
            Sources = [Cite.IpSysctl, Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv4.udp_l3mdev_accept",
            Summary = "Lets a socket without a device take packets of every routing domain (VRF).",
            Meaning = "It concerns unconnected sockets.",
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Bit,
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Sources = [Cite.IpSysctl, Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv4.udp_hash_entries",
            Summary = "How large the table of UDP sockets is.",
            Meaning = "A negative number is that of the first namespace, which this one shares. It shows and cannot be set.",
            Unit = "entries",
            Defaults = [new(null, "by memory, at most 65536")],
            Range = new SettingRange { ReadOnly = true },
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["udp_child_hash_entries"],
            Sources = [Cite.IpSysctl + " (not in that of 6.1)", Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv4.udp_child_hash_entries",
            Summary = "Gives network namespaces that are made later a UDP table of their own.",
            Meaning = "0 shares the table of the first.",
            Unit = "entries",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Between(0, 65536),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtNamespace,
            SeeAlso = ["udp_hash_entries"],
            Sources = [Cite.IpSysctl + " (not in that of 6.1)", Cite.Measured + " (default, range)"],
        },
    ];
}
