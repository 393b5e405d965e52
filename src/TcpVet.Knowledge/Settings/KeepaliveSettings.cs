namespace TcpVet.Knowledge;

/// <summary>Settings of keepalive and of giving up on a silent peer.</summary>
internal static class KeepaliveSettings
{
    private static readonly Myth AllSockets = new("these settings make idle connections time out", MythVerdict.Misleading,
        "Only sockets on which the application set SO_KEEPALIVE have the timer. Setting them for a program that does not ask for keepalive does nothing.");

    private static readonly SettingDependency UserTimeout = new("TCP_USER_TIMEOUT", "when set, it replaces the probe count");

    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.tcp_keepalive_time",
            Summary = "How long a connection with SO_KEEPALIVE is idle before the first probe.",
            Meaning = "A dead peer is noticed after time + probes × interval: 7200 + 9 × 75 = 7875 s with the defaults. While data is unacknowledged keepalive stands still: retransmission then decides. TCP_KEEPIDLE sets it for one socket, 1–32767.",
            Unit = "seconds",
            Defaults = [new(null, "7200", [7200])],
            Range = SettingRange.Seconds("−1 acts as never"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtTimer,
            ReadNote = "a timer that runs keeps its time: lowering 7200 to 3 left one armed for 119 minutes",
            DependsOn = [new("SO_KEEPALIVE", "without it on the socket nothing happens")],
            Dangers = ["Later than the idle limit of a NAT, firewall or load balancer on the way (often 350 s), it comes too late."],
            Myths =
            [
                AllSockets,
                new("tcp_keepalive_time=1200 clears dead connections after 20 minutes", MythVerdict.Misleading, "1200 + 9 × 75 = 1875 s, for sockets with SO_KEEPALIVE, and only for timers armed later."),
            ],
            Rules = ["TV113", "TV114", "TV503", "TV616"],
            SeeAlso = ["keepalive", "tcp_keepalive_intvl", "tcp_keepalive_probes", "TCP_USER_TIMEOUT"],
            Sources = ["net/ipv4/tcp_timer.c tcp_keepalive_timer", Cite.Tcp7, Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_keepalive_intvl",
            Summary = "The time between keepalive probes that are not answered.",
            Meaning = "Multiplied by tcp_keepalive_probes it is the time from the first probe to the end. TCP_KEEPINTVL sets it for one socket, 1–32767.",
            Unit = "seconds",
            Defaults = [new(null, "75", [75])],
            Range = SettingRange.Seconds(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtTimer,
            DependsOn = [new("SO_KEEPALIVE", "without it on the socket nothing happens"), UserTimeout],
            Myths = [AllSockets],
            Rules = ["TV114", "TV616"],
            SeeAlso = ["keepalive", "tcp_keepalive_time", "tcp_keepalive_probes"],
            Sources = ["net/ipv4/tcp_timer.c tcp_keepalive_timer", Cite.Tcp7],
        },
        new()
        {
            Name = "net.ipv4.tcp_keepalive_probes",
            Summary = "How many unanswered keepalive probes end a connection.",
            Meaning = "The connection is reset and the application gets ETIMEDOUT. 3 s idle, 1 s interval and 2 probes end it after 5.2 s (measured). TCP_KEEPCNT sets it for one socket, 1–127.",
            Unit = "probes",
            Defaults = [new(null, "9", [9])],
            Range = SettingRange.Byte("0 is taken and kills healthy idle connections"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtTimer,
            DependsOn = [new("SO_KEEPALIVE", "without it on the socket nothing happens"), UserTimeout],
            Dangers = ["0 ends a healthy idle connection when its timer first runs out, without a probe."],
            Myths = [AllSockets],
            Rules = ["TV114", "TV616"],
            SeeAlso = ["keepalive", "tcp_keepalive_time", "TCP_USER_TIMEOUT"],
            Sources = ["net/ipv4/tcp_timer.c tcp_keepalive_timer", Cite.Tcp7, Cite.Measured],
        },
        new()
        {
            Name = "SO_KEEPALIVE",
            Kind = SettingKind.SocketOption,
            Summary = "Asks for keepalive probes on one socket.",
            Meaning = "Without it an ESTABLISHED connection with nothing to send has no timer at all and outlives its peer for ever. Accepted sockets inherit it from their listener. It hides CLOSE_WAIT leaks: the peer answers a probe with RST, the socket leaves the table, and the descriptor stays open.",
            Unit = "switch",
            Defaults = [new(null, "off", [0])],
            Range = SettingRange.AnyInt("not 0 = on"),
            Scope = SettingScope.Socket,
            ReadWhen = SettingRead.Live,
            Rules = ["TV103", "TV113", "TV114", "TV616"],
            SeeAlso = ["keepalive", "tcp_keepalive_time"],
            Sources = ["socket(7)", "net/ipv4/tcp_timer.c tcp_set_keepalive", Cite.Measured],
        },
        new()
        {
            Name = "TCP_USER_TIMEOUT",
            Kind = SettingKind.SocketOption,
            Summary = "How long sent data may stay unacknowledged, or a zero window last, before the connection ends.",
            Meaning = """
                The remedy for black holes and for peers that never read: the socket ends with ETIMEDOUT (5 s set, 5.3 s measured), instead of the quarter of an hour of tcp_retries2, or never for a live zero-window peer.
                With keepalive it replaces the probe count: the connection ends when this much time has passed and one probe at least went unanswered.
                """,
            Unit = "milliseconds",
            Defaults = [new(null, "0, the system's rules", [0])],
            Range = SettingRange.Between(0, int.MaxValue),
            Scope = SettingScope.Socket,
            ReadWhen = SettingRead.Live,
            ReadNote = "accepted sockets inherit it from their listener",
            Added = new(2, 6, 37),
            Rules = ["TV107", "TV401", "TV402"],
            SeeAlso = ["zero window", "tcp_retries2", "keepalive", "persist timer"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_timeout, tcp_probe_timer, tcp_keepalive_timer", "RFC 5482", Cite.Tcp7, Cite.Measured],
        },
    ];
}
