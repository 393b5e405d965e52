namespace TcpVet.Knowledge;

/// <summary>Settings of the neighbour tables (ARP and its kin of IPv6), of the reverse path, of IPv6 fragments and of learned
/// MTUs.</summary>
internal static class NeighbourSettings
{
    private const string Entries = "entries";

    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        .. Thresholds("ipv4", "arp_cache"),
        .. Thresholds("ipv6", "ndisc_cache"),
        ReversePath("all", "It and the interface's own value hold together: the larger of the two decides."),
        ReversePath("default", "Interfaces that come later begin with it; those that exist keep theirs."),
        new()
        {
            Name = "net.ipv4.route.min_pmtu",
            Summary = "The smallest path MTU that is learned from an ICMP message; below it packets are fragmented.",
            Meaning = "A forged \"fragmentation needed\" cannot shrink packets further. A route's own MTU is not bounded by it.",
            Unit = "bytes",
            Defaults = [new(null, "552", [552])],
            Range = SettingRange.Between(68, int.MaxValue),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["ip_no_pmtu_disc", "tcp_mtu_probing"],
            Sources = ["net/ipv4/route.c __ip_rt_update_pmtu", Cite.IpSysctl, Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv6.ip6frag_high_thresh",
            Summary = "How much memory the pieces of fragmented IPv6 packets may take.",
            Meaning = "Above it pieces are dropped: Ip6.ReasmFails. Where connection tracking is loaded, nf_conntrack_frag6_high_thresh bounds those that it puts together.",
            Unit = "bytes",
            Defaults = [new(null, "4194304", [4_194_304])],
            Range = new SettingRange { Note = "not below ip6frag_low_thresh" },
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            SeeAlso = ["ip6frag_time", "ipfrag_high_thresh"],
            Sources = ["net/ipv6/reassembly.c", Cite.IpSysctl, Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv6.ip6frag_low_thresh",
            Summary = "Left over: how far the memory of pieces of IPv6 packets was cut back.",
            Meaning = "Kernels of today drop pieces at ip6frag_high_thresh alone.",
            Unit = "bytes",
            Defaults = [new(null, "3145728", [3_145_728])],
            Range = new SettingRange { Note = "not above ip6frag_high_thresh" },
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            NoEffectSince = new(new(4, 17), "From Linux 4.17 on pieces are dropped at ip6frag_high_thresh alone (net/ipv4/inet_fragment.c reads it no more)."),
            SeeAlso = ["ip6frag_high_thresh"],
            Sources = ["net/ipv6/reassembly.c", Cite.Measured + " (default, range)"],
        },
        new()
        {
            Name = "net.ipv6.ip6frag_time",
            Summary = "How long pieces of an IPv6 packet wait for the rest.",
            Meaning = "After it the pieces are dropped, and the sender is told (ICMPv6 time exceeded) where the first piece was among them.",
            Unit = "seconds",
            Defaults = [new(null, "60", [60])],
            Range = SettingRange.Seconds(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtTimer,
            SeeAlso = ["ip6frag_high_thresh", "ipfrag_time"],
            Sources = ["net/ipv6/reassembly.c", "RFC 8200 section 4.5", Cite.IpSysctl, Cite.Measured + " (default, range)"],
        },
    ];

    // net/core/neighbour.c neigh_alloc, neigh_forced_gc, neigh_periodic_work.
    private static IEnumerable<KernelSetting> Thresholds(string family, string table) =>
    [
        Threshold(family, 1, 128, "Below it the table of neighbours is not cleaned up.",
            "A host with fewer neighbours keeps every address that it has learned."),
        Threshold(family, 2, 512, "Above it unused neighbours are thrown out at once, instead of by the minute.",
            "From so many entries on a new one first cleans up what is older than five seconds."),
        Threshold(family, 3, 1024, "The most entries that the table of neighbours holds.",
            $"At the limit a new neighbour is refused: the log says \"neighbour: {table}: neighbor table overflow!\", and packets to hosts of the local network that are not in the table are lost. Connections to them time out although the path is fine, and others go on: on large flat networks and hosts of many containers. Permanent entries are not counted."),
    ];

    private static KernelSetting Threshold(string family, int number, long value, string summary, string meaning) => new()
    {
        Name = $"net.{family}.neigh.default.gc_thresh{number}",
        Summary = summary,
        Meaning = $"{meaning} `ip -s neigh` lists the table, `ip ntable` its limits. The three rise together; one table serves all network namespaces.",
        Unit = Entries,
        Defaults = [new(null, value.ToString(System.Globalization.CultureInfo.InvariantCulture), [value])],
        Range = SettingRange.Between(0, int.MaxValue),
        Scope = SettingScope.Host,
        ReadWhen = SettingRead.Live,
        Dangers = number == 3 ? ["Below the number of hosts that this one speaks with, connections fail at random."] : [],
        SeeAlso = number == 3
            ? [$"net.{family}.neigh.default.gc_thresh2"]
            : [$"net.{family}.neigh.default.gc_thresh3"],
        Sources = ["net/core/neighbour.c neigh_alloc, neigh_forced_gc", Cite.IpSysctl, "arp(7)"],
    };

    private static KernelSetting ReversePath(string scope, string meaning) => new()
    {
        Name = $"net.ipv4.conf.{scope}.rp_filter",
        Summary = "Drops packets that came in by another interface than an answer would leave by.",
        Meaning = $"0 = off, 1 = strict: the best route back must lead out of the same interface, 2 = loose: there must be a route back at all. {meaning} What is dropped counts in IPReversePathFilter, and nothing is logged unless log_martians is on. A SYN that is dropped so looks like a firewall.",
        Unit = "mode",
        Defaults = [new(null, "0; systemd sets 2 on many distributions, and a new network namespace copies the first one's")],
        Range = SettingRange.AnyInt("above 2 acts as 2"),
        Scope = SettingScope.Namespace,
        ReadWhen = SettingRead.Live,
        Dangers = ["1 loses packets of hosts with two uplinks, of balancers that answer directly, and of tunnels, wherever the way back is another one."],
        Myths = [new("rp_filter = 1 is safe everywhere", MythVerdict.Misleading, "Only where every way is symmetric; 2 keeps most of the protection.")],
        SeeAlso = ["IPReversePathFilter"],
        Sources = ["net/ipv4/fib_frontend.c __fib_validate_source", "RFC 3704", Cite.IpSysctl],
    };
}
