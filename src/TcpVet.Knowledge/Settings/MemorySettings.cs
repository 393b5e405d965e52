namespace TcpVet.Knowledge;

/// <summary>Settings of buffers, queues and hash tables.</summary>
internal static class MemorySettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.tcp_mem",
            Summary = "How much memory all TCP sockets of the host may use: low, pressure, max.",
            Meaning = "In pages, not bytes. Above the second number TCP shrinks windows and buffers until it is below the first; at the third it refuses memory: received data is dropped, sockets are aborted, the log says \"out of memory -- consider tuning tcp_mem\". sockstat's TCP mem is the figure to compare.",
            Unit = "pages (4096 bytes on x86)",
            Defaults = [new(null, "4.68 %, 6.25 % and 9.37 % of the pages free at boot (287901 383868 575802 on a host of 24 GB)")],
            Range = SettingRange.Vector(3, 0, null, "order is not checked"),
            Scope = SettingScope.Host,
            ReadWhen = SettingRead.Live,
            Dangers = ["A value meant as bytes is 4096 times too large; one copied from a small host starves a large one."],
            Rules = ["TV501", "TV620"],
            SeeAlso = ["sockstat.TCP.mem", "TCPMemoryPressures", "tcp_rmem", "tcp_wmem"],
            Sources = ["net/ipv4/tcp.c tcp_init_mem, tcp_enter_memory_pressure, tcp_check_oom", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_rmem",
            Summary = "The receive buffer of a TCP socket: least, initial, most.",
            Meaning = "Between the initial and the greatest size the kernel adapts the buffer to the connection. SO_RCVBUF switches that off for the socket and is capped by net.core.rmem_max, not by this. A new network namespace copies the first namespace's values.",
            Unit = "bytes",
            Defaults = [new(new(6, 16), "4096 131072 33554432 (the last less on small hosts)"), new(new(4, 20), "4096 131072 6291456 (the last less on small hosts)"), new(new(3, 4), "4096 87380 6291456"), new(null, "4096 87380 4194304")],
            Range = SettingRange.Vector(3, 1, int.MaxValue, "order is not checked; kernels with tcp_min_rcvbuf (6.12.117 of Debian, newer stable ones) take no less than 4096"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtSocket,
            ReadNote = "the initial size when the socket is made, and accepted sockets have their listener's: after a change the service has to make its socket anew; the greatest while it adapts; a write that fails in a later number may still have changed the earlier ones",
            Dangers = ["An initial size above the greatest is taken and makes no sense; a large initial size multiplies by every connection."],
            Myths = [new("larger buffers make every connection faster", MythVerdict.Misleading, "Only those whose bandwidth × round trip exceeds the greatest size.")],
            Rules = ["TV501", "TV603", "TV620"],
            SeeAlso = ["tcp_wmem", "rmem_max", "tcp_moderate_rcvbuf", "skmem"],
            Sources = ["net/ipv4/tcp.c tcp_init", "net/ipv4/tcp_ipv4.c tcp_sk_init", Cite.Tcp7, Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_wmem",
            Summary = "The send buffer of a TCP socket: least, initial, most.",
            Meaning = "The kernel grows the buffer with the congestion window up to the last number. SO_SNDBUF switches that off for the socket and is capped by net.core.wmem_max. A new network namespace copies the first namespace's values.",
            Unit = "bytes",
            Defaults = [new(null, "4096 16384 4194304 (the last less on small hosts)")],
            Range = SettingRange.Vector(3, 1, int.MaxValue, "order is not checked: \"9999999 1 1\" is taken"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtSocket,
            ReadNote = "the initial size when the socket is made, and accepted sockets have their listener's: after a change the service has to make its socket anew; the greatest while it adapts; a write of \"4096 131072 99999999999\" answers EINVAL and has changed the second number",
            Dangers = ["A small greatest size holds back long fast paths; a huge one fills memory when peers stop reading."],
            Rules = ["TV405", "TV501", "TV603", "TV620"],
            SeeAlso = ["tcp_rmem", "wmem_max", "Send-Q", "skmem"],
            Sources = ["net/ipv4/tcp.c tcp_init", "net/ipv4/tcp_ipv4.c tcp_sk_init", Cite.Tcp7, Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_moderate_rcvbuf",
            Summary = "Adapts receive buffers to the connection, up to tcp_rmem's last number.",
            Meaning = "Off, every connection keeps tcp_rmem's second number for ever.",
            Unit = "switch",
            Defaults = [new(null, "1", [1])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["tcp_rmem"],
            Sources = ["net/ipv4/tcp_input.c tcp_rcv_space_adjust", Cite.Tcp7, Cite.IpSysctl],
        },
        Core("rmem_max", "The largest receive buffer that SO_RCVBUF gives.", "receive",
            [new(new(6, 18), "4194304", [4_194_304]), new(null, "212992", [212_992])], "TCP without SO_RCVBUF does not look at it: tcp_rmem's last number bounds its automatic buffer.", ["TV506", "TV620"], ["tcp_rmem", "rmem_default", "Udp.RcvbufErrors"]),
        Core("wmem_max", "The largest send buffer that SO_SNDBUF gives.", "send",
            [new(new(6, 18), "4194304", [4_194_304]), new(null, "212992", [212_992])], "TCP without SO_SNDBUF does not look at it: tcp_wmem's last number bounds its automatic buffer.", ["TV405", "TV620"], ["tcp_wmem", "wmem_default"]),
        Core("rmem_default", "The receive buffer that a new socket gets, TCP excepted.", "receive",
            [new(null, "212992", [212_992])], "For UDP it is what a burst must fit into until the application reads.", ["TV506", "TV620"], ["rmem_max", "Udp.RcvbufErrors"]),
        Core("wmem_default", "The send buffer that a new socket gets, TCP excepted.", "send",
            [new(null, "212992", [212_992])], "TCP uses tcp_wmem.", ["TV620"], ["wmem_max"]),
        new()
        {
            Name = "net.core.netdev_max_backlog",
            Summary = "How many packets one processor may queue on their way into the protocol stack.",
            Meaning = "Used by RPS, veth, loopback and drivers without NAPI. When full, packets are dropped and the second column of /proc/net/softnet_stat counts them.",
            Unit = "packets for each processor",
            Defaults = [new(null, "1000", [1000])],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Host,
            ReadWhen = SettingRead.Live,
            Myths = [new("netdev_max_backlog raises the listen backlog", MythVerdict.Wrong, "It has to do with packets, not with connections; and drops in the card's own ring are elsewhere (ethtool -S).")],
            Rules = ["TV505"],
            SeeAlso = ["softnet.dropped", "softnet.time_squeeze"],
            Sources = ["net/core/dev.c enqueue_to_backlog", Cite.NetSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_child_ehash_entries",
            Summary = "Gives network namespaces that are made later a TCP hash table of their own.",
            Meaning = "0 shares the host's. A table of its own makes reading sockets of a small namespace fast on a host with many (4 ms instead of hundreds), and lowers that namespace's defaults: 16384 entries give tcp_max_tw_buckets 8192 and tcp_max_syn_backlog 128. Rounded up to a power of two.",
            Unit = "entries",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Between(0, 16_777_216),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtNamespace,
            ReadNote = "of the namespace from which clone() or unshare() is called",
            Rules = ["TV106"],
            SeeAlso = ["tcp_max_tw_buckets", "tcp_max_syn_backlog"],
            Sources = ["net/ipv4/tcp_ipv4.c tcp_set_hashinfo", Cite.IpSysctl, Cite.Measured],
        },
    ];

    private static KernelSetting Core(
        string name, string summary, string direction,
        IReadOnlyList<SettingDefault> defaults, string meaning, IReadOnlyList<string> rules, IReadOnlyList<string> seeAlso) => new()
        {
            Name = $"net.core.{name}",
            Summary = summary,
            Meaning = $"{meaning} The kernel doubles what SO_{(direction == "receive" ? "RCVBUF" : "SNDBUF")} asks for, to pay for its own bookkeeping.",
            Unit = "bytes",
            Defaults = defaults,
            Range = new SettingRange { Min = direction == "receive" ? 2304 : 4608, Max = int.MaxValue, Note = "the least value depends on the size of the kernel's structures; 2304 and 4608 on 64 bits" },
            Scope = SettingScope.HostReadOnlyInside,
            ReadWhen = SettingRead.AtSocket,
            ReadNote = name.EndsWith("max", StringComparison.Ordinal) ? "at setsockopt()" : null,
            Rules = rules,
            SeeAlso = seeAlso,
            Sources = ["net/core/sock.c sk_setsockopt, sock_init_data", "net/core/sysctl_net_core.c", "socket(7)"],
        };
}
