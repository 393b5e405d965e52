namespace TcpVet.Knowledge;

/// <summary>Settings of closing connections: TIME_WAIT, FIN_WAIT2, orphans.</summary>
internal static class ClosingSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.tcp_tw_reuse",
            Summary = "Lets connect() take over a TIME_WAIT of this host's own earlier connection to the same destination.",
            Meaning = """
                0 = never, 1 = always, 2 = only when an end is a loopback address or the loopback device.
                It acts inside connect(), which takes the first port that it may use, of the first number's parity before the other ones: a TIME_WAIT that is old enough is such a port. So TIME_WAIT levels off near half the range, and the other half stays free: in a range of 200 ports 250 connects one after another left 100 TIME_WAIT, took over 150 and used no port of the other parity (measured). Below that number nothing is taken over, and TIME_WAIT on a server stays as it is.
                The old connection must have used timestamps and be older than tcp_tw_reuse_delay. FIN_WAIT2 mini-sockets are not taken over (6.12 and later; 6.9 does not look).
                """,
            Unit = "switch",
            Defaults = [new(new(4, 18), "2 (loopback)", [2]), new(null, "0", [0])],
            Range = SettingRange.Between(0, 2),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            DependsOn =
            [
                new("net.ipv4.tcp_timestamps", "with 0 nothing can be reused"),
                new("net.ipv4.tcp_tw_reuse_delay", "the least age of the TIME_WAIT"),
            ],
            Myths =
            [
                new("tcp_tw_reuse=1 lowers the number of TIME_WAIT on a server", MythVerdict.Misleading,
                    "It concerns outgoing connections only. A server accepts a new SYN on a TIME_WAIT tuple without it, and its TIME_WAIT cost memory (256 bytes each), not ports."),
            ],
            Rules = ["TV105", "TV301", "TV604", "TV615"],
            SeeAlso = ["TIME_WAIT", "tcp_tw_reuse_delay", "tcp_timestamps", "ephemeral port"],
            Sources = ["net/ipv4/tcp_ipv4.c tcp_twsk_unique", "net/ipv4/inet_hashtables.c __inet_check_established", "commit 79e9fed46038 (4.18)", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_tw_reuse_delay",
            Summary = "How old a TIME_WAIT must be before tcp_tw_reuse may take it over.",
            Meaning = "Before this setting existed the kernel waited until its clock's second had changed, at most 1 s; before Linux 4.19 for 1 to 2 s.",
            Unit = "milliseconds",
            Defaults = [new(null, "1000", [1000])],
            Range = SettingRange.Between(1, 60_000),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            DependsOn = [new("net.ipv4.tcp_tw_reuse", "nothing happens with 0; with 2 only on loopback")],
            Dangers = ["Shorter than the tick of the peer's timestamps, old segments can pass for new ones."],
            Rules = ["TV301"],
            SeeAlso = ["tcp_tw_reuse", "PAWS"],
            Sources = [Cite.Sysctl, Cite.IpSysctl, Cite.Measured + " (range)"],
        },
        new()
        {
            Name = "net.ipv4.tcp_tw_recycle",
            Summary = "Does not exist any more. It shortened TIME_WAIT by trusting timestamps of a remote address.",
            Meaning = """
                It remembered one timestamp for each remote address. Clients behind one NAT have different clocks, so all but the one with the highest timestamp were dropped in silence.
                On a kernel of today `sysctl -p` reports it missing, applies the other lines and exits 1.
                """,
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.AnyInt("until 4.11"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Removed = new(4, 12),
            Dangers = ["On kernels before 4.12, 1 drops clients behind NAT."],
            Myths =
            [
                new("tcp_tw_recycle=1 for busy servers", MythVerdict.Dangerous, "Before 4.12 it drops clients behind NAT; from 4.12 on the key is an error. Delete the line."),
            ],
            Rules = ["TV601", "TV611"],
            SeeAlso = ["TIME_WAIT", "tcp_tw_reuse", "PAWS"],
            Sources = ["commit 4396e46187ca (4.12)", Cite.Tcp7],
        },
        new()
        {
            Name = "net.ipv4.tcp_max_tw_buckets",
            Summary = "How many TIME_WAIT and orphaned FIN_WAIT2 mini-sockets a namespace may hold.",
            Meaning = """
                At the limit the kernel keeps no TIME_WAIT: the socket vanishes at once, TCPTimeWaitOverflow counts it, and a peer that still sends gets RST. 20 closes at a limit of 5 gave 5 TIME_WAIT, 15 overflows and 15 RST.
                0 means no TIME_WAIT at all. A negative number is no limit: the kernel compares without the sign (20 closes at −1 left 20 TIME_WAIT); before 5.18 it was none at all, as 0. The kernel logs nothing, although its documentation says so.
                """,
            Unit = "mini-sockets",
            Defaults = [new(null, "half the TCP hash table's entries (131072 on a host of 24 GB); 180000 was that of early 2.6 kernels")],
            Range = SettingRange.AnyInt("0: no TIME_WAIT; negative: no limit, before Linux 5.18 no TIME_WAIT"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            ReadNote = "when a socket would enter TIME_WAIT; lowering it ends no TIME_WAIT that exists",
            DependsOn = [new("net.ipv4.tcp_child_ehash_entries", "a namespace with its own hash table gets half of that as default")],
            Dangers = ["Lowered, it ends the protection of TIME_WAIT and resets peers that are still sending."],
            Myths =
            [
                new("tcp_max_tw_buckets=5000 keeps the server healthy", MythVerdict.Dangerous, "A TIME_WAIT costs 256 bytes; cutting it off resets closing connections and lets old segments into new ones."),
                new("the default is 180000", MythVerdict.Wrong, "It follows the hash table's size."),
            ],
            Rules = ["TV106", "TV612"],
            SeeAlso = ["TIME_WAIT", "TCPTimeWaitOverflow", "sockstat.TCP.tw"],
            Sources = ["net/ipv4/inet_timewait_sock.c inet_twsk_alloc", "net/ipv4/tcp_ipv4.c tcp_set_hashinfo", "net/ipv4/tcp_minisocks.c tcp_time_wait", Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_fin_timeout",
            Summary = "How long an orphaned socket may wait in FIN_WAIT2 for the peer's FIN.",
            Meaning = """
                Only FIN_WAIT2 without a process. TIME_WAIT is the constant TCP_TIMEWAIT_LEN, 60 s, whatever this says.
                Up to 60 the socket lives that long. Above 60 it lives about 2·(t−60): 61 gives 2 s, 70 gives 21 s, 90 gives 62 s, because the keepalive timer runs t−60 s and a mini-socket then t−60 s more.
                0 or a negative value: 3.5 × RTO, 0.7 s at least.
                """,
            Unit = "seconds",
            Defaults = [new(null, "60", [60])],
            Range = SettingRange.Seconds(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtClose,
            ReadNote = "when the orphan enters FIN_WAIT2, and once more when its timer runs out; TCP_LINGER2 overrides it for one socket",
            Dangers = ["61–119 shortens the wait instead of lengthening it."],
            Myths =
            [
                new("tcp_fin_timeout=30 shortens TIME_WAIT", MythVerdict.Wrong, "TIME_WAIT lasts 60 s with 5 and with 300 (measured 60.7 s both times)."),
                new("tcp_fin_timeout helps against CLOSE_WAIT", MythVerdict.Wrong, "Nothing but the local application's close() ends CLOSE_WAIT."),
            ],
            Rules = ["TV108", "TV614"],
            SeeAlso = ["FIN_WAIT2", "TIME_WAIT", "orphan"],
            Sources = ["net/ipv4/tcp.c __tcp_close", "net/ipv4/tcp_timer.c tcp_keepalive_timer", "include/net/tcp.h TCP_TIMEWAIT_LEN", Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_orphan_retries",
            Summary = "How often data or FIN of a socket without a process is retransmitted before it is given up.",
            Meaning = """
                /proc shows 0, which acts as 8 while the socket still makes progress: about 106 s at the least RTO. Measured: 8 = 106 s, 3 = 6 s, 1 = 2.4 s.
                It bounds FIN_WAIT1, CLOSING and LAST_ACK of closed sockets whose peer is silent. A peer that answers the probes of its zero window is not bounded by it:
                the orphan lasts until the probes are tcp_rto_max_ms apart, 338 s with 0, 2 and 3 alike. Only 1 ends it in a second, because the peer answers probes at most every 500 ms (tcp_invalid_ratelimit).
                """,
            Unit = "retransmissions",
            Defaults = [new(null, "0, acts as 8", [0])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            DependsOn = [new("net.ipv4.tcp_rto_max_ms", "caps each wait")],
            Dangers = ["1 or 2 throws away the last response of clients on slow paths."],
            Rules = ["TV107", "TV110", "TV618"],
            SeeAlso = ["orphan", "FIN_WAIT1", "LAST_ACK", "tcp_max_orphans"],
            Sources = ["net/ipv4/tcp_timer.c tcp_orphan_retries, tcp_write_timeout, tcp_probe_timer", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_max_orphans",
            Summary = "How many sockets without a process the host may hold; more are reset.",
            Meaning = """
                Closed sockets that still have data or a FIN to deliver. Above the limit a newly closed socket is reset at once; one that is stalled or met an ICMP error counts double or fourfold.
                The log says "too many orphaned sockets", and TCPAbortOnMemory counts.
                """,
            Unit = "sockets",
            Defaults = [new(null, "half the TCP hash table's entries (131072 on a host of 24 GB)")],
            Range = SettingRange.AnyInt(),
            Scope = SettingScope.Host,
            ReadWhen = SettingRead.Live,
            Dangers = ["Lowered, it cuts off clients that read slowly."],
            Rules = ["TV107", "TV112"],
            SeeAlso = ["orphan", "TCPAbortOnMemory", "sockstat.TCP.orphan", "tcp_orphan_retries"],
            Sources = ["net/ipv4/tcp.c tcp_check_oom, tcp_init", "net/ipv4/tcp_timer.c tcp_out_of_resources", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_rfc1337",
            Summary = "1 makes TIME_WAIT ignore RST.",
            Meaning = """
                With 0 an RST with the right sequence number ends a TIME_WAIT early ("assassination", RFC 1337). The kernel's documentation reads as if it were the other way round.
                With 1 a TIME_WAIT survives the RST that the client sends when its new SYN is answered with an ACK of the old connection; that connect() can then stall up to 60 s.
                """,
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Dangers = ["1 can stall clients behind NAT that reuse a port."],
            Myths = [new("tcp_rfc1337=1 hardens a server", MythVerdict.Misleading, "Timestamps already protect; the price are stalled connects.")],
            Rules = ["TV406", "TV619"],
            SeeAlso = ["TIME_WAIT", "PAWS", "TCPACKSkippedTimeWait"],
            Sources = ["net/ipv4/tcp_minisocks.c tcp_timewait_state_process", "RFC 1337"],
        },
    ];
}
