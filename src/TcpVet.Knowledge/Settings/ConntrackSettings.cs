namespace TcpVet.Knowledge;

/// <summary>Settings of connection tracking; present while nf_conntrack is loaded.</summary>
internal static class ConntrackSettings
{
    private static readonly string[] Proto = ["net/netfilter/nf_conntrack_proto_tcp.c", Cite.CtSysctl, Cite.Measured + " (default, range)"];

    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.netfilter.nf_conntrack_max",
            Summary = "How many flows connection tracking may hold, counted for each namespace.",
            Meaning = "At the limit new flows are dropped and the log says \"nf_conntrack: table full, dropping packet\"; SYNs vanish, existing flows go on. Each entry is in the table twice. Only the first namespace may write it; the value holds for all.",
            Unit = "flows",
            Defaults =
            [
                new(new(5, 15), "nf_conntrack_buckets: 262144 above 4 GB of memory, 65536 above 1 GB; eight times the table where its size was given to the module"),
                new(null, "four times nf_conntrack_buckets: 262144 above 4 GB of memory, 65536 above 1 GB"),
            ],
            Range = SettingRange.Between(0, int.MaxValue),
            Scope = SettingScope.HostReadOnlyInside,
            ReadWhen = SettingRead.Live,
            DependsOn = [new("net.netfilter.nf_conntrack_buckets", "raise it too, or lookups slow down")],
            Rules = ["TV502"],
            SeeAlso = ["nf_conntrack_buckets", "nf_conntrack_tcp_timeout_established", "conntrack"],
            Sources = ["net/netfilter/nf_conntrack_core.c __nf_conntrack_alloc, nf_conntrack_init_start", Cite.CtSysctl, Cite.Measured + " (read-only inside)"],
        },
        new()
        {
            Name = "net.netfilter.nf_conntrack_buckets",
            Summary = "The size of connection tracking's hash table.",
            Meaning = "Shared by all namespaces. A bucket is the head of a list, 8 bytes on 64 bits; each flow is in two lists. Before Linux 4.8 it is set when the module is loaded (hashsize=).",
            Unit = "buckets",
            Defaults =
            [
                new(new(5, 15), "one bucket for each 16384 bytes of memory, 1024 at the least; 65536 above 1 GB, 262144 above 4 GB"),
                new(new(4, 0), "one bucket for each 131072 bytes of memory, 32 at the least; 16384 above 1 GB, 65536 above 4 GB"),
                new(null, "one bucket for each 131072 bytes of memory, 32 at the least; 16384 above 1 GB"),
            ],
            Range = SettingRange.Between(0, int.MaxValue),
            Scope = SettingScope.HostReadOnlyInside,
            ReadWhen = SettingRead.Live,
            Rules = ["TV502"],
            SeeAlso = ["nf_conntrack_max"],
            Sources = ["net/netfilter/nf_conntrack_core.c nf_conntrack_init_start", Cite.CtSysctl],
        },
        new()
        {
            Name = "net.netfilter.nf_conntrack_tcp_loose",
            Summary = "Lets connection tracking take up flows whose beginning it did not see.",
            Meaning = "With 1 an idle connection that the table forgot is taken up again by its next packet, if the rules let it pass. With 0 that packet is INVALID, and most firewalls drop it in silence.",
            Unit = "switch",
            Defaults = [new(null, "1", [1])],
            Range = SettingRange.Bit,
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Rules = ["TV503"],
            SeeAlso = ["conntrack", "nf_conntrack_tcp_timeout_established"],
            Sources = Proto,
        },
        Timeout("syn_sent", 120, "after a SYN"),
        Timeout("syn_recv", 60, "after a SYN-ACK"),
        Timeout("established", 432_000, "of an established flow without a packet", "Five days by default. Lowered below the keepalive time of idle connections, the firewall forgets them while both ends still believe in them.", ["TV502", "TV503"]),
        Timeout("fin_wait", 120, "after the first FIN"),
        Timeout("close_wait", 60, "after the first FIN was acknowledged", "It has nothing to do with the 60 s of TIME_WAIT and ends no CLOSE_WAIT socket: a leaked socket outlives its conntrack entry by far."),
        Timeout("last_ack", 30, "after the second FIN"),
        Timeout("time_wait", 120, "after the last ACK"),
        Timeout("close", 10, "after an RST"),
        Timeout("max_retrans", 300, "after nf_conntrack_tcp_max_retrans retransmissions without an answer"),
        Timeout("unacknowledged", 300, "with data that the peer did not acknowledge"),
        Switch("tcp_be_liberal", 0, "Takes segments outside the window for valid.", "With 1 only an RST outside the window is INVALID. It helps where a middlebox changes sequence numbers, and weakens the check."),
        Switch("tcp_ignore_invalid_rst", 0, "Does not take an RST outside the window for invalid.", "Another host then decides what to do with it."),
        new()
        {
            Name = "net.netfilter.nf_conntrack_tcp_max_retrans",
            Summary = "After how many retransmissions without an answer a flow's time is cut to nf_conntrack_tcp_timeout_max_retrans.",
            Meaning = "It frees the entries of dead connections sooner than the time of an established flow.",
            Unit = "retransmissions",
            Defaults = [new(null, "3", [3])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["nf_conntrack_tcp_timeout_max_retrans"],
            Sources = Proto,
        },
        new()
        {
            Name = "net.netfilter.nf_conntrack_count",
            Summary = "How many flows connection tracking holds now, in this network namespace.",
            Meaning = "A state shown as a setting: compare it with nf_conntrack_max. Each namespace has its own count against the one limit.",
            Unit = "flows",
            Defaults = [new(null, "what there is")],
            Range = new SettingRange { ReadOnly = true },
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Rules = ["TV502"],
            SeeAlso = ["nf_conntrack_max", "conntrack"],
            Sources = ["net/netfilter/nf_conntrack_standalone.c", Cite.CtSysctl],
        },
        new()
        {
            Name = "net.netfilter.nf_conntrack_log_invalid",
            Summary = "Logs packets that connection tracking takes for INVALID: of one protocol by its number, 255 of all.",
            Meaning = "6 is TCP, 17 UDP. It tells why a firewall drops what \"ct state invalid\" matches; it needs a logging module (nf_log_syslog), and it can flood the log.",
            Unit = "protocol",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Byte("0 = none, 255 = all"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["conntrack", "nf_conntrack_tcp_be_liberal"],
            Sources = ["net/netfilter/nf_conntrack_standalone.c", Cite.CtSysctl, Cite.Measured + " (default, range)"],
        },
        Other("generic", 600, "a flow of a protocol that it does not know (GRE and others have their own)"),
        Other("icmp", 30, "the entry of a ping until its answer"),
        Other("icmpv6", 30, "the entry of a ping of IPv6 until its answer"),
        Udp("udp_timeout", 30, "with packets in one direction"),
        Udp("udp_timeout_stream", 120, "with packets in both directions") with
        {
            // 294304e4c522, Linux 5.0.
            Defaults = [new(new(5, 0), "120", [120]), new(null, "180", [180])],
        },
    ];

    private static KernelSetting Switch(string name, long value, string summary, string meaning) => new()
    {
        Name = $"net.netfilter.nf_conntrack_{name}",
        Summary = summary,
        Meaning = meaning,
        Unit = "switch",
        Defaults = [new(null, value.ToString(System.Globalization.CultureInfo.InvariantCulture), [value])],
        Range = SettingRange.Bit,
        Scope = SettingScope.Namespace,
        ReadWhen = SettingRead.Live,
        SeeAlso = ["conntrack"],
        Sources = Proto,
    };

    private static KernelSetting Udp(string name, long seconds, string when) => new()
    {
        Name = $"net.netfilter.nf_conntrack_{name}",
        Summary = $"How long connection tracking keeps a UDP flow {when}.",
        Meaning = "A DNS answer or a game that pauses for longer meets a firewall that has forgotten the flow.",
        Unit = "seconds",
        Defaults = [new(null, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), [seconds])],
        Range = SettingRange.Seconds(),
        Scope = SettingScope.Namespace,
        ReadWhen = SettingRead.AtTimer,
        ReadNote = "at the flow's next packet",
        SeeAlso = ["conntrack"],
        Sources = ["net/netfilter/nf_conntrack_proto_udp.c", Cite.CtSysctl, Cite.Measured + " (default, range)"],
    };

    private static KernelSetting Other(string protocol, long seconds, string what) => new()
    {
        Name = $"net.netfilter.nf_conntrack_{protocol}_timeout",
        Summary = $"How long connection tracking keeps {what}.",
        Meaning = "After it the firewall has forgotten the flow, and what comes then is new to it.",
        Unit = "seconds",
        Defaults = [new(null, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), [seconds])],
        Range = SettingRange.Seconds(),
        Scope = SettingScope.Namespace,
        ReadWhen = SettingRead.AtTimer,
        ReadNote = "at the flow's next packet",
        SeeAlso = ["conntrack"],
        Sources = [$"net/netfilter/nf_conntrack_proto_{protocol}.c", Cite.CtSysctl, Cite.Measured + " (default, range)"],
    };

    private static KernelSetting Timeout(string state, long seconds, string when, string meaning = "",
        IReadOnlyList<string>? rules = null) => new()
        {
            Name = $"net.netfilter.nf_conntrack_tcp_timeout_{state}",
            Summary = $"How long connection tracking keeps a TCP flow {when}.",
            Meaning = meaning.Length > 0 ? meaning : "The entry is forgotten when no packet of the flow passes for so long. The sockets at the ends do not know of it.",
            Unit = "seconds",
            Defaults = [new(null, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), [seconds])],
            Range = SettingRange.Seconds(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtTimer,
            ReadNote = "at the flow's next packet",
            DependsOn = [new("net.netfilter.nf_conntrack_max", "shorter timeouts empty a full table")],
            Rules = rules ?? ["TV502"],
            SeeAlso = ["conntrack", "nf_conntrack_max"],
            Sources = Proto,
        };
}
