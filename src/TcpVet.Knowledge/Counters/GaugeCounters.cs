namespace TcpVet.Knowledge;

/// <summary>sockstat, softnet and connection tracking.</summary>
internal static class GaugeCounters
{
    private const string Sockstat = "net/ipv4/proc.c sockstat_seq_show";

    public static IReadOnlyList<KernelCounter> All { get; } =
    [
        new()
        {
            Name = "sockstat.TCP.inuse",
            Summary = "IPv4 TCP sockets in the namespace's tables: connections and listeners.",
            NotThis = "No TIME_WAIT, no request sockets (SYN_RECV), no unbound sockets; IPv6 is TCP6 of sockstat6.",
            Gauge = true,
            SeeAlso = ["sockstat.TCP.alloc", "sockstat.TCP.tw"],
            MovedBy = Sockstat + "; inet_hashtables.c inet_ehash_nolisten, inet_unhash",
        },
        new()
        {
            Name = "sockstat.TCP.tw",
            Summary = "TIME_WAIT and orphaned FIN_WAIT2 mini-sockets of the namespace, IPv4 and IPv6 together.",
            NotThis = "Not TIME_WAIT alone.",
            Gauge = true,
            Rules = ["TV104", "TV105", "TV106"],
            SeeAlso = ["TIME_WAIT", "tcp_max_tw_buckets", "TW"],
            MovedBy = Sockstat + " (tcp_death_row.tw_refcount)",
        },
        new()
        {
            Name = "sockstat.TCP.orphan",
            Summary = "Sockets without a process that still have something to deliver.",
            NotThis = "Of the whole host, in every namespace the same. TIME_WAIT and FIN_WAIT2 mini-sockets are not in it.",
            Gauge = true,
            Scope = CounterScope.Host,
            Rules = ["TV107", "TV112"],
            SeeAlso = ["orphan", "tcp_max_orphans"],
            MovedBy = Sockstat + " (tcp_orphan_count_sum)",
        },
        new()
        {
            Name = "sockstat.TCP.alloc",
            Summary = "TCP sockets that hold memory, in any state, bound or not, IPv4 and IPv6.",
            NotThis = "Of the whole host. Much more than inuse: sockets that are in no table, such as leaked descriptors of dead connections.",
            Gauge = true,
            Scope = CounterScope.Host,
            Rules = ["TV103"],
            SeeAlso = ["sockstat.TCP.inuse", "inode 0"],
            MovedBy = Sockstat + " (tcp_sockets_allocated)",
        },
        new()
        {
            Name = "sockstat.TCP.mem",
            Summary = "Memory of all TCP buffers, in pages.",
            NotThis = "Pages, not bytes or sockets; of the whole host. Compare with tcp_mem.",
            Gauge = true,
            Scope = CounterScope.Host,
            Rules = ["TV501"],
            SeeAlso = ["tcp_mem", "skmem"],
            MovedBy = Sockstat + " (tcp_memory_allocated)",
        },
        new()
        {
            Name = "sockstat.UDP.inuse",
            Summary = "IPv4 UDP sockets that have a port.",
            Gauge = true,
            SeeAlso = ["sockstat.UDP.mem"],
            MovedBy = Sockstat,
        },
        new()
        {
            Name = "sockstat.UDP.mem",
            Summary = "Memory of all UDP buffers, in pages.",
            NotThis = "Of the whole host.",
            Gauge = true,
            Scope = CounterScope.Host,
            Rules = ["TV506"],
            SeeAlso = ["Udp.MemErrors"],
            MovedBy = Sockstat,
        },
        new()
        {
            Name = "sockstat.sockets.used",
            Summary = "Sockets of every kind in the namespace, Unix sockets too.",
            NotThis = "Not TCP's share.",
            Gauge = true,
            SeeAlso = ["sockstat.TCP.alloc"],
            MovedBy = "net/socket.c socket_seq_show",
        },
        new()
        {
            Name = "softnet.processed",
            Summary = "Packets that each processor took in; first column.",
            Scope = CounterScope.Processor,
            SeeAlso = ["softnet.dropped"],
            MovedBy = "net/core/net-procfs.c softnet_seq_show",
        },
        new()
        {
            Name = "softnet.dropped",
            Summary = "Packets dropped because a processor's queue (netdev_max_backlog) was full; second column.",
            NotThis = "Drops in the card's ring are not in it: ethtool -S. The numbers are hexadecimal.",
            Scope = CounterScope.Processor,
            Rules = ["TV505"],
            SeeAlso = ["netdev_max_backlog", "softnet.time_squeeze"],
            MovedBy = "net/core/dev.c enqueue_to_backlog",
        },
        new()
        {
            Name = "softnet.time_squeeze",
            Summary = "Times that packet processing stopped with work left, its budget (netdev_budget, netdev_budget_usecs) used up; third column.",
            NotThis = "Not a loss: the rest is done a moment later.",
            Scope = CounterScope.Processor,
            Rules = ["TV505"],
            SeeAlso = ["softnet.dropped"],
            MovedBy = "net/core/dev.c net_rx_action",
        },
        new()
        {
            Name = "conntrack.drop",
            Summary = "Packets dropped because their flow could not be added: table full, or no memory.",
            Rules = ["TV502"],
            SeeAlso = ["nf_conntrack_max", "conntrack.early_drop"],
            MovedBy = "net/netfilter/nf_conntrack_core.c __nf_conntrack_alloc",
        },
        new()
        {
            Name = "conntrack.early_drop",
            Summary = "Flows thrown out to make room for new ones in a full table.",
            NotThis = "Flows that both sides have confirmed (ASSURED) are spared.",
            Rules = ["TV502"],
            SeeAlso = ["nf_conntrack_max", "conntrack.drop"],
            MovedBy = "net/netfilter/nf_conntrack_core.c early_drop",
        },
        new()
        {
            Name = "conntrack.insert_failed",
            Summary = "Flows that lost the race against another packet for the same tuple.",
            NotThis = "Not a full table: two packets of one flow at once (DNS over UDP), or two flows that NAT would make equal.",
            Rules = ["TV502"],
            SeeAlso = ["conntrack.drop"],
            MovedBy = "net/netfilter/nf_conntrack_core.c __nf_conntrack_confirm",
        },
    ];
}
