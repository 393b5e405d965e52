namespace TcpVet.Knowledge;

/// <summary>Terms of transfer and of closing.</summary>
internal static class LifetimeTerms
{
    public static IReadOnlyList<Term> All { get; } =
    [
        new()
        {
            Name = "active close",
            Aliases = ["active closer", "passive close", "who closes first"],
            Summary = "The side that sends the first FIN; TIME_WAIT stays with it.",
            Meaning = "The other side goes through CLOSE_WAIT and LAST_ACK. A server with many TIME_WAIT on its port closes first: short keep-alive timeouts, or Connection: close.",
            WhatToDo = "Let the client close, or keep connections alive. It matters only where local ports run short.",
            Rules = ["TV104", "TV105"],
            SeeAlso = ["TIME_WAIT", "CLOSE_WAIT", "2MSL"],
            Sources = ["RFC 9293 section 3.6"],
        },
        new()
        {
            Name = "2MSL",
            Aliases = ["MSL", "maximum segment lifetime"],
            Summary = "Twice the longest life of a segment in the network: how long TIME_WAIT should last.",
            Meaning = "RFC 9293 sets MSL at 2 minutes, so 4 minutes. Linux has the fixed TCP_TIMEWAIT_LEN of 60 s and no setting for it. Windows 2000 had 240 s.",
            Rules = ["TV614"],
            SeeAlso = ["TIME_WAIT", "tcp_fin_timeout"],
            Sources = ["RFC 9293 section 3.4.1", "include/net/tcp.h TCP_TIMEWAIT_LEN"],
        },
        new()
        {
            Name = "half-close",
            Aliases = ["half-closed", "shutdown", "SHUT_WR"],
            Summary = "One direction is closed, the other still carries data.",
            Meaning = "shutdown(SHUT_WR) sends the FIN and keeps reading: FIN_WAIT2 here, CLOSE_WAIT there, both legal for as long as data flows. close() closes both directions at once: data that arrives then is answered with RST.",
            Rules = ["TV101", "TV109"],
            SeeAlso = ["CLOSE_WAIT", "FIN_WAIT2"],
            Sources = ["RFC 9293 section 3.6", "shutdown(2)"],
        },
        new()
        {
            Name = "orphan",
            Aliases = ["orphans", "orphaned socket"],
            Summary = "A socket whose process has closed it, and which the kernel keeps to deliver the rest.",
            Meaning = "FIN_WAIT1, CLOSING, LAST_ACK, and FIN_WAIT2 above 60 s. Each keeps its unsent data, up to tens of KB. Bounded by tcp_orphan_retries (about 106 s) in time and by tcp_max_orphans in number; sockstat's orphan counts them for the whole host.",
            Rules = ["TV107", "TV108", "TV110", "TV112"],
            SeeAlso = ["tcp_max_orphans", "tcp_orphan_retries", "FIN_WAIT1", "sockstat.TCP.orphan", "inode 0"],
            Sources = ["net/ipv4/tcp.c __tcp_close", "net/ipv4/tcp_timer.c"],
        },
        new()
        {
            Name = "keepalive",
            Aliases = ["TCP keepalive", "keepalive timer"],
            Summary = "Probes on an idle connection, to notice a dead peer and to keep middleboxes from forgetting it.",
            Meaning = """
                Only with SO_KEEPALIVE on the socket: after 7200 s idle a probe each 75 s, 9 times; dead after 7875 s. While data is unacknowledged keepalive stands still.
                HTTP keep-alive is something else: reuse of a connection for several requests.
                """,
            WhatToDo = "Set it in the application: TCP_KEEPIDLE at most half of the shortest idle limit on the way.",
            Rules = ["TV113", "TV114", "TV503", "TV616"],
            SeeAlso = ["SO_KEEPALIVE", "tcp_keepalive_time", "TCP_USER_TIMEOUT", "conntrack"],
            Sources = ["net/ipv4/tcp_timer.c tcp_keepalive_timer", "RFC 9293 section 3.8.4", "tcp(7)"],
        },
        new()
        {
            Name = "zero window",
            Aliases = ["window full", "closed window"],
            Summary = "The receiver's buffer is full: the sender must wait.",
            Meaning = "The receiving application does not read. The sender probes with the persist timer; as long as the peer answers, an ESTABLISHED connection waits for ever (RFC 1122).",
            WhatToDo = "Find out why the reader stands still; set TCP_USER_TIMEOUT on the sender.",
            Rules = ["TV401", "TV403"],
            SeeAlso = ["persist timer", "TCP_USER_TIMEOUT", "Send-Q", "TCPToZeroWindowAdv"],
            Sources = ["RFC 9293 section 3.8.6.1", "RFC 1122 section 4.2.2.17", "net/ipv4/tcp_timer.c tcp_probe_timer"],
        },
        new()
        {
            Name = "persist timer",
            Aliases = ["timer persist", "window probe", "zero-window probe"],
            Summary = "The timer that probes a peer with a zero window.",
            Meaning = "ss -o and tcpvet list -e show timer:(persist,…). The timers: on = retransmission, keepalive, timewait, persist. Its probes double their distance up to tcp_rto_max_ms.",
            Rules = ["TV107", "TV401"],
            SeeAlso = ["zero window", "Send-Q"],
            Sources = ["net/ipv4/tcp_timer.c tcp_probe_timer", "net/ipv4/inet_diag.c inet_sk_diag_fill", "ss(8)"],
        },
        new()
        {
            Name = "PAWS",
            Aliases = ["protection against wrapped sequence numbers"],
            Summary = "Drops segments whose timestamp is older than the last one of the connection.",
            Meaning = "Each connection has its own clock, so it works behind NAT; what NAT breaks is a tuple that another client uses again while TIME_WAIT remembers the first one's clock. Then SYN → ACK → RST, and the SYN again: a Linux client sends it within 10 to 100 ms, others after a second.",
            Rules = ["TV406"],
            SeeAlso = ["tcp_timestamps", "PAWSEstab", "PAWSTimewait", "tcp_rfc1337"],
            Sources = ["RFC 7323 section 5", "net/ipv4/tcp_minisocks.c tcp_timewait_state_process"],
        },
        new()
        {
            Name = "RST",
            Aliases = ["reset", "TCP reset", "RST segment"],
            Summary = "The segment that ends a connection at once, without delivering what is on the way.",
            Meaning = "Sent for a port without a listener, for a segment without a connection, by close() with unread data or with SO_LINGER 0, at a limit (TIME_WAIT, orphans, memory), or by a firewall in somebody's name.",
            WhatToDo = "TCPAbortOn* say why this host aborted; OutRsts counts all.",
            Rules = ["TV407", "TV408"],
            SeeAlso = ["ECONNRESET", "ECONNREFUSED", "TCPAbortOnClose", "OutRsts"],
            Sources = ["RFC 9293 section 3.5.2", "net/ipv4/tcp.c __tcp_close", "RFC 2525 section 2.17"],
        },
        new()
        {
            Name = "conntrack",
            Aliases = ["connection tracking", "nf_conntrack", "state table"],
            Summary = "The firewall's own table of flows, with states and timeouts of its own.",
            Meaning = "Its states have the names of TCP's and are not those of the sockets: it forgets a CLOSE_WAIT flow after 60 s, while the leaked socket stays for ever. A full table drops new connections.",
            Rules = ["TV502", "TV503"],
            SeeAlso = ["nf_conntrack_max", "nf_conntrack_tcp_timeout_established", "nf_conntrack_tcp_loose", "keepalive"],
            Sources = ["net/netfilter/nf_conntrack_core.c", "Documentation/networking/nf_conntrack-sysctl.rst"],
        },
        new()
        {
            Name = "network namespace",
            Aliases = ["netns", "namespace", "container network"],
            Summary = "A network stack of its own: interfaces, routes, ports, sockets, settings, counters.",
            Meaning = "A new one starts with the kernel's compiled defaults, not with the host's settings; only tcp_rmem, tcp_wmem and the congestion control are copied. Some settings exist for the host alone (tcp_mem, tcp_max_orphans, netdev_max_backlog).",
            WhatToDo = "Read settings in the namespace of the process: /proc/PID/root, nsenter -t PID -n, tcpvet -N PID.",
            Rules = ["TV606"],
            SeeAlso = ["tcp_child_ehash_entries"],
            Sources = ["net/ipv4/tcp_ipv4.c tcp_sk_init", "network_namespaces(7)", Cite.Measured],
        },
    ];
}
